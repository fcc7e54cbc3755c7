namespace Twofold;

/// <summary>
/// The probability that a score stands for, as a curve that never falls: straight between the points, level outside of them. Scikit-learn's
/// <c>IsotonicRegression(out_of_bounds='clip')</c>. Immutable.
/// </summary>
public sealed class IsotonicCurve
{
    readonly double[] scores;
    readonly double[] probabilities;

    /// <summary>Creates a curve from its points, as they come out of a fit or a file.</summary>
    /// <param name="scores">The points' scores, rising, at least one.</param>
    /// <param name="probabilities">Their probabilities, 0 to 1, none less than the one before.</param>
    /// <exception cref="TwofoldException">One of these does not hold.</exception>
    public IsotonicCurve(IReadOnlyList<double> scores, IReadOnlyList<double> probabilities)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(probabilities);
        if (scores.Count == 0 || scores.Count != probabilities.Count)
            throw new TwofoldException($"{scores.Count} scores and {probabilities.Count} probabilities: a curve needs one of each for every point, and a point.");
        for (var i = 0; i < scores.Count; i++)
            if (!double.IsFinite(scores[i])
                || !(probabilities[i] is >= 0 and <= 1)
                || (i > 0 && (scores[i] <= scores[i - 1] || probabilities[i] < probabilities[i - 1])))
                throw new TwofoldException(
                    $"Point {i} of the curve is at {scores[i]} with the probability {probabilities[i]}: scores have to rise, and probabilities from 0 to 1 must not fall.");
        (this.scores, this.probabilities) = ([.. scores], [.. probabilities]);
    }

    /// <summary>The points' scores, scikit-learn's <c>X_thresholds_</c>.</summary>
    public IReadOnlyList<double> Scores => scores;

    /// <summary>The points' probabilities, scikit-learn's <c>y_thresholds_</c>.</summary>
    public IReadOnlyList<double> Probabilities => probabilities;

    /// <summary>Finds the rising curve with the least squared error: neighbors that fall are pooled until none does (Zadrozny and Elkan 2002).</summary>
    /// <param name="scores">A finite score for each example, <c>[examples]</c>.</param>
    /// <param name="isTrue">Whether the example is of the label, <c>[examples]</c>.</param>
    /// <param name="weights">How much each example counts, <c>[examples]</c>; null (the default): all count 1.</param>
    /// <exception cref="TwofoldException">The numbers do not match, a score is not finite, or all weights are 0.</exception>
    public static IsotonicCurve Fit(IReadOnlyList<double> scores, IReadOnlyList<bool> isTrue, IReadOnlyList<double>? weights = null)
    {
        CalibrationArguments.Require(scores, isTrue, weights);

        // Pools from low scores to high ones. Equal scores are one point from the start.
        var pools = new List<Pool>();
        var examples = Enumerable.Range(0, scores.Count).Where(i => weights is null || weights[i] > 0);
        foreach (var group in examples.GroupBy(i => scores[i]).OrderBy(group => group.Key))
        {
            var pool = new Pool(group.Key, group.Key, group.Sum(i => weights?[i] ?? 1), group.Sum(i => isTrue[i] ? weights?[i] ?? 1 : 0));
            for (; pools.Count > 0 && pools[^1].Share >= pool.Share; pools.RemoveAt(pools.Count - 1))
                pool = new Pool(pools[^1].First, pool.Last, pools[^1].Weight + pool.Weight, pools[^1].True + pool.True);
            pools.Add(pool);
        }

        if (pools.Count == 0)
            throw new TwofoldException("All examples to calibrate on have the weight 0: give one of them more.");
        double[] ends = [.. pools.SelectMany(pool => pool.First == pool.Last ? [pool.First] : new[] { pool.First, pool.Last })];
        return new IsotonicCurve(ends, [.. pools.SelectMany(pool => Enumerable.Repeat(pool.Share, pool.First == pool.Last ? 1 : 2))]);
    }

    /// <summary>The probability of a score.</summary>
    /// <exception cref="TwofoldException">The score is NaN.</exception>
    public double Apply(double score)
    {
        if (double.IsNaN(score))
            throw new TwofoldException("The score is NaN: give a number.");
        var at = Array.BinarySearch(scores, score);
        if (at >= 0)
            return probabilities[at];
        var right = ~at;
        if (right == 0 || right == scores.Length)
            return probabilities[Math.Min(right, scores.Length - 1)];
        var gap = scores[right] - scores[right - 1];
        // Of numbers so far apart that no number says how far, the halves lose nothing.
        var share = double.IsFinite(gap) ? (score - scores[right - 1]) / gap : ((score / 2) - (scores[right - 1] / 2)) / ((scores[right] / 2) - (scores[right - 1] / 2));
        return probabilities[right - 1] + (share * (probabilities[right] - probabilities[right - 1]));
    }

    readonly record struct Pool(double First, double Last, double Weight, double True)
    {
        public double Share => Math.Min(1, True / Weight);
    }
}
