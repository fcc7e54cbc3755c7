using System.Globalization;

namespace Twofold.Tables.Reading;

/// <summary>
/// The table "cells" of a database, its columns called c0, c1, …: what they look like, and their cells. The first rows may be left out.
/// </summary>
sealed class DatabaseRows
{
    readonly Database database;
    readonly string from;
    readonly bool[] isText;
    readonly ColumnKind[] kinds;

    /// <summary>Looks at the columns.</summary>
    /// <param name="database">The database.</param>
    /// <param name="columns">How many columns there are.</param>
    /// <param name="skip">How many first rows are no data.</param>
    public DatabaseRows(Database database, int columns, int skip)
    {
        this.database = database;
        from = $"FROM cells WHERE rowid >= {skip}";
        isText = [.. Enumerable.Range(0, columns).Select(j => !IsNumeric(TypeOf(j)))];
        Count = checked((int)database.Query($"SELECT count(*) {from}", row => row.GetInt64(0)).Single());
        kinds = Kinds();
    }

    /// <summary>The number of rows.</summary>
    public int Count { get; }

    /// <summary>What a column's cells look like.</summary>
    public ColumnKind KindOf(int column) => kinds[column];

    /// <summary>The cells of a column of numbers; NaN for a missing one.</summary>
    public double[] Numbers(int column)
    {
        var (cells, next) = (new double[Count], 0);
        var expression = isText[column] ? NumberOf(column) : $"CAST(c{column} AS DOUBLE)";
        foreach (var number in database.Query($"SELECT {expression} {from}", row => row.IsDBNull(0) ? double.NaN : row.GetDouble(0)))
            cells[next++] = number;
        return cells;
    }

    /// <summary>The cells of a column as text; numbers in their shortest exact form.</summary>
    public TextCells Texts(int column)
    {
        var cells = new TextCells(Count);
        if (!isText[column])
        {
            foreach (var number in Numbers(column))
                cells.Add(double.IsNaN(number) ? null : number.ToString("R", CultureInfo.InvariantCulture));
            return cells;
        }

        foreach (var text in database.Query($"SELECT {PresentOf(column)} {from}", row => row.IsDBNull(0) ? null : row.GetString(0)))
            cells.Add(text);
        return cells;
    }

    ColumnKind[] Kinds()
    {
        var found = new ColumnKind[isText.Length];
        var texts = Enumerable.Range(0, isText.Length).Where(j => isText[j]).ToList();
        if (texts.Count == 0)
            return found;
        // Two looks: the different values are counted only of columns that are not of numbers, because that is dear.
        var present = OneRow([.. texts.SelectMany(IEnumerable<string> (j) => [$"count({PresentOf(j)})", $"count({NumberOf(j)})"])]);
        var words = texts.Where((_, t) => present[2 * t] > present[(2 * t) + 1]).ToList();
        if (words.Count == 0)
            return found;
        var counts = OneRow([.. words.SelectMany(IEnumerable<string> (j) =>
            [$"count({PresentOf(j)})", $"count(DISTINCT {PresentOf(j)})", $"sum(1 + length({PresentOf(j)}) - length(replace({PresentOf(j)}, ' ', '')))"])]);
        foreach (var (t, j) in words.Index())
            found[j] = CellRules.KindOfTexts((long)counts[3 * t], (long)counts[(3 * t) + 1], counts[(3 * t) + 2] / counts[3 * t]);
        return found;
    }

    double[] OneRow(IReadOnlyList<string> expressions) =>
        database.Query(
            $"SELECT {string.Join(", ", expressions.Select(expression => $"CAST({expression} AS DOUBLE)"))} {from}",
            row => Enumerable.Range(0, expressions.Count).Select(i => row.IsDBNull(i) ? 0 : row.GetDouble(i)).ToArray()).Single();

    string TypeOf(int column) => database.Query($"SELECT data_type FROM duckdb_columns() WHERE table_name = 'cells' AND column_name = 'c{column}'", row => row.GetString(0)).Single();

    static bool IsNumeric(string type) =>
        type is "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" or "HUGEINT" or "UTINYINT" or "USMALLINT" or "UINTEGER" or "UBIGINT" or "UHUGEINT" or "FLOAT" or "DOUBLE"
        || type.StartsWith("DECIMAL", StringComparison.Ordinal);

    // The same rules as CellRules, where the cells are.
    static string PresentOf(int column)
    {
        var trimmed = $"trim(CAST(c{column} AS VARCHAR), E' \\t\\r\\n')";
        return $"CASE WHEN lower({trimmed}) NOT IN ({string.Join(", ", CellRules.Missing.Select(Database.Literal))}) THEN {trimmed} END";
    }

    // TRY_CAST also takes 1_000 and infinities.
    static string NumberOf(int column)
    {
        var text = PresentOf(column);
        return $"CASE WHEN NOT contains({text}, '_') AND isfinite(TRY_CAST({text} AS DOUBLE)) THEN TRY_CAST({text} AS DOUBLE) END";
    }
}
