using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Twofold.Photos;

namespace Twofold.Workbench.Tests;

/// <summary>A folder of made-up photos to sort, a place to sort them into, and the truth about both. A photo's label is the first word of its bytes.</summary>
sealed class Playground : IDisposable
{
    readonly string root, other;

    /// <summary>Makes the folders.</summary>
    /// <param name="acrossFileSystems">Whether the output folder lies on another file system than the photos.</param>
    internal Playground(bool acrossFileSystems = false)
    {
        // In memory where that is to be had: these tests cut processes off, not the power, and a thousand flushes to a disk take minutes.
        var memory = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();
        var name = $"twofold-sorting-{Guid.NewGuid():N}";
        other = Directory.CreateDirectory(Path.Combine(memory, name)).FullName;
        root = acrossFileSystems ? Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), name)).FullName : other;
        Photos = Directory.CreateDirectory(Path.Combine(root, "photos")).FullName;
        Into = Path.Combine(other, "sorted");
    }

    internal string Photos { get; }

    internal string Into { get; set; }

    internal static bool HasOtherFileSystem =>
        OperatingSystem.IsLinux() && Directory.Exists("/dev/shm") && FileFacts.Of("/dev/shm")?.FileSystem != FileFacts.Of(Path.GetTempPath())?.FileSystem;

    internal SortRequest Request(SortMode mode = SortMode.Copy) => new() { Folder = Photos, Into = Into, Mode = mode, Model = "pets" };

    internal int PhotoCount { get; private set; }

    internal int FileCount { get; private set; }

    internal string Add(string name, string content)
    {
        var path = Path.Combine(Photos, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!); // a path below a folder has one
        File.WriteAllText(path, content);
        FileCount++;
        PhotoCount += Sidecars.IsSidecar(path) ? 0 : 1;
        // A time that only nanoseconds tell from its neighbors, and permissions that are not the usual ones.
        Posix.SetModified(path, 1_234_567_890_123_456_700 + content.Length * 86_400_000_000_000);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, content.Length % 2 == 0 ? UnixFileMode.UserRead | UnixFileMode.UserWrite : UnixFileMode.UserRead | UnixFileMode.GroupRead);
        return path;
    }

    /// <summary>Three photos, two of one name, and what belongs to one: enough where every flush waits for a disk.</summary>
    internal Playground WithFewPhotos()
    {
        Add("a.jpg", "cats one");
        Add("a.xmp", "about a");
        Add("day two/a.jpg", "cats two, another one of the name");
        Add("c.jpg", "unsure cats");
        return this;
    }

    /// <summary>Nine photos with equal names, sidecars, a subfolder, and one of each special place.</summary>
    internal Playground WithPhotos()
    {
        Add("a.jpg", "cats one");
        Add("a.xmp", "about a");
        Add("a.jpg.xmp", "more about a");
        Add("b.JPG", "dogs one");
        Add("b.CR2", "raw of b");
        Add("c.jpg", "unsure cats");
        Add("d.png", "unfamiliar thing");
        Add("e.png", "unreadable");
        Add("day two/a.jpg", "cats two, another one of the name");
        Add("day two/a.MOV", "film of a");
        Add("day two/deep/a.jpg", "cats three");
        Add("day two/f.webp", "a/b strange");
        Add("g.jpg", "cats one");
        return this;
    }

    internal static IEnumerable<PhotoPrediction> Recognize(IEnumerable<string> paths, CancellationToken cancellation)
    {
        foreach (var path in paths)
        {
            cancellation.ThrowIfCancellationRequested();
            var word = File.ReadAllText(path).Split(' ')[0];
            yield return word == "unreadable"
                ? new() { Path = path, Error = "It is no picture." }
                : new()
                {
                    Path = path,
                    Label = word is "unsure" or "unfamiliar" ? "cats" : word,
                    Probability = 0.75,
                    Probabilities = new Dictionary<string, double> { ["cats"] = 0.75, ["dogs"] = 0.25 },
                    Unsure = word == "unsure",
                    Unfamiliar = word == "unfamiliar",
                };
        }
    }

    internal SortResult Sort(SortMode mode = SortMode.Copy, Action<string>? beforeStep = null) => Sort(Request(mode), beforeStep);

    internal static SortResult Sort(SortRequest request, Action<string>? beforeStep = null) => Sorter.Run(request, Recognize, null, null, beforeStep, default);

    internal UndoResult TakeBack(Action<string>? beforeStep = null) => Undo.Run(new(Into), null, beforeStep, default);

    /// <summary>Every file of a folder: its name, bytes, time and permissions, one line each. The product's own folder and manifest are left out.</summary>
    internal static string[] Listing(string folder) => !Directory.Exists(folder) ? [] : [.. Files(folder).Select(path => string.Create(null,
        $"{Path.GetRelativePath(folder, path)} {Hash(path)} {FileFacts.Of(path)!.Value.Modified} {(OperatingSystem.IsWindows() ? 0 : File.GetUnixFileMode(path))}")).Order(StringComparer.Ordinal)];

    internal static string[] Names(string folder) => !Directory.Exists(folder) ? [] :
        [.. Files(folder).Select(path => Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/')).Order(StringComparer.Ordinal)];

    /// <summary>The contents that exist anywhere, each once.</summary>
    internal HashSet<string> Contents() => [.. Names(Photos).Select(name => Hash(Path.Combine(Photos, name))), .. Names(Into).Select(name => Hash(Path.Combine(Into, name)))];

    /// <summary>Changes the journal as somebody else could, who knows its format, and gives the number of rows.</summary>
    internal int ChangeJournal(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(Into, ".twofold", "journal.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteNonQuery();
    }

    /// <summary>Does something before the first step of this name.</summary>
    internal static Action<string> Once(string step, Action work)
    {
        var isDone = false;
        return now =>
        {
            if (now != step || isDone)
                return;
            isDone = true;
            work();
        };
    }

    /// <summary>Runs a program of the system, and gives whether it did its work.</summary>
    internal static bool Make(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!; // It is no shell's.
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    public void Dispose()
    {
        Directory.Delete(root, recursive: true);
        if (other != root)
            Directory.Delete(other, recursive: true);
    }

    static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
        .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}.twofold{Path.DirectorySeparatorChar}") && Path.GetFileName(path) != "manifest.csv");

    static string Hash(string path) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)), 0, 8);
}
