namespace Twofold.Cli;

/// <summary>Rows of text in columns as wide as what stands in them: legible on a terminal and in a file.</summary>
static class TextTable
{
    /// <summary>Lays the rows out; a cell that is a number is set to the right.</summary>
    public static IEnumerable<string> Of(IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var widths = Enumerable.Range(0, rows.Max(row => row.Count)).Select(column => rows.Max(row => column < row.Count ? row[column].Length : 0)).ToArray();
        return rows.Select(row => string.Join("  ", row.Select((cell, column) => IsNumber(cell) ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]))).TrimEnd());
    }

    static bool IsNumber(string cell) => cell.Length > 0 && cell.All(character => char.IsAsciiDigit(character) || character is '.' or ',' or '%' or ' ');
}
