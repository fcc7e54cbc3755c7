namespace Twofold.Tables;

/// <summary>Some of a table's rows, each in a group, without a copy of them.</summary>
sealed class RowSet
{
    readonly int[]? order;
    readonly int first;
    readonly int[]? groups;

    RowSet(int[]? order, int first, int count, int[]? groups, int groupCount) =>
        (this.order, this.first, Count, this.groups, GroupCount) = (order, first, count, groups, groupCount);

    /// <summary>The number of rows.</summary>
    public int Count { get; }

    /// <summary>The number of groups.</summary>
    public int GroupCount { get; }

    /// <summary>All rows, in groups by their label.</summary>
    public static RowSet All(int[] codes, int labels) => new(null, 0, codes.Length, codes, labels);

    /// <summary>For each label its rows, a single group; the labels' indices share one array.</summary>
    public static RowSet[] OfEach(int[] codes, int[] counts)
    {
        var (order, next) = (new int[codes.Length], new int[counts.Length]);
        for (var k = 1; k < next.Length; k++)
            next[k] = next[k - 1] + counts[k - 1];
        for (var i = 0; i < codes.Length; i++)
            order[next[codes[i]]++] = i;
        return [.. counts.Select((count, k) => new RowSet(order, next[k] - count, count, null, 1))];
    }

    /// <summary>The index in the table of row <paramref name="i"/> of these.</summary>
    public int this[int i] => order is null ? first + i : order[first + i];

    /// <summary>The group of the table's row <paramref name="index"/>.</summary>
    public int GroupOf(int index) => groups is null ? 0 : groups[index];
}
