using Twofold.Tables;

namespace Twofold.Workbench;

/// <summary>A column of a table that was looked at.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Kind">What its cells are, as guessed or as said.</param>
/// <param name="Missing">How many cells are missing.</param>
/// <param name="Distinct">How many different values the others have.</param>
/// <param name="Least">The least number; null but for numbers.</param>
/// <param name="Most">The greatest number; null but for numbers.</param>
/// <param name="Values">The first values of a category or text, at most <see cref="Shown"/>; empty for numbers.</param>
public sealed record SurveyedColumn(string Name, ColumnKind Kind, int Missing, int Distinct, double? Least, double? Most, IReadOnlyList<string> Values)
{
    /// <summary>Values that are shown of a column.</summary>
    public const int Shown = 12;
}
