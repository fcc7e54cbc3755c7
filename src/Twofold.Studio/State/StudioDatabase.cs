using Microsoft.Data.Sqlite;

namespace Twofold.Studio;

/// <summary>
/// The studio's state, in one SQLite file: what is open, what works, what was done. A process that is killed at any moment leaves it whole.
/// Thread-safe: one connection, one caller at a time; every statement takes microseconds.
/// </summary>
sealed class StudioDatabase : IDisposable
{
    const int SchemaVersion = 1;

    const string Schema =
        """
        CREATE TABLE page_state (page TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (page, name)) WITHOUT ROWID;
        CREATE TABLE folders (path TEXT PRIMARY KEY, opened TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE models (path TEXT PRIMARY KEY, data TEXT, added INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE boards (id TEXT PRIMARY KEY, model TEXT NOT NULL, folder TEXT NOT NULL, created INTEGER NOT NULL, job TEXT) WITHOUT ROWID;
        CREATE TABLE jobs (
            id TEXT PRIMARY KEY, kind TEXT NOT NULL, title TEXT NOT NULL, page TEXT NOT NULL, request TEXT NOT NULL, state TEXT NOT NULL,
            created INTEGER NOT NULL, started INTEGER, ended INTEGER, progress TEXT, result TEXT, message TEXT) WITHOUT ROWID;
        CREATE TABLE job_events (job TEXT NOT NULL, number INTEGER NOT NULL, type TEXT NOT NULL, data TEXT NOT NULL, PRIMARY KEY (job, number)) WITHOUT ROWID;
        """;

    readonly SqliteConnection connection;
    readonly FileStream only;
    readonly Lock gate = new();

    /// <param name="home">The folder of the studio's state; made where it is not there.</param>
    /// <exception cref="TwofoldException">Another studio has it, it cannot be written, or it is of a newer version.</exception>
    public StudioDatabase(string home)
    {
        // Whole, as what is opened and dropped is compared with it.
        Home = home = Path.GetFullPath(home);
        only = Claim(home);
        connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(home, "studio.db"), Pooling = false }.ConnectionString);
        try
        {
            connection.Open();
            // After a cut of power the last second may be missing; after a kill of the process nothing is.
            Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000;");
            Upgrade();
        }
        catch (SqliteException exception)
        {
            Dispose();
            throw new TwofoldException($"The studio's state in '{home}' cannot be opened ({exception.Message}): move that folder away to begin anew.", exception);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The folder of the studio's state, as a full path.</summary>
    public string Home { get; }

    /// <summary>Runs a statement and gives the number of rows that it changed.</summary>
    public int Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        lock (gate)
        {
            using var command = Command(sql, parameters);
            return command.ExecuteNonQuery();
        }
    }

    /// <summary>The rows that a query finds.</summary>
    public List<T> Query<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        lock (gate)
        {
            using var command = Command(sql, parameters);
            using var reader = command.ExecuteReader();
            var rows = new List<T>();
            while (reader.Read())
                rows.Add(read(reader));
            return rows;
        }
    }

    /// <summary>Does several things as one: all or nothing, and one flush.</summary>
    public void InTransaction(Action work)
    {
        lock (gate)
        {
            Execute("BEGIN IMMEDIATE");
            try
            {
                work();
                Execute("COMMIT");
            }
            catch
            {
                RollBack();
                throw;
            }
        }
    }

    public void Dispose()
    {
        connection.Dispose();
        only.Dispose();
    }

    void RollBack()
    {
        try
        {
            Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // A full disk makes SQLite do so by itself: what is to be said is why.
        }
    }

    SqliteCommand Command(string sql, ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        return command;
    }

    void Upgrade()
    {
        var version = Query("PRAGMA user_version", row => row.GetInt32(0))[0];
        if (version > SchemaVersion)
            throw new TwofoldException($"The studio's state in '{Home}' is of a newer Twofold: use that one, or move the folder away to begin anew.");
        if (version == 0)
            InTransaction(() => Execute($"{Schema} PRAGMA user_version = {SchemaVersion};"));
    }

    // Two studios on one state would each take the other's jobs for those of a process that was killed.
    static FileStream Claim(string home)
    {
        try
        {
            Directory.CreateDirectory(home);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(home, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            return new FileStream(Path.Combine(home, "studio.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
        }
        catch (IOException exception) when (IsTaken(exception))
        {
            throw new TwofoldException($"A studio works with '{home}' already: use that one, close it, or set {UserFolder.Variable} to another folder.", exception);
        }
        catch (IOException exception)
        {
            throw new TwofoldException($"'{home}' cannot be used, and the studio keeps its state there ({exception.Message.TrimEnd('.', ' ')}): mend that, or set {UserFolder.Variable} to another folder.", exception);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new TwofoldException($"'{home}' cannot be written, and the studio keeps its state there: set {UserFolder.Variable} to another folder.", exception);
        }
    }

    // A violation of sharing or of a lock on Windows, EWOULDBLOCK elsewhere.
    static bool IsTaken(IOException exception) =>
        OperatingSystem.IsWindows() ? (exception.HResult & 0xffff) is 32 or 33 : exception.HResult == (OperatingSystem.IsMacOS() ? 35 : 11);
}
