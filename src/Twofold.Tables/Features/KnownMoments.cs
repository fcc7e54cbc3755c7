namespace Twofold.Tables;

/// <summary>Weighted means and variances of a table's columns over the cells that are known: the moments of a single label.</summary>
sealed class KnownMoments
{
    KnownMoments(LabelMoments moments, bool isComplete)
    {
        Means = moments.Means.AsFlatSpan().ToArray();
        Variances = new double[Means.Length];
        HasMissing = new bool[Means.Length];
        IsComplete = isComplete;
        for (var j = 0; j < Means.Length; j++)
        {
            var weight = moments.ObservedAt(0, j);
            Variances[j] = weight > 0 ? moments.Squares[0, j] / weight : 0;
            HasMissing[j] = weight < moments.LabelWeights[0];
        }
    }

    /// <summary>The means, <c>[columns]</c>; 0 of a column without a known cell. Of categories and texts they mean nothing.</summary>
    public double[] Means { get; }

    /// <summary>The variances (divided by the sum of the weights), <c>[columns]</c>.</summary>
    public double[] Variances { get; }

    /// <summary>Whether a cell of some weight is missing, <c>[columns]</c>.</summary>
    public bool[] HasMissing { get; }

    /// <summary>Whether every cell is known to be finite; rows of no weight are not looked at, and with weights it is false.</summary>
    public bool IsComplete { get; }

    /// <summary>Goes over a table with at least one row.</summary>
    /// <exception cref="TwofoldException">A number is infinite or too large to be squared; the message names it.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static KnownMoments Of(Table examples, double[]? weights, CancellationToken cancellation = default)
    {
        var moments = LabelMoments.Of(examples, new int[examples.Count], labels: 1, weights, cancellation);
        return new KnownMoments(moments, isComplete: weights is null && moments.Observed is null);
    }
}
