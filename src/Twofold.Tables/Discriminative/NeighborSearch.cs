using System.Numerics;
using System.Numerics.Tensors;

namespace Twofold.Tables;

/// <summary>
/// Finds the nearest of many rows by going over all of them. Where no number is missing, distances come out of a product of matrices,
/// <c>‖x − y‖² = ‖x‖² − 2 x·y + ‖y‖²</c>, which is fast and rounds: they only say which rows may be near enough, and those are measured exactly.
/// Immutable.
/// </summary>
sealed class NeighborSearch
{
    // So many rows are compared with so many queries at a time: the rows stay in the second-level cache, the queries in memory that is bounded.
    const int BlockNumbers = 16_384;
    const int MostBlockRows = 256;
    const int BlockQueryNumbers = 1 << 18;
    const int MostBlockQueries = 64;

    readonly double[] center;
    readonly double[] halfNorms;
    readonly bool hasMissing;
    readonly int features;
    readonly WordIndex? wordIndex;

    /// <param name="rows">The rows to search among; a missing number is NaN.</param>
    /// <param name="features">How many features a row has, dense ones and sparse ones.</param>
    /// <param name="weights">How much each row counts, above 0; null: all count 1.</param>
    /// <param name="neighbors">The nearest rows that together weigh so much are found.</param>
    /// <param name="cancellation">Stops the work between two passes.</param>
    /// <exception cref="TwofoldException">Numbers are too large to be squared.</exception>
    public NeighborSearch(EncodedTable rows, int features, double[]? weights, int neighbors, CancellationToken cancellation = default)
    {
        (Rows, this.features, Weights, Neighbors) = (rows, features, weights, neighbors);
        var columns = rows.Dense.Columns;
        center = new double[columns];
        halfNorms = new double[rows.Dense.Count];
        wordIndex = rows.Sparse is { } sparse ? new WordIndex(sparse) : null;
        if (columns == 0 || rows.Dense.Count == 0)
            return;

        // Measured from the rows' own middle, distances lose no digits to columns far from zero.
        var moments = KnownMoments.Of(rows.Dense, weights: null, cancellation);
        (center, hasMissing) = (moments.Means, !moments.IsComplete);
        if (hasMissing)
            return;
        Chunks.Run(rows.Dense.Count, columns, (first, count) =>
        {
            var (scratch, centered) = (rows.Dense.Scratch(1), new double[columns]);
            for (var i = first; i < first + count; i++)
            {
                TensorPrimitives.Subtract(rows.Dense.Rows(i, 1, scratch), center, centered);
                halfNorms[i] = 0.5 * TensorPrimitives.SumOfSquares<double>(centered);
            }
        });
    }

    /// <summary>The rows to search among.</summary>
    public EncodedTable Rows { get; }

    /// <summary>How much each row counts; null: all count 1.</summary>
    public double[]? Weights { get; }

    /// <summary>The nearest rows that together weigh so much are found.</summary>
    public int Neighbors { get; }

    /// <summary>About how many multiplications a query takes.</summary>
    public long CostOfQuery => (long)Rows.Dense.Count * Math.Max(8, Rows.Dense.Columns);

    /// <summary>Finds the neighbors of some of the queries and hands them over one after another, with the query's index.</summary>
    public void Search(EncodedTable queries, int first, int count, Action<int, Neighborhood> visit)
    {
        var blockQueries = Math.Clamp(BlockQueryNumbers / Math.Max(1, Rows.Dense.Columns), 4, MostBlockQueries);
        var block = new Neighborhood[Math.Min(blockQueries, count)];
        for (var q = 0; q < block.Length; q++)
            block[q] = new Neighborhood(Weights, Neighbors);
        for (var from = first; from < first + count; from += blockQueries)
        {
            var rows = Math.Min(blockQueries, first + count - from);
            foreach (var neighborhood in block)
                neighborhood.Clear();
            if (queries.Sparse is { } sparse)
                SearchWords(queries.Dense, sparse, from, block.AsSpan(0, rows));
            else
                SearchBlock(queries.Dense.Rows(from, rows, queries.Dense.Scratch(rows)), block.AsSpan(0, rows));
            for (var q = 0; q < rows; q++)
                visit(from + q, block[q]);
        }
    }

    /// <summary>Finds the neighbors of one dense query, <c>[dense features]</c>.</summary>
    public void Search(ReadOnlySpan<double> query, Neighborhood found) => SearchExactly(query, [found]);

    void SearchBlock(ReadOnlySpan<double> queries, ReadOnlySpan<Neighborhood> found)
    {
        var columns = Rows.Dense.Columns;
        var centered = new double[queries.Length];
        var norms = new double[found.Length];
        for (var q = 0; q < found.Length; q++)
        {
            TensorPrimitives.Subtract(queries.Slice(q * columns, columns), center, centered.AsSpan(q * columns));
            norms[q] = TensorPrimitives.SumOfSquares<double>(centered.AsSpan(q * columns, columns));
        }

        // Holes and overflow show in the norms; such queries are measured against every row.
        if (hasMissing || !TensorPrimitives.IsFiniteAll<double>(norms))
            SearchExactly(queries, found);
        else
            SearchByProducts(queries, centered, norms, found);
    }

