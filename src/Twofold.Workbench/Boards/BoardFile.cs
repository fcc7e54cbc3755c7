using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace Twofold.Workbench;

/// <summary>A board on disk: every photo with its features, so that it can be judged again without being read again.</summary>
sealed class BoardFile : IDisposable
{
    const string Schema =
        """
        CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS photos (id INTEGER PRIMARY KEY, path TEXT NOT NULL, features BLOB, error TEXT, correction TEXT);
        """;

    readonly SqliteConnection connection;

    /// <exception cref="TwofoldException">It is no board, or cannot be opened.</exception>
    public BoardFile(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!); // A full path of a file has a folder.
        connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ConnectionString);
        try
        {
            connection.Open();
            Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
            Execute(Schema);
        }
        catch (SqliteException exception)
        {
            connection.Dispose();
            throw new TwofoldException($"The board '{path}' cannot be opened ({exception.Message}): put it away, and lay it out anew.", exception);
        }
    }

    public string? Find(string name)
    {
        using var command = Command("SELECT value FROM about WHERE name = $name", ("$name", name));
        return command.ExecuteScalar() as string;
    }

    public void Keep(string name, string value) => Execute("INSERT OR REPLACE INTO about (name, value) VALUES ($name, $value)", ("$name", name), ("$value", value));

    public IEnumerable<(string Path, float[]? Features, string? Error, string? Correction)> Photos()
    {
        using var command = Command("SELECT path, features, error, correction FROM photos ORDER BY id");
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            yield return (
                reader.GetString(0),
                reader.IsDBNull(1) ? null : MemoryMarshal.Cast<byte, float>(reader.GetFieldValue<byte[]>(1)).ToArray(),
                reader.IsDBNull(2) ? null : reader.GetString(2),
                reader.IsDBNull(3) ? null : reader.GetString(3));
        }
    }

    public void Add(IEnumerable<(int Id, string Path, float[]? Features, string? Error)> photos)
    {
        using var transaction = connection.BeginTransaction();
        foreach (var (id, path, features, error) in photos)
        {
            Execute(
                "INSERT INTO photos (id, path, features, error) VALUES ($id, $path, $features, $error)",
                ("$id", id), ("$path", path), ("$features", features is null ? null : MemoryMarshal.AsBytes(features.AsSpan()).ToArray()), ("$error", error));
        }

        transaction.Commit();
    }

    public void Correct(IEnumerable<int> ids, string? label)
    {
        using var transaction = connection.BeginTransaction();
        foreach (var id in ids)
            Execute("UPDATE photos SET correction = $label WHERE id = $id", ("$label", label), ("$id", id));
        transaction.Commit();
    }

    public void Dispose() => connection.Dispose();

    void Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = Command(sql, parameters);
        command.ExecuteNonQuery();
    }

    SqliteCommand Command(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        return command;
    }
}
