using Microsoft.Data.Sqlite;
using Twofold.Photos;

namespace Twofold.Workbench;

/// <summary>
/// Finds what belongs to a photo: files of the same stem in the same folder that describe it (XMP, AAE), move with it (the film of a live photo) or are
/// its negative (RAW). A folder is listed once, into a temporary database that SQLite keeps on disk: a folder of a million photos takes no memory.
/// </summary>
sealed class Sidecars : IDisposable
{
    static readonly HashSet<string> Extensions = new([".xmp", ".aae", ".thm", ".mov", ".mp4", .. PhotoFolder.RawEndings], StringComparer.OrdinalIgnoreCase);

    readonly SqliteConnection connection = new("Data Source=;Pooling=False");
    readonly SqliteCommand isListed, addFolder, add, find;

    internal Sidecars()
    {
        connection.Open();
        using (var create = Command("CREATE TABLE folders (folder TEXT PRIMARY KEY) WITHOUT ROWID; "
            + "CREATE TABLE files (folder TEXT, stem TEXT, name TEXT, PRIMARY KEY (folder, stem, name)) WITHOUT ROWID; PRAGMA synchronous=OFF;"))
            create.ExecuteNonQuery();
        isListed = Command("SELECT 1 FROM folders WHERE folder = $folder", "$folder");
        addFolder = Command("INSERT INTO folders VALUES ($folder)", "$folder");
        add = Command("INSERT INTO files VALUES ($folder, $stem, $name)", "$folder", "$stem", "$name");
        find = Command("SELECT name FROM files WHERE folder = $folder AND stem IN ($stem, $name) ORDER BY name", "$folder", "$stem", "$name");
    }

    /// <summary>Whether a file of this name belongs to a photo rather than being one.</summary>
    internal static bool IsSidecar(string path) => Extensions.Contains(Path.GetExtension(path));

    /// <summary>The full paths of what belongs to a photo: "IMG.xmp" and "IMG.jpg.xmp" to "IMG.jpg".</summary>
    internal IReadOnlyList<string> Of(string photo)
    {
        var folder = Path.GetDirectoryName(photo) ?? "";
        List(folder);
        Set(find, folder, Path.GetFileNameWithoutExtension(photo), Path.GetFileName(photo));
        using var reader = find.ExecuteReader();
        List<string> found = [];
        while (reader.Read())
            found.Add(Path.Combine(folder, reader.GetString(0)));
        return found;
    }

    /// <inheritdoc/>
    public void Dispose() => connection.Dispose();

    void List(string folder)
    {
        Set(isListed, folder);
        if (isListed.ExecuteScalar() is not null)
            return;
        using var transaction = connection.BeginTransaction();
        addFolder.Transaction = add.Transaction = transaction;
        Set(addFolder, folder);
        addFolder.ExecuteNonQuery();
        foreach (var path in Directory.EnumerateFiles(folder).Where(IsSidecar))
        {
            Set(add, folder, Path.GetFileNameWithoutExtension(path), Path.GetFileName(path));
            add.ExecuteNonQuery();
        }

        transaction.Commit();
        addFolder.Transaction = add.Transaction = null;
    }

    SqliteCommand Command(string sql, params ReadOnlySpan<string> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var name in parameters)
            command.Parameters.Add(new(name, SqliteType.Text));
        return command;
    }

    static void Set(SqliteCommand command, params ReadOnlySpan<string> values)
    {
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i];
    }
}
