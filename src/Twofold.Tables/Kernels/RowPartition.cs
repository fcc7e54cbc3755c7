namespace Twofold.Tables;

/// <summary>
/// Divides rows by the bin that they have in a column.
/// <code>for row in rows: if goesLeft[bins[row]]: append row to the front, else to the end, backwards</code>
/// </summary>
static class RowPartition
{
    /// <summary>Writes all rows to <paramref name="divided"/>, and returns how many of them go left.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="divided">As long: gets those that go left, in their order, and then those that go right, in the reverse order.</param>
    /// <param name="bins">The bins of all rows in the column.</param>
    /// <param name="goesLeft">For each bin 1 where it goes left, else 0.</param>
    public static int Divide(ReadOnlySpan<int> rows, Span<int> divided, ReadOnlySpan<byte> bins, ReadOnlySpan<byte> goesLeft)
    {
        // No branch, which no processor could foresee: each row is written to both ends, and over the one where it does not belong goes the
        // next row.
        var (front, back) = (0, rows.Length - 1);
        foreach (var row in rows)
        {
            int left = goesLeft[bins[row]];
            divided[front] = row;
            divided[back] = row;
            front += left;
            back += left - 1;
        }

        return front;
    }
}
