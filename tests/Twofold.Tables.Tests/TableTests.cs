namespace Twofold.Tables.Tests;

public sealed class TableTests
{
    [Fact]
    public void A_collection_expression_is_a_table()
    {
        Table table = [[1, 2], [2, 3], [3, 4]];
        Assert.Equal((3, 2), (table.Count, table.Columns));
        Assert.Equal([2, 3], table.Row(1));
        Assert.Equal(4, table[2, 1]);
    }

    [Fact]
    public void Rows_are_copied_so_that_a_later_change_does_not_reach_the_table()
    {
        double[][] rows = [[1, 2], [3, 4]];
        Table table = rows;
        rows[0][0] = 99;
        Assert.Equal(1, table[0, 0]);
        foreach (var row in table)
            row[0] = 77;
        Assert.Equal([1, 2, 3, 4], table.Values);
    }

    [Fact]
    public void Rows_of_different_lengths_are_refused_with_both_numbers()
    {
        var exception = Assert.Throws<TwofoldException>(() => Table.FromRows([1, 2], [3, 4], [5]));
        Assert.Equal("Row 2 has 1 columns but row 0 has 2: all rows of a table need the same number.", exception.Message);
    }

    [Fact]
    public void A_row_without_numbers_is_refused() => Assert.Throws<TwofoldException>(() => Table.FromRows([[]]));

    [Fact]
    public void Numbers_that_do_not_make_whole_rows_are_refused()
    {
        var exception = Assert.Throws<TwofoldException>(() => Table.FromFlat([1, 2, 3], 2));
        Assert.Contains("3 numbers", exception.Message, StringComparison.Ordinal);
        Assert.Throws<TwofoldException>(() => Table.FromFlat([1, 2, 3], 0));
    }

    [Fact]
    public void Flat_numbers_are_taken_without_a_copy_and_float32_is_widened()
    {
        double[] values = [1, 2, 3, 4];
        Assert.True(Table.FromFlat(values, 2).Values == values);
        Assert.Equal([1.5, 2.5], Table.FromFlat([0.5f, 1f, 1.5f, 2.5f], 2).Row(1));
    }

    [Fact]
    public void A_subset_keeps_the_order_it_is_asked_for_and_repeats()
    {
        Table table = [[1], [2], [3]];
        Assert.Equal([3, 1, 3], table.Subset([2, 0, 2]).Values);
        Assert.Throws<ArgumentOutOfRangeException>(() => table.Subset([3]));
    }

    [Fact]
    public void A_table_can_be_empty()
    {
        Table table = [];
        Assert.Equal(0, table.Count);
        Assert.Equal(0, Table.FromFlat((double[])[], 3).Count);
    }

    [Fact]
    public void A_row_that_is_missing_is_named() => // As of code without nullable types.
        Assert.Contains("Row 1 is missing", Assert.Throws<TwofoldException>(() => Table.FromRows([1], null!)).Message, StringComparison.Ordinal);
}
