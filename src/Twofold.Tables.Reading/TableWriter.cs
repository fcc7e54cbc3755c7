using DuckDB.NET.Data;

namespace Twofold.Tables.Reading;

/// <summary>Writes tables as CSV, TSV, Parquet or JSON, whole or not at all.</summary>
public static class TableWriter
{
    const int RowsPerReport = 4096;

    /// <summary>Writes a table; the name's ending says in which format: .csv, .tsv, .parquet, .json, or .ndjson with one row a line.</summary>
    /// <param name="table">The table; its columns keep their names, and a missing cell is empty.</param>
    /// <param name="path">The file; an older one is replaced when the new one is complete.</param>
    /// <param name="progress">Told how many rows are done.</param>
    /// <param name="cancellation">Stops the writing; an older file stays as it was.</param>
    /// <exception cref="TwofoldException">
    /// The ending is of no format that can be written, two columns' names differ only in the case of letters, or the file cannot be written.
    /// </exception>
    /// <exception cref="OperationCanceledException">The writing was cancelled.</exception>
    public static void Write(Table table, string path, IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentException.ThrowIfNullOrEmpty(path);
        var options = Options(path);
        RequireDistinct(table.Schema, path);
        var folder = Directory.CreateTempSubdirectory("twofold-");
        try
        {
            var temporary = Path.Combine(folder.FullName, "table");
            using (var database = new Database(temporary))
            {
                Fill(database, table, progress, cancellation);
                database.Run($"COPY cells TO {Database.Literal(temporary)} ({options})");
            }

            cancellation.ThrowIfCancellationRequested();
            AtomicFile.Write(path, stream =>
            {
                using var written = File.OpenRead(temporary);
                written.CopyTo(stream);
            });
        }
        catch (DuckDBException exception)
        {
            throw new TwofoldException($"'{path}' could not be written: {exception.Message.Split('\n')[0].TrimEnd('.', ' ')}.", exception);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Checks before long work that a file of this name can be written as a table.</summary>
    /// <exception cref="TwofoldException">Its ending is of no format that can be written.</exception>
    public static void RequireFormat(string path) => _ = Options(path);

    static string Options(string path) => TableFormats.Of(path) switch
    {
        TableFormat.Csv => "FORMAT csv, HEADER true",
        TableFormat.Tsv => "FORMAT csv, HEADER true, DELIMITER '\t'",
        TableFormat.Parquet => "FORMAT parquet",
        TableFormat.Json => "FORMAT json, ARRAY true",
        TableFormat.JsonLines => "FORMAT json",
        _ => throw new TwofoldException($"'{path}' cannot be written as ARFF: give a name that ends in .csv, .tsv, .parquet, .json or .ndjson."),
    };

    // The database does not tell such names apart.
    static void RequireDistinct(Schema schema, string path)
    {
        var known = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var column in schema)
            if (!known.TryAdd(column.Name, column.Name))
                throw new TwofoldException(
                    $"'{path}' cannot be written with the columns '{known[column.Name]}' and '{column.Name}', which differ only in the case of letters: "
                    + "rename one of them.");
    }

    static void Fill(Database database, Table table, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        bool[] whole = [.. Enumerable.Range(0, table.Columns).Select(j => IsWhole(table, j))];
        var columns = table.Schema.Select((column, j) => $"{Database.Identifier(column.Name)} {(column.Kind != ColumnKind.Number ? "VARCHAR" : whole[j] ? "BIGINT" : "DOUBLE")}");
        database.Run($"CREATE TABLE cells ({string.Join(", ", columns)})");
        using var appender = database.Append("cells");
        for (var i = 0; i < table.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (i % RowsPerReport == 0)
                progress?.Report(new WorkProgress("Writing the table", i, table.Count, "rows"));
            var row = appender.CreateRow();
            for (var j = 0; j < table.Columns; j++)
                Append(row, table, i, j, whole[j]);
            row.EndRow();
        }
    }

    static void Append(IDuckDBAppenderRow row, Table table, int i, int j, bool whole)
    {
        var cell = table[i, j];
        if (double.IsNaN(cell))
            row.AppendNullValue();
        else if (table.Schema[j].Kind != ColumnKind.Number)
            row.AppendValue(table.Text(i, j));
        else if (whole)
            row.AppendValue((long)cell);
        else
            row.AppendValue(cell);
    }

    // Counts are written as 3, not as 3.0.
    static bool IsWhole(Table table, int column)
    {
        const double exact = 1L << 53;
        for (var i = 0; i < table.Count; i++)
            if (table[i, column] is var cell && !double.IsNaN(cell) && (cell != Math.Floor(cell) || Math.Abs(cell) > exact))
                return false;
        return true;
    }
}
