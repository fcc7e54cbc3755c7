namespace Twofold.Tables;

/// <summary>
/// How the cells of a column become bins. Numbers: bin b holds those up to <c>edges[b]</c> and above the edge before. Categories: each its
/// own. The bin after the last is that of missing cells and of categories too rare for one of their own.
/// </summary>
sealed class ColumnBins
{
    // A search of eight steps over so many edges, the unused ones beyond all numbers.
    const int SearchLength = 256;

    readonly double[] edges = [];
    readonly byte[] binOfCategory = [];

    ColumnBins(double[] cuts, bool hasMissing)
    {
        Count = cuts.Length + 1;
        HasMissing = hasMissing;
        edges = new double[SearchLength];
        edges.AsSpan().Fill(double.PositiveInfinity);
        cuts.CopyTo(edges, 0);
    }

    ColumnBins(byte[] binOfCategory, int count, bool hasMissing) =>
        (this.binOfCategory, Count, HasMissing) = (binOfCategory, count, hasMissing);

    /// <summary>The number of bins without that of missing cells, which is also the index of that one. At most 255.</summary>
    public int Count { get; }

    /// <summary>Whether a cell was missing among those that the bins were made of.</summary>
    public bool HasMissing { get; }

    /// <summary>Whether no split of this column is possible.</summary>
    public bool IsConstant => Count + (HasMissing ? 1 : 0) < 2;

    /// <summary>Whether the cells are categories.</summary>
    public bool IsCategory => edges.Length == 0;

    /// <summary>The bin of a cell.</summary>
    public byte this[double cell]
    {
        get
        {
            if (double.IsNaN(cell))
                return (byte)Count;
            if (IsCategory)
                return binOfCategory[(int)cell];

            // The number of edges below the cell.
            var bin = 0;
            for (var step = SearchLength / 2; step > 0; step /= 2)
                bin += edges[bin + step - 1] < cell ? step : 0;
            return (byte)bin;
        }
    }

    /// <summary>The greatest number of a bin: what is up to it goes left when a split is behind this bin.</summary>
    public double UpperEdge(int bin) => bin < Count - 1 ? edges[bin] : double.MaxValue;

    /// <summary>The categories of the bins that are not 0, as a set of bits.</summary>
    public uint[] CategoriesOf(ReadOnlySpan<byte> bins)
    {
        var set = new uint[BoostedTree.WordsOf(binOfCategory.Length)];
        for (var category = 0; category < binOfCategory.Length; category++)
            if (bins[binOfCategory[category]] != 0)
                set[category >> 5] |= 1u << (category & 31);
        return set;
    }

    /// <summary>Makes the bins of a column of numbers.</summary>
    /// <param name="cells">Its cells or a sample of them; NaN is missing. They are sorted here.</param>
    /// <param name="weights">How much each counts, sorted along; null: all count 1.</param>
    /// <param name="most">At most so many bins, without that of missing cells.</param>
    public static ColumnBins OfNumbers(Span<double> cells, Span<double> weights, int most)
    {
        if (weights.IsEmpty)
            cells.Sort();
        else
            cells.Sort(weights);

        // Missing cells are sorted to the front.
        var missing = 0;
        while (missing < cells.Length && double.IsNaN(cells[missing]))
            missing++;
        var (values, masses) = (new List<double>(), new List<double>());
        for (var i = missing; i < cells.Length; i++)
        {
            var weight = weights.IsEmpty ? 1 : weights[i];
            if (values.Count > 0 && values[^1] == cells[i])
            {
                masses[^1] += weight;
            }
            else
            {
                values.Add(cells[i]);
                masses.Add(weight);
            }
        }

        return new ColumnBins(values.Count <= most ? CutsBetweenAll(values) : CutsOfEqualMass(values, masses, most), missing > 0);
    }

    /// <summary>Makes the bins of a column of categories: the most frequent ones have their own.</summary>
    /// <param name="masses">How often each category occurs; one that never does is as good as missing.</param>
    /// <param name="hasMissing">Whether a cell is missing.</param>
    /// <param name="most">At most so many bins, without that of missing cells.</param>
    public static ColumnBins OfCategories(double[] masses, bool hasMissing, int most)
    {
        var frequent = Enumerable.Range(0, masses.Length).Where(category => masses[category] > 0).OrderByDescending(category => masses[category]).ToArray();
        var count = Math.Min(frequent.Length, most);
        var bins = new byte[masses.Length];
        bins.AsSpan().Fill((byte)count);
        var own = frequent[..count];
        Array.Sort(own);
        for (var bin = 0; bin < count; bin++)
            bins[own[bin]] = (byte)bin;
        return new ColumnBins(bins, count, hasMissing || frequent.Length > count);
    }

    static double[] CutsBetweenAll(List<double> values)
    {
        var cuts = new double[Math.Max(0, values.Count - 1)];
        for (var i = 0; i < cuts.Length; i++)
            cuts[i] = Between(values[i], values[i + 1]);
        return cuts;
    }

    // A value with the mass of a bin or more has one of its own; the others share what bins are left, about equally.
    static double[] CutsOfEqualMass(List<double> values, List<double> masses, int most)
    {
        var (mass, bins) = (masses.Sum(), most);
        var heavy = new bool[values.Count];
        var mean = mass / bins;
        for (var i = 0; i < values.Count; i++)
            if (masses[i] >= mean)
            {
                heavy[i] = true;
                bins--;
                mass -= masses[i];
            }

        var cuts = new List<double>(most - 1);
        var current = 0.0;
        for (var i = 0; i + 1 < values.Count && cuts.Count < most - 1; i++)
        {
            if (!heavy[i])
                current += masses[i];
            var share = mass / Math.Max(bins, 1);
            if (!(heavy[i] || current >= share || (heavy[i + 1] && current >= share / 2)))
                continue;
            cuts.Add(Between(values[i], values[i + 1]));
            mass -= current;
            bins -= heavy[i] ? 0 : 1;
            current = 0;
        }

        return [.. cuts];
    }

    // Halfway, but not onto the greater one by rounding.
    static double Between(double low, double high)
    {
        var middle = (low / 2) + (high / 2);
        return middle >= low && middle < high ? middle : low;
    }
}
