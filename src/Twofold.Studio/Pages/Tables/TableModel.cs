using Twofold.Tables;
using Twofold.Workbench;

namespace Twofold.Studio;

/// <summary>A model of a table as the page shows it.</summary>
/// <param name="LabelColumn">The column that holds the labels.</param>
/// <param name="Labels">The labels.</param>
/// <param name="Columns">The columns that a row has.</param>
/// <param name="Recognizer">How the half that recognizes was chosen, and how well it does.</param>
/// <param name="Creator">How the half that creates was chosen, and how well it does; null without one.</param>
/// <param name="MostRows">How many rows of it are made at once at most, into a file.</param>
sealed record TableModel(string LabelColumn, IReadOnlyList<string> Labels, IReadOnlyList<TableColumnInfo> Columns, TableRecognizerInfo Recognizer, TableCreatorInfo? Creator, int MostRows)
{
    /// <summary>All rows of a file are made before the first is written, a cell of 8 bytes each.</summary>
    const int MostCells = 20_000_000;

    public static TableModel Of(TablePair pair) =>
        new(pair.Info.LabelColumn, pair.Info.Labels, pair.Info.Columns, pair.Info.Recognizer, pair.Info.Creator, MostRowsOf(pair.Info.Columns.Count));

    /// <summary>How many rows of so many columns, and their label, are made at once.</summary>
    public static int MostRowsOf(int columns) => Math.Clamp(MostCells / (columns + 1), 1, Generator.MaxCount);
}

/// <summary>Rows that were made.</summary>
/// <param name="Columns">The names of the columns.</param>
/// <param name="Rows">The cells as text, <c>[rows][columns]</c>; null where one is missing.</param>
sealed record MadeRows(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string?>> Rows);
