namespace Twofold;

/// <summary>Finds where two learning curves cross, and how sure that is, by resampling the repeats.</summary>
static class CrossingSearch
{
    const int Resamples = 1000;

    // A direction that fewer resampled sets of repeats take than this is chance.
    const double LeastShare = 0.5;

    /// <summary>Searches.</summary>
    /// <param name="sizes">The numbers of examples, rising.</param>
    /// <param name="ahead">How far the generative model is ahead, <c>[repeats][sizes]</c>; NaN where a fit failed.</param>
    /// <param name="intervals">The intervals of its mean, <c>[sizes]</c>.</param>
    /// <param name="seed">The same seed resamples the same.</param>
    public static Crossing Of(IReadOnlyList<int> sizes, IReadOnlyList<double[]> ahead, IReadOnlyList<Interval> intervals, ulong seed)
    {
        var upTo = sizes[^1];
        var all = Enumerable.Range(0, ahead.Count).ToArray();
        if (Find(sizes, Means(ahead, all)) is not { } found)
        {
            var last = intervals[^1];
            return new Crossing(null, null, null, last.Value >= 0 ? ModelFamily.Generative : ModelFamily.Discriminative, last.IsClear, 0, upTo);
        }

        var random = new SeededRandom(seed);
        var places = new List<double>();
        var drawn = new int[ahead.Count];
        for (var resample = 0; resample < Resamples; resample++)
        {
            foreach (ref var repeat in drawn.AsSpan())
                repeat = random.NextInt(ahead.Count);
            if (Find(sizes, Means(ahead, drawn)) is { } again && again.Before == found.Before)
                places.Add(again.Place);
        }

        places.Sort();
        var share = (double)places.Count / Resamples;
        if (share < LeastShare)
            return new Crossing(null, null, null, intervals[^1].Value >= 0 ? ModelFamily.Generative : ModelFamily.Discriminative, intervals[^1].IsClear, share, upTo);
        var sign = found.Before == ModelFamily.Generative ? 1 : -1;
        bool IsAhead(bool before) => sizes.Index().Any(size => size.Item < found.Place == before && intervals[size.Index].IsClear && Math.Sign(intervals[size.Index].Value) == (before ? sign : -sign));
        return new Crossing(
            found.Place, places[(int)(0.025 * (places.Count - 1))], places[(int)Math.Ceiling(0.975 * (places.Count - 1))], found.Before, IsAhead(true) && IsAhead(false), share, upTo);
    }

    // The last change of the lead, straight between two sizes on a logarithmic axis.
    static (double Place, ModelFamily Before)? Find(IReadOnlyList<int> sizes, double[] means)
    {
        int[] known = [.. Enumerable.Range(0, means.Length).Where(s => !double.IsNaN(means[s]) && means[s] != 0)];
        for (var at = known.Length - 1; at > 0; at--)
        {
            var (left, right) = (known[at - 1], known[at]);
            if (Math.Sign(means[left]) == Math.Sign(means[right]))
                continue;
            var part = means[left] / (means[left] - means[right]);
            var place = Math.Exp(double.Lerp(Math.Log(sizes[left]), Math.Log(sizes[right]), part));
            return (place, means[left] > 0 ? ModelFamily.Generative : ModelFamily.Discriminative);
        }

        return null;
    }

    static double[] Means(IReadOnlyList<double[]> ahead, int[] repeats)
    {
        var (means, counts) = (new double[ahead[0].Length], new int[ahead[0].Length]);
        foreach (var repeat in repeats)
            for (var s = 0; s < means.Length; s++)
                if (!double.IsNaN(ahead[repeat][s]))
                    (means[s], counts[s]) = (means[s] + ahead[repeat][s], counts[s] + 1);
        for (var s = 0; s < means.Length; s++)
            means[s] /= counts[s]; // 0/0 is NaN: nothing is known there.
        return means;
    }
}
