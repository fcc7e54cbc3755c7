using System.Numerics.Tensors;

namespace Twofold;

/// <summary>
/// How much of what was made is a copy of an example that was learned from, where the distances see it. A distance alone would take what is plain, which is
/// near to everything, for copies; so a row's distance from its nearest training example is divided by the mean of those from the next
/// <see cref="Neighbors"/>, and a copy is what is much nearer to one example than to others of its kind (Carlini et al. 2023, "Extracting training data from
/// diffusion models", section 5.1). The threshold is set on real examples that were held out, so that they themselves have a known rate. What no distance of
/// these rows sees (a copy turned or recolored, in pixels) is not found, nor is a copy of what stands among the training examples over <see cref="Neighbors"/> times.
/// </summary>
/// <param name="Rate">The share of made rows with a ratio of at most <paramref name="Threshold"/>, 0 to 1.</param>
/// <param name="HeldOutRate">The same of the held-out real rows: what to compare with.</param>
/// <param name="Threshold">The ratio up to which a row counts as a copy, 0 to 1.</param>
/// <param name="Nearest">For each made row the index of its nearest training example.</param>
/// <param name="Distances">The Euclidean distance from it, in the unit of the rows.</param>
/// <param name="Ratios">That distance over the mean of those from the next nearest, 0 (the same, and others are not) to 1 (no nearer than to others).</param>
public sealed record CopyRate(
    Estimate Rate, double HeldOutRate, double Threshold, IReadOnlyList<int> Nearest, IReadOnlyList<double> Distances, IReadOnlyList<double> Ratios)
{
    /// <summary>How many training examples beside the nearest one tell how near is usual, or all the others where there are fewer: 50, as in the paper, which counts the nearest itself among them.</summary>
    public const int Neighbors = 50;

    /// <summary>Compares what was made, and what was held out, with what was learned from.</summary>
    /// <param name="made">What was made, as pixels or features, <c>[examples, numbers]</c>.</param>
    /// <param name="heldOut">Real examples that were not learned from, best as many as can be had.</param>
    /// <param name="train">The examples that were learned from; at least two.</param>
    /// <param name="variants">
    /// How often each example stands in <paramref name="train"/>, all of them once and then all once more: 2 where their mirror images were learned from too.
    /// An example is as near as the nearest of its variants. Default 1.
    /// </param>
    /// <param name="quantile">
    /// The share of held-out rows that the threshold calls copies, over 0 and at most 1. Default 0.01: real examples happen to be alike that often.
    /// Where there are so few that this is less than one row, it is one.
    /// </param>
    /// <exception cref="TwofoldException">A set is too small, they have different numbers, a number is not finite or too large to be squared, or the quantile is out of its range.</exception>
    public static CopyRate Of(double[,] made, double[,] heldOut, double[,] train, int variants = 1, double quantile = 0.01)
    {
        Check(made, train, variants, quantile);
        FeatureRows.Check(heldOut, "held-out", 1);
        FeatureRows.CheckSameFeatures(heldOut, "held-out", train, "training");
        FeatureRows.CheckSquares(heldOut, "held-out");
        return Of(made, train, variants, quantile, Search(heldOut, train, variants, amongThemselves: false).Ratios);
    }

    /// <summary>The same where no examples were held out: the real ones are those that were learned from, each beside all others.</summary>
    /// <param name="made">What was made, as pixels or features, <c>[examples, numbers]</c>.</param>
    /// <param name="train">The examples that were learned from; at least three.</param>
    /// <param name="variants">How often each stands there; see <see cref="Of(double[,], double[,], double[,], int, double)"/>.</param>
    /// <param name="quantile">The share of training rows that the threshold would call copies of others; as there.</param>
    /// <exception cref="TwofoldException">A set is too small, they have different numbers, a number is not finite or too large to be squared, or the quantile is out of its range.</exception>
    public static CopyRate AmongTraining(double[,] made, double[,] train, int variants = 1, double quantile = 0.01)
    {
        Check(made, train, variants, quantile, least: 3);
        return Of(made, train, variants, quantile, Search(train, train, variants, amongThemselves: true).Ratios);
    }

    static CopyRate Of(double[,] made, double[,] train, int variants, double quantile, double[] realRatios)
    {
        Array.Sort(realRatios);
        var threshold = realRatios[Math.Max(0, (int)Math.Floor(quantile * realRatios.Length) - 1)];
        var (nearest, distances, ratios) = Search(made, train, variants, amongThemselves: false);
        return new CopyRate(
            Estimate.OfShare([.. ratios.Select(ratio => ratio <= threshold)]),
            (double)realRatios.Count(ratio => ratio <= threshold) / realRatios.Length,
            threshold,
            nearest,
            distances,
            ratios);
    }

    static (int[] Nearest, double[] Distances, double[] Ratios) Search(double[,] rows, double[,] train, int variants, bool amongThemselves)
    {
        var examples = train.GetLength(0) / variants;
        // The variants of examples that are looked at among themselves tell nothing new of them.
        var count = amongThemselves ? examples : rows.GetLength(0);
        var (nearest, nearestDistances, ratios) = (new int[count], new double[count], new double[count]);
        RowDistances.ForEachRow(rows, train, (row, squares) =>
        {
            if (row >= count)
                return;
            var ofExamples = squares[..examples];
            for (var variant = 1; variant < variants; variant++)
                TensorPrimitives.Min<double>(ofExamples, squares.Slice(variant * examples, examples), ofExamples);
            // Not a copy of itself, in whatever variant.
            if (amongThemselves)
                ofExamples[row] = double.PositiveInfinity;
            var least = RowDistances.Least(ofExamples, Math.Min(Neighbors + 1, amongThemselves ? examples - 1 : examples));
            var own = rows.Row(row);
            var distances = new double[least.Length];
            // Once more, of these few without the rounding of inner products: that of equal rows is 0, of which ratios would make anything.
            for (var i = 0; i < least.Length; i++)
                distances[i] = Distance(own, train, least[i], examples);
            Array.Sort(distances, least);
            var usual = TensorPrimitives.Average<double>(distances.AsSpan(1));
            (nearest[row], nearestDistances[row]) = (least[0], distances[0]);
            ratios[row] = usual > 0 ? distances[0] / usual : 1;
        });
        return (nearest, nearestDistances, ratios);
    }

    static double Distance(ReadOnlySpan<double> row, double[,] train, int example, int examples)
    {
        var least = double.PositiveInfinity;
        for (var variant = example; variant < train.GetLength(0); variant += examples)
            least = Math.Min(least, TensorPrimitives.Distance(row, train.Row(variant)));
        return least;
    }

    static void Check(double[,] made, double[,] train, int variants, double quantile, int least = 2)
    {
        if (!(quantile is > 0 and <= 1))
            throw new TwofoldException($"A quantile of {quantile}: give a share over 0 and at most 1.");
        FeatureRows.Check(made, "made", 1);
        FeatureRows.Check(train, "training", least);
        FeatureRows.CheckSameFeatures(made, "made", train, "training");
        FeatureRows.CheckSquares(made, "made");
        FeatureRows.CheckSquares(train, "training");
        if (variants < 1 || train.GetLength(0) % variants != 0 || train.GetLength(0) / variants < least)
            throw new TwofoldException($"{train.GetLength(0)} training rows in {variants} variants: give each of at least {least} examples equally often.");
    }
}
