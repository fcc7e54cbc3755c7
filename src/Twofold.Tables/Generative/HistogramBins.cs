namespace Twofold.Tables;

/// <summary>
/// The bins of a histogram, the same for all labels: of about as many examples each, one more below the least edge and one above the greatest.
/// </summary>
/// <param name="Edges">Where bins begin and the last one ends, rising, at least two.</param>
/// <param name="IsWhole">Whether cells are whole numbers: then a bin holds those from its edge to before the next.</param>
sealed record HistogramBins(double[] Edges, bool IsWhole)
{
    /// <summary>The number of bins, the two outer ones included.</summary>
    public int Count => Edges.Length + 1;

    /// <summary>The length on which the outer bins' densities fall to a third: the mean width of the others.</summary>
    public double TailScale => Math.Max((Edges[^1] - Edges[0]) / (Edges.Length - 1), double.Epsilon);

    /// <summary>Bins of known cells, at least one: twice the cube root of their number (Rice's rule), fewer where many are equal.</summary>
    public static HistogramBins Of(double[] cells, bool isWhole)
    {
        var sorted = (double[])cells.Clone();
        Array.Sort(sorted);
        var bins = (int)Math.Ceiling(2 * Math.Cbrt(sorted.Length));
        var edges = new List<double> { sorted[0] };
        for (var bin = 1; bin < bins; bin++)
        {
            var edge = sorted[(int)((long)bin * sorted.Length / bins)];
            if (edge > edges[^1])
                edges.Add(edge);

            // A number that fills more than a bin gets one of its own.
            if (isWhole && edge + 1 <= sorted[^1] && sorted[(int)Math.Min((long)(bin + 1) * sorted.Length / bins, sorted.Length - 1)] == edge && edge + 1 > edges[^1])
                edges.Add(edge + 1);
        }

        var last = isWhole ? sorted[^1] + 1 : sorted[^1] > edges[^1] ? sorted[^1] : Math.Max(Math.BitIncrement(edges[^1]), edges[^1] + (Math.Abs(edges[^1]) * 1e-9));
        if (last > edges[^1])
            edges.Add(last);
        return new HistogramBins([.. edges], isWhole);
    }

    /// <summary>The bin of a cell; the greatest edge itself is of the last inner bin, where cells are not whole.</summary>
    public int IndexOf(double cell)
    {
        if (cell == Edges[^1] && !IsWhole)
            return Edges.Length - 1;
        var found = Array.BinarySearch(Edges, cell);
        return found >= 0 ? found + 1 : ~found;
    }
}
