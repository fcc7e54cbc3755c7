using System.Globalization;
using Twofold.Tables;

namespace Twofold.Workbench;

/// <summary>Rows of a table as a person reads and writes them.</summary>
public static class RowText
{
    /// <summary>The cells of a row as text, <c>[columns]</c>; null where one is missing.</summary>
    public static IReadOnlyList<string?> Of(Table table, int row)
    {
        ArgumentNullException.ThrowIfNull(table);
        return [.. table.Schema.Select((column, j) => double.IsNaN(table[row, j]) ? null : column.Kind == ColumnKind.Number ? $"{table[row, j]}" : table.Text(row, j))];
    }

    /// <summary>A table of one row from cells as text, by the names of their columns; what is not there or empty is missing.</summary>
    /// <param name="schema">The columns.</param>
    /// <param name="cells">The cells.</param>
    /// <exception cref="TwofoldException">A cell is no number, or a category that the column does not have.</exception>
    public static Table Parse(Schema schema, IReadOnlyDictionary<string, string?> cells)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(cells);
        var columns = schema.Select(column => column.Kind == ColumnKind.Text ? new Column(column.Name, ColumnKind.Text, [cells.GetValueOrDefault(column.Name)?.Trim() ?? ""]) : column);
        return Table.FromFlat([.. schema.Select(column => Cell(column, cells.GetValueOrDefault(column.Name)?.Trim()))], new Schema([.. columns]));
    }

    static double Cell(Column column, string? text)
    {
        if (string.IsNullOrEmpty(text))
            return double.NaN;
        switch (column.Kind)
        {
            case ColumnKind.Text:
                return 0;
            case ColumnKind.Number:
                // No commas: taken for separators of thousands they would make 15 of 1,5.
                return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
                    ? number
                    : throw new TwofoldException($"Column '{column.Name}' has '{text}': a number is expected, or nothing{(text.Contains(',') ? "; write it with a point and without commas, such as 1.5 or 1000" : "")}.");
            default:
                return column.IndexOf(text) is >= 0 and var code ? code : throw new TwofoldException($"Column '{column.Name}' has '{text}', which the model never saw: it knows {Spelling.List(column.Values)}.");
        }
    }
}