    void SearchExactly(ReadOnlySpan<double> queries, ReadOnlySpan<Neighborhood> found)
    {
        var columns = Rows.Dense.Columns;
        var blockRows = BlockRows(columns);
        var scratch = Rows.Dense.Scratch(blockRows);
        for (var first = 0; first < Rows.Dense.Count; first += blockRows)
        {
            var count = Math.Min(blockRows, Rows.Dense.Count - first);
            var rows = Rows.Dense.Rows(first, count, scratch);
            for (var q = 0; q < found.Length; q++)
                for (var i = 0; i < count; i++)
                    Offer(queries.Slice(q * columns, columns), rows.Slice(i * columns, columns), first + i, 0, found[q]);
        }
    }

    void SearchByProducts(ReadOnlySpan<double> queries, double[] centered, double[] norms, ReadOnlySpan<Neighborhood> found)
    {
        var columns = Rows.Dense.Columns;
        var blockRows = BlockRows(columns);
        var (scratch, centeredRows, products) = (Rows.Dense.Scratch(blockRows), new double[blockRows * columns], new double[found.Length * blockRows]);
        for (var first = 0; first < Rows.Dense.Count; first += blockRows)
        {
            var count = Math.Min(blockRows, Rows.Dense.Count - first);
            var rows = Rows.Dense.Rows(first, count, scratch);
            for (var i = 0; i < count; i++)
                TensorPrimitives.Subtract(rows.Slice(i * columns, columns), center, centeredRows.AsSpan(i * columns));

            // ½‖y‖² − x·y: half the squared distance but for ½‖x‖², which is the same for all rows.
            var rowNorms = halfNorms.AsSpan(first, count);
            for (var q = 0; q < found.Length; q++)
                rowNorms.CopyTo(products.AsSpan(q * count));
            ProductOfRows.Subtract(centered, columns, centeredRows, columns, products, count, found.Length, count, columns);
            var largestNorm = 2 * TensorPrimitives.Max<double>(rowNorms);
            for (var q = 0; q < found.Length; q++)
            {
                var rounding = Rounding(columns) * (norms[q] + largestNorm);
                OfferNear(queries.Slice(q * columns, columns), norms[q], rows, first, products.AsSpan(q * count, count), rounding, found[q]);
            }
        }
    }

    // Measures the rows whose rounded distance does not rule them out.
    void OfferNear(
        ReadOnlySpan<double> query, double norm, ReadOnlySpan<double> rows, int first, ReadOnlySpan<double> halves, double rounding, Neighborhood found)
    {
        var limit = HalfLimit();
        for (var i = 0; i < halves.Length;)
        {
            if (i + Vector<double>.Count <= halves.Length && Vector.GreaterThanAll(new Vector<double>(halves[i..]), new Vector<double>(limit)))
            {
                i += Vector<double>.Count;
                continue;
            }

            for (var end = Math.Min(i + Vector<double>.Count, halves.Length); i < end; i++)
                if (halves[i] <= limit)
                {
                    Offer(query, rows.Slice(i * query.Length, query.Length), first + i, 0, found);
                    limit = HalfLimit();
                }
        }

        double HalfLimit() => 0.5 * (found.Limit + rounding - norm);
    }

    // Words are compared through the rows that hold them: most rows share none with a text.
    void SearchWords(Table dense, SparseRows sparse, int first, ReadOnlySpan<Neighborhood> found)
    {
        var index = wordIndex!; // There is one wherever queries have words: both come from one encoding.
        var columns = Rows.Dense.Columns;
        var distances = new double[Rows.Dense.Count];
        var (rowScratch, queryScratch) = (Rows.Dense.Scratch(1), dense.Scratch(1));
        for (var q = 0; q < found.Length; q++)
        {
            index.Distances(sparse.Indices(first + q), sparse.Values(first + q), distances);
            var query = dense.Rows(first + q, 1, queryScratch);
            for (var i = 0; i < distances.Length; i++)
                if (distances[i] <= found[q].Limit)
                    Offer(query, Rows.Dense.Rows(i, 1, rowScratch)[..columns], i, distances[i], found[q]);
        }
    }

    void Offer(ReadOnlySpan<double> query, ReadOnlySpan<double> row, int index, double sparseDistance, Neighborhood found)
    {
        var (sum, known) = KnownDistance.Squared(query, row);
        known += features - query.Length;
        if (known > 0)
            found.Offer(known == features ? sum + sparseDistance : (sum + sparseDistance) * features / known, index);
    }

    static int BlockRows(int columns) => Math.Clamp(BlockNumbers / columns, 8, MostBlockRows);

    // More than what products of so many columns can be off, relative to the norms that are in them.
    static double Rounding(int columns) => 4 * (columns + 8) * (double.BitIncrement(1) - 1);
}
