namespace Twofold.Tables;

/// <summary>
/// Makes a table of typed columns, one column after another. A number that is NaN and a text that is null are missing.
/// <code>var table = new TableBuilder().Numbers("age", ages).Categories("country", countries).Texts("comment", comments).ToTable();</code>
/// </summary>
public sealed class TableBuilder
{
    readonly List<Column> columns = [];
    readonly List<double[]> cells = [];

    /// <summary>Adds a column of numbers.</summary>
    /// <exception cref="TwofoldException">The column has another number of cells than the ones before it.</exception>
    public TableBuilder Numbers(string name, IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return Add(new Column(name), [.. values]);
    }

    /// <summary>Adds a column of categories; they are known in ordinal order.</summary>
    /// <exception cref="TwofoldException">The column has another number of cells than the ones before it.</exception>
    public TableBuilder Categories(string name, IReadOnlyList<string?> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return AddTexts(name, ColumnKind.Category, values, [.. values.OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);
    }

    /// <summary>Adds a column of free text.</summary>
    /// <exception cref="TwofoldException">The column has another number of cells than the ones before it.</exception>
    public TableBuilder Texts(string name, IReadOnlyList<string?> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return AddTexts(name, ColumnKind.Text, values, [.. values.OfType<string>().Distinct(StringComparer.Ordinal)]);
    }

    /// <summary>The table.</summary>
    /// <exception cref="TwofoldException">There is no column, or two have the same name.</exception>
    public Table ToTable()
    {
        if (cells.Count == 0)
            throw new TwofoldException("The table has no columns: add at least one.");
        var count = cells[0].Length;
        var values = new double[checked(count * cells.Count)];
        for (var j = 0; j < cells.Count; j++)
            for (var i = 0; i < count; i++)
                values[(i * cells.Count) + j] = cells[j][i];
        return Table.FromFlat(values, new Schema(columns));
    }

    TableBuilder AddTexts(string name, ColumnKind kind, IReadOnlyList<string?> values, string[] distinct)
    {
        var column = new Column(name, kind, distinct);
        return Add(column, [.. values.Select(value => value is null ? double.NaN : column.IndexOf(value))]);
    }

    TableBuilder Add(Column column, double[] values)
    {
        if (cells.Count > 0 && values.Length != cells[0].Length)
            throw new TwofoldException(
                $"Column '{column.Name}' has {values.Length} cells but '{columns[0].Name}' has {cells[0].Length}: all columns of a table need the same number.");
        columns.Add(column);
        cells.Add(values);
        return this;
    }
}
