using System.Globalization;

namespace Twofold.Tables.Reading;

/// <summary>What a cell's text means, the same whatever file it stands in.</summary>
static class CellRules
{
    /// <summary>What stands for a missing cell, in lower case; and the empty text.</summary>
    public static readonly string[] Missing = ["", "?", "na", "n/a", "nan", "null"];

    const int CategoriesAlways = 20;
    const int CategoriesAtMost = 1000;
    const double WordsOfText = 4;
    const int LengthShown = 60;

    /// <summary>Whether columns of so many cells, different texts and words per text are of text; else they are of categories.</summary>
    public static ColumnKind KindOfTexts(long present, long distinct, double wordsPerCell) =>
        distinct > CategoriesAlways && (wordsPerCell > WordsOfText || distinct > Math.Min(present / 2, CategoriesAtMost)) ? ColumnKind.Text : ColumnKind.Category;

    /// <summary>The cell without blanks around it; null where it is missing.</summary>
    public static string? Present(string? cell)
    {
        var trimmed = cell?.Trim();
        return trimmed is null || Missing.Contains(trimmed.ToLowerInvariant()) ? null : trimmed;
    }

    /// <summary>As much of a text as fits into a sentence.</summary>
    public static string Shown(string text)
    {
        var line = text.ReplaceLineEndings(" ").Trim();
        return line.Length > LengthShown ? $"{line[..LengthShown]}…" : line;
    }

    /// <summary>Whether a text is a finite number.</summary>
    public static bool TryNumber(string text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
}
