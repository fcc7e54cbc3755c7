using System.Globalization;

namespace Twofold.Tables.Reading;

/// <summary>
/// The table "cells" of a database, its columns called c0, c1, …: what they look like, and their cells. The first rows may be left out.
/// </summary>
sealed class DatabaseRows
{
    // The cost of planning a query grows with the square of its expressions, and is paid for all columns of the table: a few at a time.
    const int Looked = 8;
    const int Read = 32;

    readonly Database database;
    readonly string from;
    readonly bool[] isText;
    readonly ColumnKind[] kinds;
    readonly Dictionary<int, double[]> ahead = [];

    /// <summary>Looks at the columns.</summary>
    /// <param name="database">The database.</param>
    /// <param name="columns">How many columns there are.</param>
    /// <param name="skip">How many first rows are no data.</param>
    public DatabaseRows(Database database, int columns, int skip)
    {
        this.database = database;
        from = $"FROM cells WHERE rowid >= {skip}";
        isText = [.. database.Query("SELECT data_type FROM duckdb_columns() WHERE table_name = 'cells' ORDER BY column_index", row => !IsNumeric(row.GetString(0))).Take(columns)];
        Count = checked((int)database.Query($"SELECT count(*) {from}", row => row.GetInt64(0)).Single());
        kinds = Kinds();
    }

    /// <summary>The number of rows.</summary>
    public int Count { get; }

    /// <summary>What a column's cells look like.</summary>
    public ColumnKind KindOf(int column) => kinds[column];

    /// <summary>The cells of a column of numbers; NaN for a missing one. The next ones are read with it: columns are asked for in order.</summary>
    public double[] Numbers(int column)
    {
        if (!ahead.Remove(column, out var cells))
        {
            ahead.Clear();
            int[] group = [.. Enumerable.Range(column, isText.Length - column).Where(j => j == column || kinds[j] == ColumnKind.Number).Take(Read)];
            foreach (var j in group)
                ahead[j] = new double[Count];
            var next = 0;
            foreach (var row in Rows([.. group.Select(NumberOrNull)]))
            {
                for (var j = 0; j < group.Length; j++)
                    ahead[group[j]][next] = row[j];
                next++;
            }

            ahead.Remove(column, out cells);
        }

        return cells!; // The group begins with it.
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
        foreach (var texts in Enumerable.Range(0, isText.Length).Where(j => isText[j]).Chunk(Looked))
        {
            // Two looks: the different values are counted only of columns that are not of numbers, because that is dear.
            var present = Rows([.. texts.SelectMany(IEnumerable<string> (j) => [$"count({PresentOf(j)})", $"count({NumberOf(j)})"])]).Single().ToArray();
            var words = texts.Where((_, t) => present[2 * t] > present[(2 * t) + 1]).ToArray();
            if (words.Length == 0)
                continue;
            var counts = Rows([.. words.SelectMany(IEnumerable<string> (j) =>
                [$"count({PresentOf(j)})", $"count(DISTINCT {PresentOf(j)})", $"sum(1 + length({PresentOf(j)}) - length(replace({PresentOf(j)}, ' ', '')))"])]).Single();
            foreach (var (t, j) in words.Index())
                found[j] = CellRules.KindOfTexts((long)counts[3 * t], (long)counts[(3 * t) + 1], counts[(3 * t) + 2] / counts[3 * t]);
        }

        return found;
    }

    // The same array for every row; NaN for what is null.
    IEnumerable<double[]> Rows(IReadOnlyList<string> expressions)
    {
        var numbers = new double[expressions.Count];
        return database.Query($"SELECT {string.Join(", ", expressions.Select(expression => $"CAST({expression} AS DOUBLE)"))} {from}", row =>
        {
            for (var i = 0; i < numbers.Length; i++)
                numbers[i] = row.IsDBNull(i) ? double.NaN : row.GetDouble(i);
            return numbers;
        });
    }

    // Every cell that is present is a number here; the words for a missing one are none.
    string NumberOrNull(int column) => isText[column] ? $"TRY_CAST({TrimmedOf(column)} AS DOUBLE)" : $"c{column}";

    static string TrimmedOf(int column) => $"trim(CAST(c{column} AS VARCHAR), E' \\t\\r\\n')";

    static bool IsNumeric(string type) =>
        type is "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" or "HUGEINT" or "UTINYINT" or "USMALLINT" or "UINTEGER" or "UBIGINT" or "UHUGEINT" or "FLOAT" or "DOUBLE"
        || type.StartsWith("DECIMAL", StringComparison.Ordinal);

    // The same rules as CellRules, where the cells are.
    static string PresentOf(int column)
    {
        var trimmed = TrimmedOf(column);
        return $"CASE WHEN lower({trimmed}) NOT IN ({string.Join(", ", CellRules.Missing.Select(Database.Literal))}) THEN {trimmed} END";
    }

    // TRY_CAST also takes 1_000 and infinities.
    static string NumberOf(int column)
    {
        var text = PresentOf(column);
        return $"CASE WHEN NOT contains({text}, '_') AND isfinite(TRY_CAST({text} AS DOUBLE)) THEN TRY_CAST({text} AS DOUBLE) END";
    }
}
