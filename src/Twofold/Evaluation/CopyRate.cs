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
    /// <exception cref="TwofoldException">A set is empty, they have different numbers, a number is not finite, or the quantile is out of its range.</exception>
    public static CopyRate Of(double[,] made, double[,] heldOut, double[,] train, double quantile = 0.01)
    {
        if (!(quantile is > 0 and <= 1))
            throw new TwofoldException($"A quantile of {quantile}: give a share over 0 and at most 1.");
        FeatureRows.Check(made, "made", 1);
        FeatureRows.Check(heldOut, "held-out", 1);
        FeatureRows.Check(train, "training", 1);
        FeatureRows.CheckSameFeatures(made, "made", train, "training");
        FeatureRows.CheckSameFeatures(heldOut, "held-out", train, "training");

        var (realSquares, _) = RowDistances.Nearest(heldOut, train);
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
}
