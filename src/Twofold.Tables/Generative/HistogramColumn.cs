namespace Twofold.Tables;

/// <summary>
/// A histogram for each label. Within a bin every cell is as likely as another; the two outer bins fall off exponentially. Every bin counts so
/// many examples besides its own, which, bins being of equal weight, draws a label with few examples towards all of them together; the outer
/// ones, where no example of the fit was, count half of that.
/// </summary>
sealed class HistogramColumn : ColumnDensity
{
    readonly HistogramBins bins;
    readonly double[,] shares;
    readonly double[,] logs;

    public HistogramColumn(HistogramBins bins, CategoryCounts counts, double alpha)
    {
        this.bins = bins;
        var labels = counts.LabelWeights.Length;
        (shares, logs) = (new double[bins.Count, labels], new double[bins.Count, labels]);
        for (var k = 0; k < labels; k++)
        {
            var total = counts.ObservedAt(k, 0) + (alpha * (bins.Count - 1));
            for (var b = 0; b < bins.Count; b++)
            {
                var isOuter = b == 0 || b == bins.Count - 1;
                shares[b, k] = (counts.Counts[k, b] + (isOuter ? alpha / 2 : alpha)) / total;
                logs[b, k] = Math.Log(shares[b, k]) - (isOuter ? 0 : Math.Log(bins.Edges[b] - bins.Edges[b - 1]));
            }
        }
    }

    public override int Parameters => bins.Count - 1;

    // The chance that a whole number of an outer bin is followed by another.
    double Ratio => bins.TailScale / (1 + bins.TailScale);

    public override void AddLogs(double cell, Span<double> answers)
    {
        if (bins.IsWhole && cell != Math.Floor(cell))
        {
            AddOutside(answers);
            return;
        }

        var bin = bins.IndexOf(cell);
        var tail = bin == 0 ? LogTail(bins.Edges[0] - cell - (bins.IsWhole ? 1 : 0))
            : bin == bins.Count - 1 ? LogTail(cell - bins.Edges[^1])
            : 0;
        var addends = logs.Row(bin);
        for (var k = 0; k < answers.Length; k++)
            answers[k] += addends[k] + tail;
    }

    public override double Draw(int label, SeededRandom random)
    {
        var (left, b) = (random.NextDouble(), 0);
        for (; b < bins.Count - 1 && left >= shares[b, label]; b++)
            left -= shares[b, label];
        if (b == 0)
            return bins.Edges[0] - (bins.IsWhole ? 1 : 0) - DrawTail(random);
        if (b == bins.Count - 1)
            return bins.Edges[^1] + DrawTail(random);
        var (low, high) = (bins.Edges[b - 1], bins.Edges[b]);
        var cell = random.NextDouble(low, high);
        return bins.IsWhole ? Math.Min(Math.Floor(cell), high - 1) : cell;
    }

    public override double Expect(ReadOnlySpan<double> posterior)
    {
        var sum = 0.0;
        for (var b = 0; b < bins.Count; b++)
        {
            var mean = b == 0 ? bins.Edges[0] - bins.TailScale - (bins.IsWhole ? 1 : 0)
                : b == bins.Count - 1 ? bins.Edges[^1] + bins.TailScale
                : (bins.Edges[b - 1] + bins.Edges[b] - (bins.IsWhole ? 1 : 0)) / 2;
            for (var k = 0; k < posterior.Length; k++)
                sum += posterior[k] * shares[b, k] * mean;
        }

        return sum;
    }

    // Geometric of whole numbers, exponential of others.
    double LogTail(double distance) => bins.IsWhole
        ? Math.Log(1 - Ratio) + (distance * Math.Log(Ratio))
        : -Math.Log(bins.TailScale) - (distance / bins.TailScale);

    double DrawTail(SeededRandom random)
    {
        var uniform = Math.Log(1 - random.NextDouble());
        return bins.IsWhole ? Math.Floor(uniform / Math.Log(Ratio)) : -uniform * bins.TailScale;
    }
}
