using System.Globalization;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Twofold.Tables;

/// <summary>
/// Rows of cells, all of the same length, dense, row after row in one block of float64 or float32 numbers. What a number means is said by its
/// column in the <see cref="Schema"/>: itself, or the index of a category or a text. NaN is a missing cell. Immutable, so that models and
/// threads can share it.
/// <code>Table x = [[1, 2], [2, 3]];</code>
/// </summary>
[CollectionBuilder(typeof(Table), nameof(FromRows))]
public sealed class Table : IExamples<Table>
{
    readonly double[]? wide;
    readonly float[]? narrow;

    Table(double[]? wide, float[]? narrow, int count, Schema schema) =>
        (this.wide, this.narrow, Count, Schema) = (wide, narrow, count, schema);

    /// <summary>The number of rows.</summary>
    public int Count { get; }

    /// <summary>The number of columns; 0 only where there is no row to count them in.</summary>
    public int Columns => Schema.Count;

    /// <summary>What the columns are called and what their cells are.</summary>
    public Schema Schema { get; }

    /// <summary>Whether the numbers are held as float32.</summary>
    public bool IsSinglePrecision => narrow is not null;

    /// <summary>All numbers in row order, <c>[rows × columns]</c>: without a copy, but of a float32 table, whose numbers are widened.</summary>
    public ReadOnlySpan<double> Values => Rows(0, Count, narrow is null ? [] : new double[narrow.Length]);

    /// <summary>The number in row <paramref name="row"/> and column <paramref name="column"/>.</summary>
    public double this[int row, int column]
    {
        get
        {
            CheckRow(row);
            ArgumentOutOfRangeException.ThrowIfNegative(column);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(column, Columns);
            var index = (row * Columns) + column;
            return narrow is null ? wide![index] : narrow[index]; // One of the two is there.
        }
    }

    /// <summary>The rows, copied.</summary>
    /// <exception cref="TwofoldException">A row is missing (null), or the rows are not all of one length, or have none.</exception>
    public static Table FromRows(params ReadOnlySpan<double[]> rows)
    {
        if (rows.IsEmpty)
            return new Table([], null, 0, Schema.OfNumbers(0));
        for (var i = 0; i < rows.Length; i++)
            if (rows[i] is null)
                throw new TwofoldException($"Row {i} is missing (null): give each row its numbers, NaN where one is missing.");
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

        return new Table(values, null, rows.Length, Schema.OfNumbers(columns));
    }

