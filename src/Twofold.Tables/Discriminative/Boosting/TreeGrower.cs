namespace Twofold.Tables;

/// <summary>
/// Grows one tree after another: the leaf whose best split gains most is divided next (Shi 2007, "Best-first decision tree learning"), as in
/// LightGBM. Of two new leaves only the smaller one's histogram is made of its rows; the other is what it leaves of their parent's. Not
/// thread-safe, but busy on all cores where there is enough to do.
/// </summary>
sealed class TreeGrower
{
    // Below so many cells a histogram is made by one core.
    const int WorthAThread = 60_000;

    const int PartRows = 8_192;

    // What the histograms of all leaves may take. Beyond it those of both new leaves are made of their rows.
    const long MostHistogramBytes = 1L << 30;

    readonly BinnedTable table;
    readonly SplitSearch search;
    readonly GradientBoostedTrees recipe;
    readonly CancellationToken cancellation;
    readonly Stack<GradientSum[]> histograms = new();
    readonly Stack<GradientSum[]> partial = new();
    readonly int[] rows;
    readonly int[] spare;
    readonly int mostHistograms;
    int histogramCount;

    /// <summary>A grower of trees on some rows of a table.</summary>
    public TreeGrower(BinnedTable table, int mostRows, SplitSearch search, GradientBoostedTrees recipe, CancellationToken cancellation)
    {
        (this.table, this.search, this.recipe, this.cancellation) = (table, search, recipe, cancellation);
        (rows, spare) = (new int[mostRows], new int[mostRows]);
        Gradients = new GradientSum[table.Count];
        mostHistograms = (int)Math.Max(2, MostHistogramBytes / (16L * Math.Max(1, HistogramLength)));
    }

    /// <summary>Each row's gradient, curvature and weight, which the next tree is to follow.</summary>
    public GradientSum[] Gradients { get; }

    int HistogramLength => table.Columns.Length * GradientHistogram.BinsOfColumn;

    /// <summary>Grows a tree.</summary>
    /// <param name="sample">The rows to grow it on.</param>
    /// <param name="columns">Which of the used columns it may ask about.</param>
    public GrownTree Grow(ReadOnlySpan<int> sample, ReadOnlySpan<int> columns)
    {
        sample.CopyTo(rows);
        var tree = new GrownTree(table, rows);
        var allowed = columns.ToArray();
        var open = new List<Leaf> { new(0, sample.Length, Sum(sample), Depth: 0, Parent: -1, IsLeft: false) };
        Search(open[0], allowed);
        while (open.Count < recipe.Leaves)
        {
            var best = 0;
            for (var i = 1; i < open.Count; i++)
                if (open[i].Best.Gain > open[best].Best.Gain)
                    best = i;
            if (!(open[best].Best.Gain > recipe.MinGain))
                break;
            cancellation.ThrowIfCancellationRequested();
            var (left, right) = Divide(open[best], tree);
            if (open.Count + 1 < recipe.Leaves)
                SearchBoth(open[best], left, right, allowed);
            Release(open[best]);
            open[best] = left;
            open.Add(right);
        }

        foreach (var leaf in open)
        {
            Release(leaf);
            tree.AddLeaf(leaf.Parent, leaf.IsLeft, recipe.LearningRate * search.LeafValue(leaf.Total), leaf.Start, leaf.Count);
        }

        return tree;
    }

    (Leaf Left, Leaf Right) Divide(Leaf leaf, GrownTree tree)
    {
        var node = tree.AddNode(leaf.Parent, leaf.IsLeft, leaf.Best);
        var middle = Partition(leaf.Start, leaf.Count, leaf.Best.Column, tree.LeftBins(node));
        return (
            new Leaf(leaf.Start, middle, leaf.Best.Left, leaf.Depth + 1, node, IsLeft: true),
            new Leaf(leaf.Start + middle, leaf.Count - middle, leaf.Total - leaf.Best.Left, leaf.Depth + 1, node, IsLeft: false));
    }

    void SearchBoth(Leaf parent, Leaf left, Leaf right, int[] columns)
    {
        var (smaller, larger) = left.Count <= right.Count ? (left, right) : (right, left);
        if (CanDivide(larger) && parent.Histogram is { } whole)
        {
            smaller.Histogram = Make(smaller);
            GradientHistogram.Subtract(whole, smaller.Histogram);
            (larger.Histogram, parent.Histogram) = (whole, null);
        }

        Search(smaller, columns);
        Search(larger, columns);
    }

    void Search(Leaf leaf, int[] columns)
    {
        if (!CanDivide(leaf))
        {
            Release(leaf);
            return;
        }

        var sums = leaf.Histogram ??= Make(leaf);
        var splits = new Split[columns.Length];
        Chunks.Run(columns.Length, 4 * GradientHistogram.BinsOfColumn, (first, count) =>
        {
            for (var i = first; i < first + count; i++)
                splits[i] = search.Best(
                    columns[i], table.Bins[columns[i]], sums.AsSpan(columns[i] * GradientHistogram.BinsOfColumn, GradientHistogram.BinsOfColumn), leaf.Total);
        });
        foreach (var split in splits)
            if (split.Gain > leaf.Best.Gain)
                leaf.Best = split;
        if (histograms.Count == 0 && histogramCount >= mostHistograms)
            Release(leaf);
    }

