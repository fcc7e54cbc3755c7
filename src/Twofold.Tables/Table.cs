using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Twofold.Tables;

/// <summary>
/// Rows of numbers, all of the same length: dense, float64, row after row in one block. Immutable, so that models and threads can share it.
/// <code>Table x = [[1, 2], [2, 3]];</code>
/// </summary>
[CollectionBuilder(typeof(Table), nameof(FromRows))]
public sealed class Table : IExamples<Table>
{
    readonly double[] values;

    Table(double[] values, int count, int columns) => (this.values, Count, Columns) = (values, count, columns);

    /// <summary>The number of rows.</summary>
    public int Count { get; }

    /// <summary>The number of columns; 0 only where there is no row to count them in.</summary>
    public int Columns { get; }

    /// <summary>All numbers in row order, <c>[rows × columns]</c>, without a copy.</summary>
    public ReadOnlySpan<double> Values => values;

    /// <summary>The number in row <paramref name="row"/> and column <paramref name="column"/>.</summary>
    public double this[int row, int column] => Row(row)[column];

    /// <summary>The rows, copied.</summary>
    /// <exception cref="TwofoldException">The rows are not all of one length, or have none.</exception>
    public static Table FromRows(params ReadOnlySpan<double[]> rows)
    {
        if (rows.IsEmpty)
            return new Table([], 0, 0);
        var columns = rows[0].Length;
        if (columns == 0)
            throw new TwofoldException("Row 0 has no columns: each row needs at least one number.");
        var values = new double[checked(rows.Length * columns)];
        for (var i = 0; i < rows.Length; i++)
        {
            if (rows[i].Length != columns)
                throw new TwofoldException($"Row {i} has {rows[i].Length} columns but row 0 has {columns}: all rows of a table need the same number.");
            rows[i].CopyTo(values, i * columns);
        }

        return new Table(values, rows.Length, columns);
    }

    /// <summary>Takes numbers that are already in row order, without a copy: they must not be changed afterwards.</summary>
    /// <param name="values">The numbers, <c>[rows × columns]</c>.</param>
    /// <param name="columns">How many of them make a row, at least 1.</param>
    /// <exception cref="TwofoldException">The numbers do not make whole rows.</exception>
    public static Table FromFlat(double[] values, int columns)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new Table(values, CountRows(values.Length, columns), columns);
    }

    /// <summary>Copies float32 numbers that are in row order, such as a network's features.</summary>
    /// <param name="values">The numbers, <c>[rows × columns]</c>.</param>
    /// <param name="columns">How many of them make a row, at least 1.</param>
    /// <exception cref="TwofoldException">The numbers do not make whole rows.</exception>
    public static Table FromFlat(ReadOnlySpan<float> values, int columns)
    {
        var count = CountRows(values.Length, columns);
        var wide = new double[values.Length];
        TensorPrimitives.ConvertChecked(values, wide);
        return new Table(wide, count, columns);
    }

    /// <summary>Row <paramref name="row"/>, without a copy.</summary>
    public ReadOnlySpan<double> Row(int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Count);
        return values.AsSpan(row * Columns, Columns);
    }

    /// <inheritdoc/>
    public Table Subset(ReadOnlySpan<int> indices)
    {
        var subset = new double[checked(indices.Length * Columns)];
        for (var i = 0; i < indices.Length; i++)
            Row(indices[i]).CopyTo(subset.AsSpan(i * Columns));
        return new Table(subset, indices.Length, Columns);
    }

    /// <summary>Copies of the rows, one after the other.</summary>
    public IEnumerator<double[]> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
            yield return Row(i).ToArray();
    }

    /// <summary>The rows, copied.</summary>
    /// <exception cref="TwofoldException">The rows are not all of one length.</exception>
    public static implicit operator Table(double[][] rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return FromRows(rows);
    }

    static int CountRows(int length, int columns)
    {
        if (columns < 1)
            throw new TwofoldException($"A table of {columns} columns was asked for: give at least 1.");
        if (length % columns != 0)
            throw new TwofoldException($"{length} numbers do not make whole rows of {columns} columns: their count must be a multiple of {columns}.");
        return length / columns;
    }
}
