using System.Globalization;

namespace Twofold.Tables;

/// <summary>Reads when rows were taken.</summary>
static class TimeColumn
{
    // So many cells show whether a column is of dates.
    const int Looked = 100;

    /// <summary>The time of each row, in any unit; NaN where it is missing. Numbers are times as they are, texts dates.</summary>
    /// <exception cref="TwofoldException">A cell is neither; the message names it.</exception>
    public static double[] Read(Table table, int column)
    {
        var times = new double[table.Count];
        for (var i = 0; i < times.Length; i++)
            times[i] = table.Schema[column].Kind == ColumnKind.Number ? table[i, column]
                : table.Text(i, column) is not { } text ? double.NaN
                : Parse(text) ?? throw new TwofoldException(
                    $"Row {i}, {table.Schema.Describe(column)} is '{text}', which is no time: numbers are expected, or dates such as 2024-05-31 or 2024-05-31T12:00:00Z.");
        return times;
    }

    /// <summary>Whether a column's texts are dates.</summary>
    public static bool IsOfDates(Table table, int column)
    {
        if (table.Schema[column].Kind == ColumnKind.Number)
            return false;
        var texts = Enumerable.Range(0, table.Count).Select(i => table.Text(i, column)).OfType<string>().Take(Looked).ToList();
        return texts.Count > 0 && texts.All(text => text.Length >= 8 && char.IsAsciiDigit(text[0]) && Parse(text) is not null);
    }

    static double? Parse(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.UtcTicks : null;
}