    bool CanDivide(Leaf leaf) => search.IsLargeEnough(leaf.Total) && !(leaf.Depth >= recipe.MaxDepth);

    void Release(Leaf leaf)
    {
        if (leaf.Histogram is { } histogram)
            histograms.Push(histogram);
        leaf.Histogram = null;
    }

    GradientSum[] Make(Leaf leaf)
    {
        if (histograms.TryPop(out var histogram))
        {
            histogram.AsSpan().Clear();
        }
        else
        {
            histogram = new GradientSum[HistogramLength];
            histogramCount++;
        }

        Fill(histogram, leaf);
        return histogram;
    }

    // Each core takes the next part of rows or block of columns, whichever it gets, and adds what it has to the rest at the end: the order
    // does not matter to sums of integers.
    void Fill(GradientSum[] histogram, Leaf leaf)
    {
        var cells = (long)leaf.Count * table.Columns.Length;
        if (cells < WorthAThread || Environment.ProcessorCount == 1)
        {
            for (var block = 0; block < table.Blocks; block++)
                AddRows(block, leaf.Start, leaf.Count, histogram);
        }
        else if (table.Blocks >= 2 * Environment.ProcessorCount)
        {
            Parallel.For(0, table.Blocks, block => AddRows(block, leaf.Start, leaf.Count, histogram));
        }
        else
        {
            var parts = (leaf.Count + PartRows - 1) / PartRows;
            Parallel.For(
                0,
                parts * table.Blocks,
                RentPartial,
                (item, _, own) =>
                {
                    var (block, part) = Math.DivRem(item, parts);
                    AddRows(block, leaf.Start + (part * PartRows), Math.Min(PartRows, leaf.Count - (part * PartRows)), own);
                    return own;
                },
                own =>
                {
                    lock (histogram)
                    {
                        GradientHistogram.Add(histogram, own);
                    }

                    lock (partial)
                    {
                        partial.Push(own);
                    }
                });
        }
    }

    GradientSum[] RentPartial()
    {
        GradientSum[]? own;
        lock (partial)
        {
            if (!partial.TryPop(out own))
                return new GradientSum[HistogramLength];
        }

        own.AsSpan().Clear();
        return own;
    }

    void AddRows(int block, int first, int count, GradientSum[] histogram) => GradientHistogram.Add(
        table.Block(block),
        table.Width(block),
        rows.AsSpan(first, count),
        Gradients,
        histogram.AsSpan(BinnedTable.FirstColumn(block) * GradientHistogram.BinsOfColumn));

    GradientSum Sum(ReadOnlySpan<int> sample)
    {
        var sum = default(GradientSum);
        foreach (var row in sample)
            sum += Gradients[row];
        return sum;
    }

    // Brings the rows that go left before those that go right, both in their order. Returns how many go left.
    int Partition(int start, int count, int column, byte[] goesLeft)
    {
        var parts = (count + PartRows - 1) / PartRows;
        var lefts = new int[parts];
        ForEachPart(parts, part =>
        {
            var (first, length) = (start + (part * PartRows), Math.Min(PartRows, count - (part * PartRows)));
            lefts[part] = RowPartition.Divide(rows.AsSpan(first, length), spare.AsSpan(first, length), table.Column(column), goesLeft);
        });
        var middle = lefts.Sum();
        var (leftOf, rightOf) = (new int[parts], new int[parts]);
        for (int part = 0, left = start, right = start + middle; part < parts; part++)
        {
            (leftOf[part], rightOf[part]) = (left, right);
            left += lefts[part];
            right += Math.Min(PartRows, count - (part * PartRows)) - lefts[part];
        }

        ForEachPart(parts, part =>
        {
            var divided = spare.AsSpan(start + (part * PartRows), Math.Min(PartRows, count - (part * PartRows)));
            divided[..lefts[part]].CopyTo(rows.AsSpan(leftOf[part]));
            divided[lefts[part]..].Reverse();
            divided[lefts[part]..].CopyTo(rows.AsSpan(rightOf[part]));
        });
        return middle;
    }

    static void ForEachPart(int parts, Action<int> work)
    {
        if (parts <= 2)
            for (var part = 0; part < parts; part++)
                work(part);
        else
            Parallel.For(0, parts, work);
    }

    sealed record Leaf(int Start, int Count, GradientSum Total, int Depth, int Parent, bool IsLeft)
    {
        public GradientSum[]? Histogram { get; set; }

        public Split Best { get; set; } = Split.None;
    }
}
