using Twofold.Tables;
using Twofold.Tables.Reading;

namespace Twofold.Workbench;

/// <summary>Looks at a table before anything learns from it.</summary>
public static class TableSurveyor
{
    const int SampledRows = 8;

    /// <summary>Reads a table as training will, and says what its columns are.</summary>
    /// <exception cref="TwofoldException">The file cannot be read as a table, or not with these kinds of columns.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static TableSurveyResult Run(TableSurveyRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var options = new TableReadOptions { Kinds = request.Kinds ?? new Dictionary<string, ColumnKind>() };
        var read = TableReader.Read(request.Path, options, cancellation: cancellation);
        var table = read.Table;
        return new TableSurveyResult(
            table.Count,
            [.. table.Schema.Select((column, j) => Survey(table, column, j))],
            [.. Enumerable.Range(0, Math.Min(SampledRows, table.Count)).Select(i => RowText.Of(table, i))],
            LabelColumn.Guess(table.Schema),
            read.Warnings);
    }

    static SurveyedColumn Survey(Table table, Column column, int j)
    {
        double[] present = [.. Enumerable.Range(0, table.Count).Select(i => table[i, j]).Where(cell => !double.IsNaN(cell))];
        var isNumber = column.Kind == ColumnKind.Number;
        return new SurveyedColumn(
            column.Name, column.Kind, table.Count - present.Length, present.Distinct().Count(),
            isNumber && present.Length > 0 ? present.Min() : null, isNumber && present.Length > 0 ? present.Max() : null, [.. column.Values.Take(SurveyedColumn.Shown)]);
    }
}
