using System.Globalization;

namespace Twofold.Tables;

/// <summary>
/// Brings a table to the columns that a model was fitted on. Named columns are found by their names, whatever their order; a category by its
/// text, whatever its index in the table's own list.
/// </summary>
static class Conformity
{
    /// <summary>The table with the columns of <paramref name="schema"/>; the table itself where its cells already mean the same.</summary>
    /// <exception cref="TwofoldException">A column is missing, or a cell is no number or no known category; the message names row, column and value.</exception>
    public static Table Conform(this Table examples, Schema schema)
    {
        ArgumentNullException.ThrowIfNull(examples);
        if (examples.Schema.Matches(schema))
            return examples;

        // A table without rows has no columns to compare.
        if (examples.Count == 0 && examples.Columns == 0)
            return Table.FromFlat([], schema);
        var byName = examples.Schema.IsNamed && schema.IsNamed;
        if (!byName && examples.Columns != schema.Count)
            throw new TwofoldException(
                $"The table has {examples.Columns} columns but the model was fitted on {schema.Count}: give the same columns in the same order.");

        var columns = new Column[schema.Count];
        var values = new double[checked(examples.Count * schema.Count)];
        for (var j = 0; j < schema.Count; j++)
        {
            var source = byName ? examples.Schema.IndexOf(schema[j].Name) : j;
            if (source < 0)
                throw new TwofoldException(
                    $"The table has no column '{schema[j].Name}', which the model was fitted on{Spelling.Hint(schema[j].Name, [.. examples.Schema.Select(column => column.Name)])}");
            columns[j] = CopyColumn(examples, source, schema[j], values, j, schema.Count);
        }

        return Table.FromFlat(values, new Schema(columns));
    }

    static Column CopyColumn(Table examples, int source, Column target, double[] values, int j, int stride)
    {
        var from = examples.Schema[source];
        var column = target.Kind != ColumnKind.Text ? target
            : from.Kind == ColumnKind.Number ? new Column(target.Name, ColumnKind.Text, DistinctNumbers(examples, source))
            : Column.OfTextsOf(from, target.Name);
        var translate = Translation(from, column);
        for (var i = 0; i < examples.Count; i++)
        {
            var cell = examples[i, source];
            values[(i * stride) + j] = translate is null || double.IsNaN(cell) ? cell : translate(cell) ?? throw Unknown(examples, i, source, target);
        }

        return column;
    }

    // What a cell of one column is in the other, null for nothing known; no translation where it stays what it is.
    static Func<double, double?>? Translation(Column from, Column to)
    {
        switch (from.Kind, to.Kind)
        {
            case (ColumnKind.Number, ColumnKind.Number) or (not ColumnKind.Number, ColumnKind.Text):
                return null;
            case (ColumnKind.Number, _):
                return cell => Known(to.IndexOf(cell.ToString("R", CultureInfo.InvariantCulture)));
            case (_, ColumnKind.Number):
                return cell => double.TryParse(from.Values[(int)cell], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
            default:
                int[] codes = [.. from.Values.Select(to.IndexOf)];
                return cell => Known(codes[(int)cell]);
        }

        static double? Known(int code) => code < 0 ? null : code;
    }

    static string[] DistinctNumbers(Table examples, int column) =>
        [.. Enumerable.Range(0, examples.Count).Select(i => examples.Text(i, column)).OfType<string>().Distinct(StringComparer.Ordinal)];

    static TwofoldException Unknown(Table examples, int row, int source, Column target)
    {
        var where = $"Row {row}, {examples.Schema.Describe(source)} is '{examples.Text(row, source)}'";
        if (target.Kind == ColumnKind.Number)
            return new TwofoldException($"{where}, where the model expects a number: correct it, or leave the cell empty.");
        return new TwofoldException(
            $"{where}, which the model never saw: it knows {Spelling.List(target.Values, shown: 10)}. "
            + "Correct it, or leave the cell empty to have it counted as missing.");
    }
}
