using System.Numerics.Tensors;

namespace Twofold.Tables;

/// <summary>
/// Rows to fit Gaussians on, in which missing cells have been replaced by what an earlier fit expects there: the first half (E) of a step of
/// expectation maximization (Dempster, Laird, Rubin 1977). Thread-safe.
/// </summary>
sealed class CompletedRows
{
    readonly Table examples;
    readonly RowSet rows;
    readonly double[,]? means;
    readonly MissingPatterns<KnownPartOfFull>? patterns;

    /// <summary>The rows as they are.</summary>
    public CompletedRows(Table examples, RowSet rows) => (this.examples, this.rows) = (examples, rows);

    /// <summary>The rows, completed from a fit.</summary>
    public CompletedRows(Table examples, RowSet rows, GaussianFit earlier)
        : this(examples, rows)
    {
        means = earlier.Means;
        patterns = new MissingPatterns<KnownPartOfFull>(earlier.Covariance.Known, 2 * earlier.Covariance.Cost);
    }

    /// <summary>Whether cells are filled in.</summary>
    public bool AreFilled => means is not null;

    /// <summary>The number of columns.</summary>
    public int Columns => examples.Columns;

    /// <summary>The numbers in the whole table.</summary>
    public long Length => (long)examples.Count * examples.Columns;

    /// <summary>The room that <see cref="Row"/> needs.</summary>
    public double[] Scratch() => new double[2 * Columns];

    /// <summary>
    /// The table's row <paramref name="index"/>; <paramref name="part"/> is what there is to know of the cells that were filled in, null where the row is as it was given.
    /// </summary>
    public ReadOnlySpan<double> Row(int index, double[] scratch, out KnownPartOfFull? part)
    {
        part = null;
        var row = examples.Rows(index, 1, scratch);
        if (means is null || !TensorPrimitives.IsNaNAny(row))
            return row;

        part = patterns!.Of(row); // Made together with the means.
        var mean = means.Row(rows.GroupOf(index));
        var filled = scratch.AsSpan(0, Columns);
        var whitened = scratch.AsSpan(Columns);
        part.SquaredDistance(row, mean, whitened);
        row.CopyTo(filled);
        foreach (var column in part.Missing)
            filled[column] = 0;
        part.AddExpected(mean, whitened, 1, filled);
        return filled;
    }
}
