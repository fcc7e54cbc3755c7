namespace Twofold.Workbench;

/// <summary>What a table has to learn from.</summary>
/// <param name="Rows">The number of rows.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="Sample">The first rows as text, <c>[rows][columns]</c>; null where a cell is missing.</param>
/// <param name="Label">The column that the labels are probably in.</param>
/// <param name="Warnings">What a person should know of how it was read.</param>
public sealed record TableSurveyResult(
    int Rows, IReadOnlyList<SurveyedColumn> Columns, IReadOnlyList<IReadOnlyList<string?>> Sample, string Label, IReadOnlyList<string> Warnings);
