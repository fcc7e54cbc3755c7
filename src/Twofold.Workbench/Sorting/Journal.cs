using System.Text.Json;
using Microsoft.Data.Sqlite;
using Twofold.Photos;

namespace Twofold.Workbench;

/// <summary>
/// The journal of an output folder, <c>.twofold/journal.db</c>: every action stands in it, durably, before it happens. What it says "planned" of may or may
/// not have happened; what it says "done" of has. Held by one process at a time.
/// </summary>
sealed class Journal : IDisposable
{
    /// <summary>What became of an action.</summary>
    internal enum Outcome
    {
        Planned = 0,
        Done = 1,
        Reverted = 2,

        /// <summary>Never done: the file disappeared before it could be sorted, or undo found it unsorted.</summary>
        Gone = 3,

        /// <summary>Not taken back by undo, for a reason that was said.</summary>
        Kept = 4,
    }

    /// <summary>Where a sort is in its life.</summary>
    internal enum Stage
    {
        Sorting = 0,
        Undoing = 1,
        Undone = 2,
    }

    /// <summary>A sort that the journal knows.</summary>
    /// <param name="Id">Its number.</param>
    /// <param name="Folder">The folder that it sorts.</param>
    /// <param name="Mode">What it does with photos.</param>
    /// <param name="Stage">Where it is in its life.</param>
    /// <param name="IsMount">Whether another file system was mounted on the folder when its sort began: without it, what is there is an empty place.</param>
    internal sealed record Sort(long Id, string Folder, SortMode Mode, Stage Stage, bool IsMount)
    {
        /// <summary>Whether what is there now is only the empty place where a file system was mounted.</summary>
        internal bool IsDiskAway => IsMount && Directory.Exists(Folder) && !IsMountPoint(Folder) && !Directory.EnumerateFileSystemEntries(Folder).Any();
    }

    /// <summary>The manifest that the sorts of a journal write.</summary>
    /// <param name="Name">Its file's name.</param>
    /// <param name="Hash">The SHA-256 of what was written, or was about to be; null where an older Twofold wrote it.</param>
    /// <param name="Before">The SHA-256 of what stood there before that; null where nothing did.</param>
    internal sealed record Manifest(string Name, byte[]? Hash, byte[]? Before);

    const int Version = 3;
    const int Corrupt = 11;

    // Where a query says +column, the plus keeps SQLite from an index on it: without statistics it takes a range of outcomes for narrower than a name,
    // and would go through all of a sort's actions for each photo.
    const string Schema = """
        CREATE TABLE sorts (id INTEGER PRIMARY KEY, folder TEXT NOT NULL, mode INTEGER NOT NULL, model TEXT NOT NULL, stage INTEGER NOT NULL, run INTEGER NOT NULL);
        CREATE TABLE photos (id INTEGER PRIMARY KEY, sort INTEGER NOT NULL, source TEXT NOT NULL, place TEXT NOT NULL,
            label TEXT NOT NULL, probability REAL NOT NULL, probabilities TEXT NOT NULL, unsure INTEGER NOT NULL, unfamiliar INTEGER NOT NULL, error TEXT);
        CREATE TABLE actions (id INTEGER PRIMARY KEY, sort INTEGER NOT NULL, photo INTEGER NOT NULL, source TEXT NOT NULL, destination TEXT NOT NULL COLLATE NOCASE,
            length INTEGER NOT NULL, modified INTEGER NOT NULL, hash BLOB, outcome INTEGER NOT NULL, problem TEXT);
        CREATE INDEX actions_by_source ON actions (sort, source);
        CREATE INDEX actions_by_destination ON actions (destination);
        CREATE INDEX actions_by_outcome ON actions (sort, outcome, id);
        CREATE TABLE folders (sort INTEGER NOT NULL, path TEXT NOT NULL, PRIMARY KEY (sort, path)) WITHOUT ROWID;
        CREATE TABLE manifest (name TEXT NOT NULL);
        """;

