using DuckDB.NET.Data;

namespace Twofold.Tables.Reading;

/// <summary>Parquet and JSON, whose columns have names and types.</summary>
sealed class RecordSource : ITableSource
{
    readonly Database database;
    readonly DatabaseRows rows;

    RecordSource(Database database, IReadOnlyList<string> names)
    {
        (this.database, Names) = (database, names);
        rows = new DatabaseRows(database, names.Count, skip: 0);
    }

    public IReadOnlyList<string> Names { get; }

    public int Count => rows.Count;

    public IReadOnlyList<string> Warnings => [];

    /// <exception cref="TwofoldException">The file is damaged, or a column is of lists or records.</exception>
    public static RecordSource Open(string path, TableFormat format, CancellationToken cancellation)
    {
        var function = format switch
        {
            TableFormat.Parquet => $"read_parquet({Database.FileLiteral(path)})",
            // All records are looked at, so that a key that comes late is a column too.
            TableFormat.Json => $"read_json({Database.FileLiteral(path)}, sample_size = -1)",
            _ => $"read_json({Database.FileLiteral(path)}, format = 'newline_delimited', sample_size = -1)",
        };
        var database = new Database(path);
        try
        {
            var columns = database.Query($"SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM {function})", row => (Name: row.GetString(0), Type: row.GetString(1))).ToList();
            foreach (var (name, type) in columns)
                if (type.Contains("STRUCT", StringComparison.Ordinal) || type.Contains("MAP", StringComparison.Ordinal) || type.EndsWith(']') || type == "BLOB")
                    throw new TwofoldException($"'{path}', column '{name}' holds lists or records ({type}), where numbers, categories or text are expected: flatten it, or leave it out.");
            cancellation.ThrowIfCancellationRequested();
            var renamed = string.Join(", ", Enumerable.Range(0, columns.Count).Select(j => $"c{j}"));
            database.Run($"CREATE TABLE cells AS SELECT * FROM {function} AS file({renamed})");
            return new RecordSource(database, [.. columns.Select(column => column.Name)]);
        }
        catch (DuckDBException exception)
        {
            database.Dispose();
            throw new TwofoldException($"'{path}' is no sound {(format == TableFormat.Parquet ? "Parquet" : "JSON")} file: {exception.Message.Split('\n')[0].TrimEnd('.', ' ')}. Write it again, or give it in another format.", exception);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    public string Where(int row) => $"row {row + 1}";

    public ColumnKind KindOf(int column) => rows.KindOf(column);

    public IReadOnlyList<string>? CategoriesOf(int column) => null;

    public double[] Numbers(int column) => rows.Numbers(column);

    public TextCells Texts(int column) => rows.Texts(column);

    public void Dispose() => database.Dispose();
}
