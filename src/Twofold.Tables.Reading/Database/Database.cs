using DuckDB.NET.Data;

namespace Twofold.Tables.Reading;

/// <summary>An embedded database in memory that may touch nothing but the files it is given: no network, no extensions, no temporary files.</summary>
sealed class Database : IDisposable
{
    readonly DuckDBConnection connection = new("DataSource=:memory:");

    /// <summary>Opens one.</summary>
    /// <param name="file">The only file that it may read or write.</param>
    public Database(string file)
    {
        connection.Open();
        Run($"""
            SET autoinstall_known_extensions = false;
            SET autoload_known_extensions = false;
            SET temp_directory = '';
            SET allowed_paths = [{Literal(Path.GetFullPath(file))}, {FileLiteral(file)}];
            SET enable_external_access = false;
            SET lock_configuration = true;
            """);
    }

    /// <summary>A text as SQL writes it.</summary>
    public static string Literal(string text) => $"'{text.Replace("'", "''")}'";

    /// <summary>A column's name as SQL writes it.</summary>
    public static string Identifier(string name) => $"\"{name.Replace("\"", "\"\"")}\"";

    /// <summary>A path as SQL writes it, whose stars, question marks and brackets are no pattern.</summary>
    public static string FileLiteral(string path) =>
        Literal(string.Concat(Path.GetFullPath(path).Select(character => character is '*' or '?' or '[' ? $"[{character}]" : $"{character}")));

    public void Run(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>The rows of a query, each as <paramref name="read"/> makes it of the reader.</summary>
    public IEnumerable<T> Query<T>(string sql, Func<DuckDBDataReader, T> read)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        while (reader.Read())
            yield return read(reader);
    }

    public DuckDBAppender Append(string table) => connection.CreateAppender(table);

    public void Dispose() => connection.Dispose();
}