    /// <summary>Takes numbers that are already in row order, without a copy: they must not be changed afterwards.</summary>
    /// <param name="values">The numbers, <c>[rows × columns]</c>.</param>
    /// <param name="columns">How many of them make a row, at least 1.</param>
    /// <exception cref="TwofoldException">The numbers do not make whole rows.</exception>
    public static Table FromFlat(double[] values, int columns)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new Table(values, null, CountRows(values.Length, columns), Schema.OfNumbers(columns));
    }

    /// <summary>Takes float32 numbers that are already in row order, without a copy: they must not be changed afterwards.</summary>
    /// <param name="values">The numbers, <c>[rows × columns]</c>.</param>
    /// <param name="columns">How many of them make a row, at least 1.</param>
    /// <exception cref="TwofoldException">The numbers do not make whole rows.</exception>
    public static Table FromFlat(float[] values, int columns)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new Table(null, values, CountRows(values.Length, columns), Schema.OfNumbers(columns));
    }

    /// <summary>Takes cells that are already in row order, without a copy: they must not be changed afterwards.</summary>
    /// <param name="values">The cells, <c>[rows × columns]</c>: numbers, indices of categories and texts, NaN for what is missing.</param>
    /// <param name="schema">The columns, at least one.</param>
    /// <exception cref="TwofoldException">The cells do not make whole rows, or one is no index of its column's texts.</exception>
    public static Table FromFlat(double[] values, Schema schema)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(schema);
        var table = new Table(values, null, CountRows(values.Length, schema.Count), schema);
        if (!schema.IsNumbers)
            table.CheckCodes();
        return table;
    }

    /// <summary>So many rows without any column: what is left of a table of texts when they stand elsewhere.</summary>
    internal static Table WithoutColumns(int count) => new([], null, count, Schema.OfNumbers(0));

    /// <summary>Row <paramref name="row"/>: without a copy, but of a float32 table, whose numbers are widened.</summary>
    public ReadOnlySpan<double> Row(int row)
    {
        CheckRow(row);
        return Rows(row, 1, narrow is null ? [] : new double[Columns]);
    }

    /// <summary>The text of a cell: its category or text, a number's shortest exact form, null where it is missing.</summary>
    public string? Text(int row, int column)
    {
        var cell = this[row, column];
        if (double.IsNaN(cell))
            return null;
        var of = Schema[column];
        return of.Kind == ColumnKind.Number ? cell.ToString("R", CultureInfo.InvariantCulture) : of.Values[(int)cell];
    }

    /// <inheritdoc/>
    public Table Subset(ReadOnlySpan<int> indices)
    {
        foreach (var index in indices)
            CheckRow(index);
        return new Table(
            wide is null ? null : Picked(wide, indices), narrow is null ? null : Picked(narrow, indices), indices.Length, Schema);
    }

    /// <summary>The table of some of the columns, in that order, copied.</summary>
    public Table Select(ReadOnlySpan<int> columns)
    {
        var schema = new Schema([.. columns.ToArray().Select(column => Schema[column])]);
        var values = new double[checked(Count * columns.Length)];
        for (var i = 0; i < Count; i++)
            for (var j = 0; j < columns.Length; j++)
                values[(i * columns.Length) + j] = this[i, columns[j]];
        return new Table(values, null, Count, schema);
    }

    /// <summary>The table with one more column at its end, copied.</summary>
    /// <param name="column">The column.</param>
    /// <param name="cells">Its cells, <c>[rows]</c>, as in <see cref="FromFlat(double[], Schema)"/>.</param>
    /// <exception cref="TwofoldException">There is not one cell for each row, the name is taken, or a cell is no index of the column's texts.</exception>
    public Table WithColumn(Column column, IReadOnlyList<double> cells)
    {
        ArgumentNullException.ThrowIfNull(column);
        ArgumentNullException.ThrowIfNull(cells);
        if (cells.Count != Count)
            throw new TwofoldException($"{cells.Count} cells for {Count} rows: give column '{column.Name}' one cell for each row.");
        var values = new double[checked(Count * (Columns + 1))];
        for (var i = 0; i < Count; i++)
        {
            for (var j = 0; j < Columns; j++)
                values[(i * (Columns + 1)) + j] = this[i, j];
            values[(i * (Columns + 1)) + Columns] = cells[i];
        }

        return FromFlat(values, new Schema([.. Schema, column]));
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

    /// <summary>
    /// So many rows as float64, <c>[count × columns]</c>: the table's own memory, or, of a float32 table, widened into
    /// <paramref name="scratch"/>, which then needs room for them. Kernels go over a table in blocks that stay in the cache, so that float32
    /// costs half the memory traffic and needs no code of its own.
    /// </summary>
    internal ReadOnlySpan<double> Rows(int first, int count, Span<double> scratch)
    {
        if (wide is not null)
            return wide.AsSpan(first * Columns, count * Columns);
        var widened = scratch[..(count * Columns)];
        TensorPrimitives.ConvertChecked(narrow.AsSpan(first * Columns, count * Columns), widened);
        return widened;
    }

    /// <summary>The scratch that <see cref="Rows"/> needs for blocks of so many rows: none of a float64 table.</summary>
    internal double[] Scratch(int rows) => wide is not null ? [] : new double[checked(Math.Min(rows, Count) * Columns)];

    T[] Picked<T>(T[] values, ReadOnlySpan<int> indices)
    {
        var picked = new T[checked(indices.Length * Columns)];
        for (var i = 0; i < indices.Length; i++)
            values.AsSpan(indices[i] * Columns, Columns).CopyTo(picked.AsSpan(i * Columns));
        return picked;
    }

    void CheckRow(int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Count);
    }

    void CheckCodes()
    {
        for (var j = 0; j < Columns; j++)
        {
            if (Schema[j].Kind == ColumnKind.Number)
                continue;
            var texts = Schema[j].Values.Count;
            for (var i = 0; i < Count; i++)
            {
                var cell = wide![(i * Columns) + j]; // Only float64 tables have texts.
                if (!double.IsNaN(cell) && !(cell >= 0 && cell < texts && cell == Math.Floor(cell)))
                    throw new TwofoldException($"Row {i}, {Schema.Describe(j)} is {cell}: an index from 0 to {texts - 1} of the column's texts is expected, or NaN for a missing cell.");
            }
        }
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
