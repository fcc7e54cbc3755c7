namespace Twofold.Tables;

/// <summary>
/// Rows of which nearly all numbers are zero, such as counts of words: only the others are held, row after row (compressed sparse rows).
/// </summary>
/// <param name="starts">Where each row begins in the other two, and where the last one ends, <c>[rows + 1]</c>.</param>
/// <param name="indices">The columns of the numbers, rising within a row.</param>
/// <param name="values">The numbers.</param>
/// <param name="columns">How many columns there are.</param>
sealed class SparseRows(int[] starts, int[] indices, double[] values, int columns)
{
    /// <summary>The number of rows.</summary>
    public int Count => starts.Length - 1;

    /// <summary>The number of columns.</summary>
    public int Columns => columns;

    /// <summary>The columns of a row's numbers that are not zero, rising.</summary>
    public ReadOnlySpan<int> Indices(int row) => indices.AsSpan(starts[row], starts[row + 1] - starts[row]);

    /// <summary>A row's numbers that are not zero, as <see cref="Indices"/>.</summary>
    public ReadOnlySpan<double> Values(int row) => values.AsSpan(starts[row], starts[row + 1] - starts[row]);
}
