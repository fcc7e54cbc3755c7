namespace Twofold.Tables;

/// <summary>Takes cells away from tables.</summary>
static class Holes
{
    /// <summary>The table without some of its cells.</summary>
    /// <param name="table">The table.</param>
    /// <param name="isGone">Whether the cell in a row and column is to be missing.</param>
    public static Table Make(Table table, Func<int, int, bool> isGone)
    {
        var values = table.Values.ToArray();
        for (var i = 0; i < table.Count; i++)
            for (var j = 0; j < table.Columns; j++)
                if (isGone(i, j))
                    values[(i * table.Columns) + j] = double.NaN;
        return Table.FromFlat(values, table.Schema);
    }

    /// <summary>A number from 0 to 1 for each cell, <c>[rows × columns]</c>: cells under a share are that share of them, and a greater share takes the same cells and more.</summary>
    public static double[] Draw(Table table, SeededRandom random)
    {
        var drawn = new double[table.Count * table.Columns];
        foreach (ref var number in drawn.AsSpan())
            number = random.NextDouble();
        return drawn;
    }
}
