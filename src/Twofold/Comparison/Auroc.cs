namespace Twofold;

/// <summary>The area under the receiver operating characteristic.</summary>
static class Auroc
{
    /// <summary>How often one of the first has a higher score than one of the second, equals counting half, 0 to 1 (Mann and Whitney's statistic).</summary>
    public static double Of(double[] higher, double[] lower)
    {
        var sorted = higher.Select(score => (score, IsHigher: true)).Concat(lower.Select(score => (score, IsHigher: false))).OrderBy(pair => pair.score).ToArray();
        var ranks = 0.0;
        for (var first = 0; first < sorted.Length;)
        {
            var next = first;
            while (next < sorted.Length && sorted[next].score == sorted[first].score)
                next++;
            var rank = (first + next + 1) / 2.0;
            ranks += rank * sorted.AsSpan(first, next - first).ToArray().Count(pair => pair.IsHigher);
            first = next;
        }

        return (ranks - (higher.Length * (higher.Length + 1.0) / 2)) / ((double)higher.Length * lower.Length);
    }
}
