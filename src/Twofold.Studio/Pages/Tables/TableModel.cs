using Twofold.Tables;

namespace Twofold.Studio;

/// <summary>A model of a table as the page shows it.</summary>
/// <param name="LabelColumn">The column that holds the labels.</param>
/// <param name="Labels">The labels.</param>
/// <param name="Columns">The columns that a row has.</param>
/// <param name="Recognizer">How the half that recognizes was chosen, and how well it does.</param>
/// <param name="Creator">How the half that creates was chosen, and how well it does; null without one.</param>
sealed record TableModel(string LabelColumn, IReadOnlyList<string> Labels, IReadOnlyList<TableColumnInfo> Columns, TableRecognizerInfo Recognizer, TableCreatorInfo? Creator)
{
    public static TableModel Of(TablePair pair) => new(pair.Info.LabelColumn, pair.Info.Labels, pair.Info.Columns, pair.Info.Recognizer, pair.Info.Creator);
}

/// <summary>Rows that were made.</summary>
/// <param name="Columns">The names of the columns.</param>
/// <param name="Rows">The cells as text, <c>[rows][columns]</c>; null where one is missing.</param>
sealed record MadeRows(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string?>> Rows);
