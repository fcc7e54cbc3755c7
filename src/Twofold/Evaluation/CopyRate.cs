using System.Numerics.Tensors;

namespace Twofold;

/// <summary>
/// How much of what was made is nearer to an example that was learned from than real examples are: copies, where the distances see them. The
/// threshold is set on real examples that were held out, so that they themselves have a known rate. What no distance of these rows sees (a copy
/// turned or recolored, in pixels) is not found.
/// </summary>
/// <param name="Rate">The share of made rows at most <paramref name="Threshold"/> from their nearest training row, 0 to 1.</param>
/// <param name="HeldOutRate">The same of the held-out real rows: what to compare with.</param>
/// <param name="Threshold">The distance up to which a row counts as a copy, in the unit of the rows.</param>
/// <param name="Nearest">For each made row the index of its nearest training row.</param>
/// <param name="Distances">The Euclidean distance from it.</param>
public sealed record CopyRate(Estimate Rate, double HeldOutRate, double Threshold, IReadOnlyList<int> Nearest, IReadOnlyList<double> Distances)
{
    /// <summary>Compares what was made, and what was held out, with what was learned from.</summary>
    /// <param name="made">What was made, as pixels or features, <c>[examples, numbers]</c>.</param>
    /// <param name="heldOut">Real examples that were not learned from, best as many as can be had.</param>
    /// <param name="train">The examples that were learned from.</param>
    /// <param name="quantile">
    /// The share of held-out rows that the threshold calls copies, over 0 and at most 1. Default 0.01: real examples happen to be alike that often.
    /// Where there are so few that this is less than one row, it is one.
    /// </param>
    /// <exception cref="TwofoldException">A set is empty, they have different numbers, a number is not finite or too large to be squared, or the quantile is out of its range.</exception>
    public static CopyRate Of(double[,] made, double[,] heldOut, double[,] train, double quantile = 0.01)
    {
        CheckQuantile(quantile);
        FeatureRows.Check(made, "made", 1);
        FeatureRows.Check(heldOut, "held-out", 1);
        FeatureRows.Check(train, "training", 1);
        FeatureRows.CheckSameFeatures(made, "made", train, "training");
        FeatureRows.CheckSameFeatures(heldOut, "held-out", train, "training");
        FeatureRows.CheckSquares(made, "made");
        FeatureRows.CheckSquares(heldOut, "held-out");
        FeatureRows.CheckSquares(train, "training");

        return Of(made, train, RowDistances.Nearest(heldOut, train).Squares, quantile);
    }

    /// <summary>The same where no examples were held out: the real ones are those that were learned from, each beside all others.</summary>
    /// <param name="made">What was made, as pixels or features, <c>[examples, numbers]</c>.</param>
    /// <param name="train">The examples that were learned from; at least two.</param>
    /// <param name="variants">
    /// How often each example stands in <paramref name="train"/>, all of them once and then all once more: 2 where their mirror images were learned from too. Default 1.
    /// </param>
    /// <param name="quantile">The share of training rows that the threshold would call copies of others; see <see cref="Of(double[,], double[,], double[,], double)"/>.</param>
    /// <exception cref="TwofoldException">A set is too small, they have different numbers, a number is not finite, or the quantile is out of its range.</exception>
    public static CopyRate AmongTraining(double[,] made, double[,] train, int variants = 1, double quantile = 0.01)
    {
        CheckQuantile(quantile);
        FeatureRows.Check(made, "made", 1);
        FeatureRows.Check(train, "training", 2);
        FeatureRows.CheckSameFeatures(made, "made", train, "training");
        var examples = train.GetLength(0) / Math.Max(1, variants);
        if (variants < 1 || examples * variants != train.GetLength(0) || examples < 2)
            throw new TwofoldException($"{train.GetLength(0)} training rows in {variants} variants: give each of at least two examples equally often.");

        var realSquares = new double[examples];
        RowDistances.ForEachRow(train, train, (row, distances) =>
        {
            if (row >= examples)
                return;
            // Not a copy of itself, in whatever variant.
            for (var own = row; own < distances.Length; own += examples)
                distances[own] = double.PositiveInfinity;
            realSquares[row] = TensorPrimitives.Min<double>(distances);
        });
        return Of(made, train, realSquares, quantile);
    }

    static CopyRate Of(double[,] made, double[,] train, double[] realSquares, double quantile)
    {
        Array.Sort(realSquares);
        var threshold = realSquares[Math.Max(0, (int)Math.Floor(quantile * realSquares.Length) - 1)];
        var (squares, nearest) = RowDistances.Nearest(made, train);
        return new CopyRate(
            Estimate.OfShare([.. squares.Select(square => square <= threshold)]),
            (double)realSquares.Count(square => square <= threshold) / realSquares.Length,
            Math.Sqrt(threshold),
            nearest,
            [.. squares.Select(Math.Sqrt)]);
    }

    static void CheckQuantile(double quantile)
    {
        if (!(quantile is > 0 and <= 1))
            throw new TwofoldException($"A quantile of {quantile}: give a share over 0 and at most 1.");
    }
}
