namespace Twofold.Tables;

/// <summary>The statistics of every column, each of its own kind.</summary>
/// <param name="labelWeights">The weight of each label's examples together, <c>[labels]</c>.</param>
/// <param name="columns">What is summed up of each column.</param>
sealed class MixedStatistics(double[] labelWeights, LabelStatistics[] columns) : LabelStatistics(labelWeights)
{
    /// <summary>What is summed up of each column.</summary>
    public IReadOnlyList<LabelStatistics> Columns => columns;

    /// <summary>Sums up all columns.</summary>
    public static MixedStatistics Of(
        Table examples, IReadOnlyList<ColumnPlan> plans, int[] codes, int labels, double[]? weights, CancellationToken cancellation)
    {
        var labelWeights = new double[labels];
        for (var i = 0; i < codes.Length; i++)
            labelWeights[codes[i]] += weights is null ? 1 : weights[i];
        return new MixedStatistics(labelWeights, [.. plans.Select((plan, j) => plan.Summarize(examples, j, codes, labels, weights, cancellation))]);
    }

    /// <summary>The share of the label's examples whose cell is missing.</summary>
    public double MissingShare(int label, int column)
    {
        var observed = columns[column] switch
        {
            LabelMoments moments => moments.ObservedAt(label, 0),
            CategoryCounts counts => counts.ObservedAt(label, 0),
            var words => ((WordCounts)words).Observed[label],
        };
        return Math.Clamp(1 - (observed / LabelWeights[label]), 0, 1);
    }

    /// <inheritdoc/>
    public override LabelStatistics Placed(int[] places, int labels) =>
        new MixedStatistics(Placed(LabelWeights, places, labels), Array.ConvertAll(columns, column => column.Placed(places, labels)));

    /// <inheritdoc/>
    public override void Add(LabelStatistics other)
    {
        var added = (MixedStatistics)other;
        for (var k = 0; k < LabelWeights.Length; k++)
            LabelWeights[k] += added.LabelWeights[k];
        for (var j = 0; j < columns.Length; j++)
            columns[j].Add(added.Columns[j]);
    }
}
