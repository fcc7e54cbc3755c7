namespace Twofold.Tables;

/// <summary>
/// Finds the best split of a leaf by a column's histogram. To second order the best number for a leaf lowers the loss by ½ G² / (H + λ), with
/// the sums G of gradients and H of curvatures; a split gains what its two leaves lower it by more than the one
/// (Chen and Guestrin 2016, "XGBoost", eq. 7): <c>½ [G_l² / (H_l + λ) + G_r² / (H_r + λ) − G² / (H + λ)]</c>.
/// </summary>
sealed class SplitSearch(GradientUnits units, double minExamples, double l2, double maxStep, double categorySmoothing)
{
    // A leaf whose probabilities are this certain has nothing more to learn, and a division by its curvature would only make it huge.
    const double LeastCurvature = 1e-3;

    readonly long leastCount = Math.Max(1, units.Count(minExamples));

    /// <summary>Whether a leaf can be divided at all.</summary>
    public bool IsLargeEnough(GradientSum total) => units.WeightCount(total) >= 2 * leastCount;

    /// <summary>The number that lowers the loss of a leaf most, as far as the second order can be trusted.</summary>
    public double LeafValue(GradientSum total) =>
        units.Curvature(total) + l2 is > 0 and var curvature ? Math.Clamp(-units.Gradient(total) / curvature, -maxStep, maxStep) : 0;

    /// <summary>The best split by a column.</summary>
    /// <param name="column">The column's place among the used ones.</param>
    /// <param name="bins">Its bins.</param>
    /// <param name="sums">Its histogram.</param>
    /// <param name="total">The sum of the leaf.</param>
    public Split Best(int column, ColumnBins bins, ReadOnlySpan<GradientSum> sums, GradientSum total)
    {
        var best = bins.IsCategory ? BestOfCategories(column, bins, sums, total) : BestOfNumbers(column, bins, sums, total);
        return best with { Gain = 0.5 * (best.Gain - Score(total)) };
    }

    Split BestOfNumbers(int column, ColumnBins bins, ReadOnlySpan<GradientSum> sums, GradientSum total)
    {
        var missing = sums[bins.Count];
        var last = bins.Count - 1;
        var (score, bin, left) = Scan(sums[..(missing == default ? last : last + 1)], default, total);
        var missingLeft = units.WeightCount(left) > units.WeightCount(total - left);
        if (missing != default)
        {
            missingLeft = false;
            var other = Scan(sums[..last], missing, total);
            if (other.Score > score)
                (score, bin, left, missingLeft) = (other.Score, other.End, other.Left, true);
        }

        return bin < 0 ? Split.None : new Split(score, column, bin, null, missingLeft, left);
    }

    // Of all sets of categories the best one is among those that an order by gradient over curvature begins with (Fisher 1958, "On grouping
    // for maximum homogeneity"). Categories of hardly any examples in this leaf go wherever missing cells go.
    Split BestOfCategories(int column, ColumnBins bins, ReadOnlySpan<GradientSum> sums, GradientSum total)
    {
        Span<int> order = stackalloc int[GradientHistogram.BinsOfColumn];
        Span<double> ratios = stackalloc double[GradientHistogram.BinsOfColumn];
        var support = Math.Min(leastCount, units.Count(categorySmoothing));
        var (count, others) = (0, sums[bins.Count]);
        for (var bin = 0; bin < bins.Count; bin++)
        {
            if (units.WeightCount(sums[bin]) < Math.Max(1, support))
            {
                others += sums[bin];
                continue;
            }

            order[count] = bin;
            ratios[count++] = units.Gradient(sums[bin]) / (units.Curvature(sums[bin]) + categorySmoothing);
        }

        // Equal ratios stay in the order of their bins on every machine: the sort is given no two equal keys to choose between.
        SortStable(ratios[..count], order[..count]);
        Span<GradientSum> sorted = stackalloc GradientSum[GradientHistogram.BinsOfColumn];
        for (var i = 0; i < count; i++)
            sorted[i] = sums[order[i]];

        var hasOthers = others != default;
        var (score, end, left) = Scan(sorted[..Math.Max(0, hasOthers ? count : count - 1)], default, total);
        var othersLeft = !hasOthers && units.WeightCount(left) > units.WeightCount(total - left);
        if (hasOthers && Scan(sorted[..Math.Max(0, count - 1)], others, total) is var other && other.Score > score)
            (score, end, left, othersLeft) = (other.Score, other.End, other.Left, true);
        if (end < 0)
            return Split.None;

        var goesLeft = new byte[GradientHistogram.BinsOfColumn];
        goesLeft.AsSpan(0, bins.Count + 1).Fill((byte)(othersLeft ? 1 : 0));
        for (var i = 0; i < count; i++)
            goesLeft[order[i]] = (byte)(i <= end ? 1 : 0);
        return new Split(score, column, -1, goesLeft, othersLeft, left);
    }

    // The best place to divide a row of sums: behind which one, and what is then on the left.
    (double Score, int End, GradientSum Left) Scan(ReadOnlySpan<GradientSum> sums, GradientSum start, GradientSum total)
    {
        var (bestScore, bestEnd, bestLeft) = (double.NegativeInfinity, -1, default(GradientSum));
        var left = start;
        var greatestCount = units.WeightCount(total) - leastCount;
        for (var end = 0; end < sums.Length; end++)
        {
            left += sums[end];
            var count = units.WeightCount(left);
            if (count < leastCount)
                continue;
            if (count > greatestCount)
                break;
            var right = total - left;
            var (g, h, otherG, otherH) = (units.Gradient(left), units.Curvature(left), units.Gradient(right), units.Curvature(right));
            if (h < LeastCurvature || otherH < LeastCurvature)
                continue;

            // a² / x + b² / y with one division.
            var (x, y) = (h + l2, otherH + l2);
            var score = ((g * g * y) + (otherG * otherG * x)) / (x * y);
            if (score > bestScore)
                (bestScore, bestEnd, bestLeft) = (score, end, left);
        }

        return (bestScore, bestEnd, bestLeft);
    }

    double Score(GradientSum total)
    {
        var gradient = units.Gradient(total);
        return units.Curvature(total) + l2 is > 0 and var curvature ? gradient * gradient / curvature : 0;
    }

    static void SortStable(Span<double> keys, Span<int> items)
    {
        for (var i = 1; i < keys.Length; i++)
        {
            var (key, item, at) = (keys[i], items[i], i);
            for (; at > 0 && keys[at - 1] > key; at--)
                (keys[at], items[at]) = (keys[at - 1], items[at - 1]);
            (keys[at], items[at]) = (key, item);
        }
    }
}
