namespace Twofold.Tables;

/// <summary>Columns, their squares and their products: what is linear in them is quadratic in the columns.</summary>
static class QuadraticFeatures
{
    /// <summary>How many features so many columns make.</summary>
    public static int Count(int columns) => columns * (columns + 3) / 2;

    /// <summary>x, then x_i x_j for j from 0 to i.</summary>
    public static Table Of(Table table)
    {
        var features = Count(table.Columns);
        var values = new double[checked(table.Count * features)];
        Chunks.Run(table.Count, features, (first, count) =>
        {
            for (var row = first; row < first + count; row++)
                Of(table.Row(row), values.AsSpan(row * features, features));
        });
        return Table.FromFlat(values, features);
    }

    /// <summary>The same of one row, <c>[columns]</c>, into <paramref name="features"/>.</summary>
    public static void Of(ReadOnlySpan<double> row, Span<double> features)
    {
        row.CopyTo(features);
        var at = row.Length;
        for (var i = 0; i < row.Length; i++)
            for (var j = 0; j <= i; j++)
                features[at++] = row[i] * row[j];
    }
}
