namespace Twofold.Tables;

/// <summary>
/// A table as bins, a byte a cell, row after row in blocks of columns whose histogram stays in the cache. Columns that no split can use are
/// left out.
/// </summary>
sealed class BinnedTable
{
    // The histogram of a block is 128 KB: with the rows that stream by it stays in the second-level cache.
    const int BlockColumns = 32;

    // So many rows show where the quantiles of a column are; more would only take longer to sort.
    const int SampleRows = 200_000;

    // About how many multiplications finding the bin of a cell takes.
    const int CostOfCell = 10;

    const int PartRows = 128;

    // The bins twice: row after row to add up whole rows, column after column to divide rows by one of them.
    readonly byte[][] blocks;
    readonly byte[][] columns;

    BinnedTable(int[] columns, ColumnBins[] bins, int count)
    {
        (Columns, Bins, Count) = (columns, bins, count);
        blocks = new byte[(columns.Length + BlockColumns - 1) / BlockColumns][];
        for (var block = 0; block < blocks.Length; block++)
            blocks[block] = new byte[count * Width(block)];
        this.columns = Array.ConvertAll(columns, _ => new byte[count]);
    }

    /// <summary>The number of rows.</summary>
    public int Count { get; }

    /// <summary>The table's columns that are used, rising: all else counts columns by their place here.</summary>
    public int[] Columns { get; }

    /// <summary>The bins of each used column.</summary>
    public ColumnBins[] Bins { get; }

    /// <summary>The number of blocks.</summary>
    public int Blocks => blocks.Length;

    /// <summary>Learns the bins of a table's columns from some of its rows, and puts all rows into them.</summary>
    /// <param name="table">The table, without columns of text.</param>
    /// <param name="rows">The rows to learn from.</param>
    /// <param name="weights">How much each row counts, <c>[all rows]</c>; null: all count 1.</param>
    /// <param name="most">At most so many bins a column, 2 to 255.</param>
    /// <param name="seed">Which rows show the quantiles where there are very many.</param>
    /// <param name="cancellation">Stops between two columns.</param>
    /// <exception cref="TwofoldException">A cell is infinite.</exception>
    public static BinnedTable Of(Table table, int[] rows, double[]? weights, int most, ulong seed, CancellationToken cancellation)
    {
        var sample = rows.Length <= SampleRows ? rows : RowSample.Choose(rows, SampleRows, SeededRandom.ForPart(seed, 0));
        var learned = new ColumnBins[table.Columns];
        Parallel.For(0, table.Columns, new ParallelOptions { CancellationToken = cancellation }, j =>
        {
            learned[j] = table.Schema[j].Kind == ColumnKind.Category
                ? LearnCategories(table, j, rows, weights, most)
                : LearnNumbers(table, j, sample, weights, most);
        });
        int[] used = [.. Enumerable.Range(0, table.Columns).Where(j => !learned[j].IsConstant)];
        var binned = new BinnedTable(used, [.. used.Select(j => learned[j])], table.Count);
        cancellation.ThrowIfCancellationRequested();
        binned.Fill(table);
        return binned;
    }

    /// <summary>The number of columns of a block.</summary>
    public int Width(int block) => Math.Min(BlockColumns, Columns.Length - FirstColumn(block));

    /// <summary>The first column of a block.</summary>
    public static int FirstColumn(int block) => block * BlockColumns;

    /// <summary>The bins of a block, <c>[rows, width]</c>.</summary>
    public ReadOnlySpan<byte> Block(int block) => blocks[block];

    /// <summary>The bins of one column, <c>[rows]</c>.</summary>
    public ReadOnlySpan<byte> Column(int column) => columns[column];

    static ColumnBins LearnNumbers(Table table, int column, int[] sample, double[]? weights, int most)
    {
        var cells = Array.ConvertAll(sample, row => table[row, column]);
        return ColumnBins.OfNumbers(cells, weights is null ? [] : Array.ConvertAll(sample, row => weights[row]), most);
    }

    static ColumnBins LearnCategories(Table table, int column, int[] rows, double[]? weights, int most)
    {
        var masses = new double[table.Schema[column].Values.Count];
        var hasMissing = false;
        foreach (var row in rows)
        {
            var cell = table[row, column];
            if (double.IsNaN(cell))
                hasMissing = true;
            else
                masses[(int)cell] += weights?[row] ?? 1;
        }

        return ColumnBins.OfCategories(masses, hasMissing, most);
    }

    void Fill(Table table)
    {
        var infinite = false;
        Chunks.Run(Count, (long)table.Columns * CostOfCell, (first, count) =>
        {
            var scratch = table.Scratch(PartRows);
            for (var start = first; start < first + count; start += PartRows)
            {
                var rows = Math.Min(PartRows, first + count - start);
                if (FillPart(table.Rows(start, rows, scratch), table.Columns, start, rows))
                    Volatile.Write(ref infinite, true);
            }
        });
        if (infinite)
            FitArguments.RequireNoInfinity(table);
    }

    // Returns whether a cell is infinite.
    bool FillPart(ReadOnlySpan<double> cells, int stride, int start, int rows)
    {
        var infinite = false;
        for (var column = 0; column < Columns.Length; column++)
        {
            var (bins, block, cell) = (Bins[column], column / BlockColumns, Columns[column]);
            var width = Width(block);
            var inRow = blocks[block].AsSpan((start * width) + column - FirstColumn(block));
            var inColumn = columns[column].AsSpan(start, rows);
            for (var i = 0; i < rows; i++, cell += stride)
            {
                infinite |= double.IsInfinity(cells[cell]);
                inRow[i * width] = inColumn[i] = bins[cells[cell]];
            }
        }

        return infinite;
    }
}
