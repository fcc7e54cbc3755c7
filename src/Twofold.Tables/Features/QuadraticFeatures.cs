namespace Twofold.Tables;

/// <summary>Columns, their squares and their products: what is linear in them is quadratic in the columns.</summary>
static class QuadraticFeatures
{
    /// <summary>How many features so many columns make.</summary>
    public static int Count(int columns) => columns * (columns + 3) / 2;

    /// <summary>x, then x_i x_j for j from 0 to i.</summary>
    public static Table Of(Table table)
    {
        var (columns, features) = (table.Columns, Count(table.Columns));
        var values = new double[checked(table.Count * features)];
        Chunks.Run(table.Count, features, (first, count) =>
        {
            for (var row = first; row < first + count; row++)
            {
                var cells = table.Row(row);
                var into = values.AsSpan(row * features, features);
                cells.CopyTo(into);
                var at = columns;
                for (var i = 0; i < columns; i++)
                    for (var j = 0; j <= i; j++)
                        into[at++] = cells[i] * cells[j];
            }
        });
        return Table.FromFlat(values, features);
    }
}