    // Since format 2: what tells this journal from others in names of temporary files, and the first action whose temporary has it in its name.
    const string Identity = "CREATE TABLE identity (tag TEXT NOT NULL, first INTEGER NOT NULL)";
    const int TagLength = 8;

    // Since format 3: what tells a disk's folder from the empty one beneath it, and a manifest from what somebody else made of it.
    const string Recognition = "ALTER TABLE sorts ADD COLUMN mount INTEGER NOT NULL DEFAULT 0; ALTER TABLE manifest ADD COLUMN hash BLOB; ALTER TABLE manifest ADD COLUMN before BLOB";

    const string SortColumns = "id, folder, mode, stage, mount", ActionColumns = "id, source, destination, length, modified, hash, outcome";

    readonly SqliteConnection connection;
    readonly Dictionary<string, SqliteCommand> commands = [];
    readonly Action<string> beforeStep;
    readonly string? privateFolder;
    readonly string tag;
    readonly long firstTagged;

    // The recognizer asks which photos are done from a thread of its own, while this run writes.
    readonly Lock gate = new();
    SqliteTransaction? transaction;

    Journal(string into, string path, string? privateFolder, Action<string>? beforeStep)
    {
        Into = into;
        this.privateFolder = privateFolder;
        this.beforeStep = beforeStep ?? (_ => { });
        // Without the pool: the lock ends with this object. One second of patience, and the second process is told.
        connection = new(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 1 }.ConnectionString);
        try
        {
            connection.Open();
            // Held exclusively, write-ahead logging needs no shared memory, so that it works on network drives as well; and the hold is the lock.
            Execute("PRAGMA locking_mode = EXCLUSIVE");
            Execute("PRAGMA journal_mode = WAL");
            Execute(privateFolder is null ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = OFF");
            InTransaction(() =>
            {
                var version = Convert.ToInt32(Scalar("PRAGMA user_version"));
                if (version > Version)
                    throw new TwofoldException($"The journal '{path}' is of format {version}, and this Twofold knows up to {Version}: use the newer Twofold that wrote it.");
                if (version == 0)
                    Execute(Schema);
                if (version < 2)
                {
                    Execute(Identity);
                    Execute("INSERT INTO identity SELECT $1, coalesce(max(id), 0) + 1 FROM actions", Guid.NewGuid().ToString("N")[..TagLength]);
                }

                if (version < Version)
                {
                    Execute(Recognition);
                    Execute($"PRAGMA user_version = {Version}");
                }
            });
            (tag, firstTagged) = ReadIdentity();
            // Taking the lock is part of opening it, also where there was nothing to write.
            Execute("BEGIN EXCLUSIVE");
            Execute("COMMIT");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The output folder.</summary>
    internal string Into { get; }

    /// <summary>The folder of an output folder that is the journal's own.</summary>
    internal static string FolderOf(string into) => Path.Combine(into, ".twofold");

    /// <summary>Whether an output folder has a journal.</summary>
    internal static bool Exists(string into) => File.Exists(PathOf(into));

    /// <summary>Opens the journal of an output folder, and makes it where there is none; durable before anything else happens there.</summary>
    internal static Journal Open(string into, Action<string>? beforeStep = null)
    {
        new DurableFolders().Make(FolderOf(into));
        var journal = new Journal(into, PathOf(into), null, beforeStep);
        // Also where it was there: the run that made it may have been killed before this.
        Posix.Flush(FolderOf(into));
        return journal;
    }

    /// <summary>Opens a copy that is thrown away, so that a plan can be made and nothing be touched.</summary>
    internal static Journal OpenCopy(string into)
    {
        var folder = Directory.CreateTempSubdirectory("twofold-dry-run-").FullName;
        foreach (var file in Exists(into) ? Directory.GetFiles(FolderOf(into), "journal.db*") : [])
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        return new(into, Path.Combine(folder, "journal.db"), folder, null);
    }

    /// <summary>Runs steps that become durable together or not at all.</summary>
    internal void InTransaction(Action steps)
    {
        lock (gate)
        {
            using (transaction = connection.BeginTransaction())
            {
                try
                {
                    steps();
                    beforeStep("commit");
                    transaction.Commit();
                }
                finally
                {
                    transaction = null;
                }
            }
        }

        beforeStep("committed");
    }

    /// <summary>The sort with these arguments that was not taken back; null where there is none.</summary>
    internal Sort? FindSort(string folder, SortMode mode, string model) =>
        Sorts($"SELECT {SortColumns} FROM sorts WHERE folder = $1 AND mode = $2 AND model = $3 AND stage < 2 ORDER BY run DESC LIMIT 1", folder, (int)mode, model);

    /// <summary>
    /// The sort that ran last and was not taken back. One whose undo was interrupted comes first, and then those of what lies in the output folder itself: others, which ran again since, have
    /// brought it there.
    /// </summary>
    internal Sort? LastSort() => Sorts(
        $"SELECT {SortColumns} FROM sorts WHERE stage < 2 AND run > 0 ORDER BY stage DESC, substr(folder, 1, length($1)) = $1 DESC, run DESC LIMIT 1", Into + Path.DirectorySeparatorChar);

    /// <summary>The sort of a folder that ran last and left its photos where they were, beside what it made of them, and was not taken back; null where there is none.</summary>
    internal Sort? FindDoubling(string folder) => Sorts(
        $"SELECT {SortColumns} FROM sorts WHERE folder = $1 AND mode <> $2 AND stage < 2 AND EXISTS (SELECT 1 FROM actions WHERE sort = sorts.id AND outcome <= 1) ORDER BY run DESC LIMIT 1",
        folder, (int)SortMode.Move);

    /// <summary>Whether any sort ever did anything, be it taken back or not.</summary>
    internal bool HasSorted => Scalar("SELECT 1 FROM actions WHERE outcome IN (1, 2, 4) LIMIT 1") is not null;

    /// <summary>Begins a sort.</summary>
    internal Sort AddSort(string folder, SortMode mode, string model)
    {
        var isMount = IsMountPoint(folder);
        Execute("INSERT INTO sorts (folder, mode, model, stage, run, mount) VALUES ($1, $2, $3, 0, 0, $4)", folder, (int)mode, model, isMount);
        return new(LastId(), folder, mode, Stage.Sorting, isMount);
    }

    /// <summary>Notes that a sort is the one that ran last.</summary>
    internal void Touch(Sort sort) => Execute("UPDATE sorts SET run = (SELECT max(run) + 1 FROM sorts) WHERE id = $1", sort.Id);

    /// <summary>Moves a sort on in its life.</summary>
    internal void SetStage(Sort sort, Stage stage) => Execute("UPDATE sorts SET stage = $2 WHERE id = $1", sort.Id, (int)stage);

    /// <summary>Whether another file system is mounted on a folder.</summary>
    internal static bool IsMountPoint(string folder) =>
        Path.GetDirectoryName(folder) is { } above && FileFacts.Of(folder) is { } inner && FileFacts.Of(above) is { } outer && inner.FileSystem != outer.FileSystem;

    /// <summary>What a sort planned or did last with a file of this name; null where nothing was.</summary>
    internal FileAction? Latest(Sort sort, string file) =>
        Actions(sort, $"SELECT {ActionColumns} FROM actions WHERE sort = $1 AND source = $2 AND +outcome <= 1 ORDER BY id DESC LIMIT 1", FromFolder(sort, file)).FirstOrDefault();

    /// <summary>Whether anything that was planned with an action, a photo or what belongs to it, is done.</summary>
    internal bool HasDoneWith(FileAction action) =>
        Scalar("SELECT 1 FROM actions a JOIN actions b ON b.sort = a.sort AND b.photo = a.photo WHERE a.id = $1 AND b.outcome = 1 LIMIT 1", action.Id) is not null;

    /// <summary>Whether a file is what a sort made, or plans to make.</summary>
    internal bool IsMade(Sort sort, string file) =>
        IsInside(file) && Scalar("SELECT 1 FROM actions WHERE destination = $2 AND +sort = $1 AND +outcome <= 1", sort.Id, FromInto(file)) is not null;

    /// <summary>Whether an action of any sort that was not taken back has this destination.</summary>
    internal bool IsDestination(string path) => Scalar("SELECT 1 FROM actions WHERE destination = $1 AND outcome <= 1", FromInto(path)) is not null;

    /// <summary>Notes what the recognizer said of a photo, and gives its number.</summary>
    internal long AddPhoto(Sort sort, PhotoPrediction photo, string place)
    {
        Execute("INSERT INTO photos (sort, source, place, label, probability, probabilities, unsure, unfamiliar, error) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            sort.Id, FromFolder(sort, photo.Path), place, photo.Label, photo.Probability, JsonSerializer.Serialize(photo.Probabilities), photo.Unsure, photo.Unfamiliar, photo.Error);
        return LastId();
    }

    /// <summary>Plans an action.</summary>
    internal FileAction AddAction(Sort sort, long photo, string source, string destination, FileFacts facts)
    {
        Execute("INSERT INTO actions (sort, photo, source, destination, length, modified, outcome) VALUES ($1, $2, $3, $4, $5, $6, 0)",
            sort.Id, photo, FromFolder(sort, source), FromInto(destination), facts.Length, facts.Modified);
        return new(LastId(), tag, sort.Mode, source, destination, facts.Length, facts.Modified, null, false, false);
    }

    /// <summary>Plans to make a folder.</summary>
    internal void AddFolder(Sort sort, string path) => Execute("INSERT OR IGNORE INTO folders VALUES ($1, $2)", sort.Id, FromInto(path));

    /// <summary>The folders that a sort made.</summary>
    internal IReadOnlyList<string> Folders(Sort sort)
    {
        List<string> folders = [];
        Read("SELECT path FROM folders WHERE sort = $1", row => folders.Add(Inside(Into, row.GetString(0))), sort.Id);
        return folders;
    }

    /// <summary>Gives a planned action another destination: somebody took the name in the meantime.</summary>
    internal FileAction Redirect(FileAction action, string destination)
    {
        Execute("UPDATE actions SET destination = $2 WHERE id = $1", action.Id, FromInto(destination));
        return action with { Destination = destination };
    }

    /// <summary>Notes what became of an action.</summary>
    internal void Conclude(FileAction action, Outcome outcome, byte[]? hash = null, string? problem = null) =>
        Execute("UPDATE actions SET outcome = $2, hash = coalesce($3, hash), problem = $4 WHERE id = $1", action.Id, (int)outcome, hash, problem);

    /// <summary>The next actions of a sort that are planned but not known to be done, from a number on.</summary>
    internal IReadOnlyList<FileAction> Planned(Sort sort, long after, int count) =>
        Actions(sort, $"SELECT {ActionColumns} FROM actions WHERE sort = $1 AND outcome = 0 AND id > $2 ORDER BY id LIMIT $3", after, count);

    /// <summary>The next actions of a sort, latest first, that are done or may have happened.</summary>
    internal IReadOnlyList<FileAction> Revertible(Sort sort, long before, int count) =>
        Actions(sort, $"SELECT {ActionColumns} FROM actions WHERE +sort = $1 AND +outcome <= 1 AND id < $2 ORDER BY id DESC LIMIT $3", before, count);

    /// <summary>How many actions of a sort are done or may have happened.</summary>
    internal long RevertibleCount(Sort sort) => Convert.ToInt64(Scalar("SELECT count(*) FROM actions WHERE +sort = $1 AND +outcome <= 1", sort.Id));

    /// <summary>All sorts that were not taken back, other than the one given.</summary>
    internal IReadOnlyList<Sort> Others(Sort sort)
    {
        List<Sort> others = [];
        Read($"SELECT {SortColumns} FROM sorts WHERE stage < 2 AND run > 0 AND id <> $1", row => others.Add(ToSort(row)), sort.Id);
        return others;
    }

    /// <summary>How many photos of a sort lie, or are planned to lie, in each folder.</summary>
    internal IReadOnlyDictionary<(string Place, string Label), long> Places(Sort sort)
    {
        Dictionary<(string, string), long> places = [];
        Read("""
            SELECT p.place, CASE WHEN p.place IN ('_unsure', '_unfamiliar', '_unreadable') THEN '' ELSE p.label END AS name, count(*)
            FROM photos p JOIN actions a ON a.sort = p.sort AND a.source = p.source AND a.photo = p.id
            WHERE p.sort = $1 AND a.outcome <= 1 AND (a.outcome = 1 OR a.problem IS NULL) GROUP BY p.place, name
            """, row => places[(row.GetString(0), row.GetString(1))] = row.GetInt64(2), sort.Id);
        return places;
    }

    /// <summary>How many photos of a sort have come to this.</summary>
    internal long PhotoCount(Sort sort, Outcome outcome) => Convert.ToInt64(Scalar(
        "SELECT count(*) FROM actions a JOIN photos p ON p.id = a.photo WHERE a.sort = $1 AND a.outcome = $2 AND a.source = p.source", sort.Id, (int)outcome));

    /// <summary>How many files of a sort went along with a photo.</summary>
    internal long SidecarCount(Sort sort) => Convert.ToInt64(Scalar(
        "SELECT count(*) FROM actions a JOIN photos p ON p.id = a.photo WHERE a.sort = $1 AND a.outcome <= 1 AND a.source <> p.source", sort.Id));

    /// <summary>The labels that any prediction of the sorts that stand gave a probability.</summary>
    internal IReadOnlyList<string> Labels()
    {
        List<string> labels = [];
        Read("SELECT DISTINCT key FROM photos p JOIN sorts s ON s.id = p.sort, json_each(p.probabilities) WHERE s.stage = 0 ORDER BY key", row => labels.Add(row.GetString(0)));
        return labels;
    }

    /// <summary>Goes through the photos of all sorts that stand, in the order in which they were planned.</summary>
    internal void ForEachPhoto(Action<SortedPhoto> see) => Read("""
        SELECT s.folder, p.source, a.destination, p.label, p.probability, p.probabilities, p.unsure, p.unfamiliar, coalesce(p.error, a.problem), a.outcome
        FROM photos p JOIN sorts s ON s.id = p.sort JOIN actions a ON a.sort = p.sort AND a.source = p.source AND a.photo = p.id
        WHERE s.stage < 2 AND +a.outcome <= 1 ORDER BY p.id
        """, row => see(new()
    {
        Source = Path.Combine(row.GetString(0), row.GetString(1)),
        Destination = row.GetInt32(9) == (int)Outcome.Done ? Path.Combine(Into, row.GetString(2)) : "",
        Label = row.GetString(3),
        Probability = row.GetDouble(4),
        Probabilities = JsonSerializer.Deserialize<Dictionary<string, double>>(row.GetString(5)) ?? [],
        Unsure = row.GetBoolean(6),
        Unfamiliar = row.GetBoolean(7),
        Error = row.IsDBNull(8) ? null : row.GetString(8),
    }));

    /// <summary>The manifest that this journal's sorts write; null until one is chosen.</summary>
    internal Manifest? Listed
    {
        get
        {
            Manifest? manifest = null;
            Read("SELECT name, hash, before FROM manifest", row => manifest = new(row.GetString(0), Bytes(row, 1), Bytes(row, 2)));
            return manifest is not { Name: var name } || (Path.GetFileName(name) == name && name.EndsWith(Path.GetExtension(SafeNames.Manifest), StringComparison.Ordinal)) ? manifest
                : throw Damaged($"it calls the manifest '{name}'");
        }
        set => InTransaction(() =>
        {
            Execute("DELETE FROM manifest");
            if (value is not null)
                Execute("INSERT INTO manifest VALUES ($1, $2, $3)", value.Name, value.Hash, value.Before);
        });
    }

    /// <summary>Lets go of the journal and its lock.</summary>
    public void Dispose()
    {
        foreach (var command in commands.Values)
            command.Dispose();
        connection.Dispose();
        if (privateFolder is not null)
            Directory.Delete(privateFolder, recursive: true);
    }

    static string PathOf(string into) => Path.Combine(FolderOf(into), "journal.db");

    // Destinations are kept relative to the output folder, so that it can be moved and still be undone.
    string FromInto(string path) => Path.GetRelativePath(Into, path);

    static string FromFolder(Sort sort, string path) => Path.GetRelativePath(sort.Folder, path);

    // A folder with a journal may come from somebody else, or from a disk that fails: no name in it leads out of the two folders that it is about.
    static string Inside(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        var start = Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar;
        return !name.Contains('\0') && path.StartsWith(start, StringComparison.Ordinal) && Path.GetFullPath(path) == path ? path
            : throw Damaged($"it names '{name}', which does not lie in '{folder}'");
    }

    // No walk yields what is hidden, and no label's folder is: neither somebody's settings nor this journal are photos.
    static string Shown(string folder, string name)
    {
        var path = Inside(folder, name);
        return !RealPath.IsHidden(name) ? path : throw Damaged($"it names '{name}' in '{folder}', which is hidden");
    }

    // As SQLite says it of what it sees itself.
    static SqliteException Damaged(string reason) => new(reason, Corrupt);

    bool IsInside(string path) => path.StartsWith(Into + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    (string Tag, long First) ReadIdentity()
    {
        var (name, first) = ("", 0L);
        Read("SELECT tag, first FROM identity", row => (name, first) = (row.GetString(0), row.GetInt64(1)));
        // It becomes a part of paths.
        return name.Length == TagLength && name.All(char.IsAsciiHexDigitLower) ? (name, first) : throw Damaged($"it calls itself '{name}'");
    }

    Sort? Sorts(string sql, params ReadOnlySpan<object?> values)
    {
        Sort? found = null;
        Read(sql, row => found = ToSort(row), values);
        return found;
    }

    static Sort ToSort(SqliteDataReader row) => new(row.GetInt64(0), row.GetString(1), (SortMode)row.GetInt32(2), (Stage)row.GetInt32(3), row.GetBoolean(4));

    List<FileAction> Actions(Sort sort, string sql, params ReadOnlySpan<object?> values)
    {
        List<FileAction> actions = [];
        Read(sql, row => actions.Add(new(row.GetInt64(0), tag, sort.Mode, Shown(sort.Folder, row.GetString(1)), Shown(Into, row.GetString(2)),
            row.GetInt64(3), row.GetInt64(4), Bytes(row, 5), row.GetInt32(6) == (int)Outcome.Done, row.GetInt64(0) < firstTagged)), [sort.Id, .. values]);
        return actions;
    }

    static byte[]? Bytes(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<byte[]>(column);

    long LastId() => Convert.ToInt64(Scalar("SELECT last_insert_rowid()"));

    object? Scalar(string sql, params ReadOnlySpan<object?> values)
    {
        lock (gate)
            return Prepared(sql, values).ExecuteScalar();
    }

    void Execute(string sql, params ReadOnlySpan<object?> values)
    {
        lock (gate)
            Prepared(sql, values).ExecuteNonQuery();
    }

    void Read(string sql, Action<SqliteDataReader> see, params ReadOnlySpan<object?> values)
    {
        lock (gate)
        {
            using var reader = Prepared(sql, values).ExecuteReader();
            while (reader.Read())
            {
                try
                {
                    see(reader);
                }
                catch (Exception exception) when (exception is InvalidCastException or InvalidOperationException or FormatException or OverflowException or JsonException)
                {
                    throw Damaged($"a row of it cannot be read: {exception.Message.TrimEnd('.')}");
                }
            }
        }
    }

    SqliteCommand Prepared(string sql, ReadOnlySpan<object?> values)
    {
        if (!commands.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
            for (var i = 1; i <= values.Length; i++)
                command.Parameters.Add(new() { ParameterName = $"${i}" });
            commands.Add(sql, command);
        }

        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        command.Transaction = transaction;
        return command;
    }
}
