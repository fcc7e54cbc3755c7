using System.Globalization;
using System.Security.Cryptography;
using Twofold.Workbench;

namespace Twofold.Benchmarks;

/// <summary>A folder of drawn photos, a folder to sort them into, and the truth about both: which contents exist, and what the originals were like.</summary>
sealed class SortingGround : IDisposable
{
    const int PhotoCount = 200, Days = 5, DrawnSize = 24;

    static readonly Lazy<byte[][]> Drawn = new(Draw);

    readonly string root, other;
    readonly string[] before;
    readonly HashSet<string> originals;

    /// <summary>Makes the folders and the photos.</summary>
    /// <param name="sort">What is done with the photos, and where to.</param>
    /// <param name="model">The model that sorts them.</param>
    /// <param name="folder">Where the photos lie.</param>
    /// <param name="otherFolder">A folder of another file system, for what is sorted to one.</param>
    public SortingGround(SortCase sort, string model, string folder, string otherFolder)
    {
        (Sort, Model) = (sort, model);
        root = Directory.CreateDirectory(Path.Combine(folder, $"twofold-faults-{Guid.NewGuid():N}")).FullName;
        other = sort.ToOtherFileSystem ? Directory.CreateDirectory(Path.Combine(otherFolder, Path.GetFileName(root))).FullName : root;
        Photos = Path.Combine(root, "photos");
        Into = Path.Combine(other, "sorted");
        foreach (var (i, bytes) in Drawn.Value.Index())
        {
            // Five of each name, so that there is something to number; a sidecar for each fourth.
            Add($"day {i % Days}/IMG {i / Days} 🐈.png", bytes, i);
            if (i % 4 == 0)
                Add($"day {i % Days}/IMG {i / Days} 🐈.xmp", System.Text.Encoding.UTF8.GetBytes($"about {i}"), i);
        }

        before = Listing();
        originals = [.. before.Select(line => line.Split('\t')[1])];
    }

    /// <summary>What is done with the photos, and where to.</summary>
    public SortCase Sort { get; }

    /// <summary>The model that sorts them.</summary>
    public string Model { get; }

    /// <summary>The folder of photos.</summary>
    public string Photos { get; }

    /// <summary>The folder that they are sorted into.</summary>
    public string Into { get; }

    /// <summary>The folders that everything lies in: one, or two on two file systems.</summary>
    public IReadOnlyList<string> Roots => root == other ? [root] : [root, other];

    /// <summary>The arguments of the command that sorts.</summary>
    public IReadOnlyList<string> SortArguments => ["sort", Photos, "--with", Model, "--into", Into, $"--{Sort.Mode.ToString().ToLowerInvariant()}"];

    /// <summary>The arguments of the command that takes it back.</summary>
    public IReadOnlyList<string> UndoArguments => ["undo", Into];

    /// <summary>How many files of a sort have their place.</summary>
    public int SortedCount => !Directory.Exists(Into) ? 0 : Files(Into).Count(IsFinal);

    /// <summary>How many files are to be sorted.</summary>
    public int FileCount => before.Length;

    /// <summary>What is lost, or stands half written under a name of its own; null where nothing is.</summary>
    public string? Lost()
    {
        var there = Contents();
        if (!there.IsSupersetOf(originals))
            return $"{originals.Except(there).Count()} of {originals.Count} originals are nowhere";
        return !Directory.Exists(Into) ? null : Files(Into).Where(IsFinal).FirstOrDefault(path => HashOf(path) is { } hash && !originals.Contains(hash)) is { } broken ? $"'{broken}' is half written, or somebody's" : null;
    }

    /// <summary>What is not as a finished sort leaves it; null where all is.</summary>
    public string? Unfinished() =>
        SortedCount != FileCount ? $"{SortedCount} of {FileCount} files are sorted"
        : Files(Into).FirstOrDefault(path => !IsFinal(path) && !IsManifest(path)) is { } left ? $"'{left}' is left over"
        : File.ReadLines(Path.Combine(Into, "manifest.csv")).Count() != PhotoCount + 1 ? "the manifest is not complete"
        : Sort.Mode == SortMode.Move ? (Listing().Length == 0 ? null : "photos were left behind")
        : Listing().SequenceEqual(before) ? null : "originals changed";

    /// <summary>What is not as it was before the sort: names, contents, times, permissions; null where all is.</summary>
    public string? NotRestored()
    {
        if (Listing() is var now && !now.SequenceEqual(before))
            return $"not restored: {string.Join(" | ", before.Except(now).Take(2))} became {string.Join(" | ", now.Except(before).Take(2))}";
        return Directory.Exists(Into) && Directory.EnumerateFileSystemEntries(Into).FirstOrDefault(path => Path.GetFileName(path) != ".twofold") is { } left ? $"'{left}' is left over" : null;
    }

    /// <summary>The contents that exist under a name of their own; what cannot be read is not counted.</summary>
    public HashSet<string> Contents() => [.. Files(Photos).Concat(Directory.Exists(Into) ? Files(Into).Where(path => !IsManifest(path)) : []).Where(path => !IsTemporary(path)).Select(HashOf).OfType<string>()];

    /// <summary>The photos that are still where they were.</summary>
    public string[] Unsorted() => [.. Files(Photos).Where(path => path.EndsWith(".png", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    /// <summary>What was sorted so far.</summary>
    public string[] Sorted() => !Directory.Exists(Into) ? [] : [.. Files(Into).Where(IsFinal).Order(StringComparer.Ordinal)];

    public void Dispose()
    {
        foreach (var folder in Roots)
            Directory.Delete(folder, recursive: true);
    }

    static byte[][] Draw()
    {
        var labels = DrawnAnimals.Labels;
        var file = Path.Combine(Path.GetTempPath(), $"twofold-drawn-{Guid.NewGuid():N}.png");
        try
        {
            return [.. Enumerable.Range(0, PhotoCount).Select(i =>
            {
                DrawnAnimals.Draw(labels[i % labels.Count], DrawnSize, (ulong)i).Save(file);
                return File.ReadAllBytes(file);
            })];
        }
        finally
        {
            File.Delete(file);
        }
    }

    // A time that only a finer clock than seconds tells from its neighbors, and permissions that are not the usual ones.
    void Add(string name, byte[] bytes, int i)
    {
        var path = Path.Combine(Photos, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!); // It lies below a folder.
        File.WriteAllBytes(path, bytes);
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch.AddDays(9000 + i).AddTicks(i));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, i % 2 == 0 ? UnixFileMode.UserRead | UnixFileMode.UserWrite : UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
    }

    string[] Listing() => [.. Files(Photos).Select(path => string.Create(
        CultureInfo.InvariantCulture,
        $"{Path.GetRelativePath(Photos, path)}\t{HashOf(path)}\t{File.GetLastWriteTimeUtc(path).Ticks}\t{(OperatingSystem.IsWindows() ? 0 : File.GetUnixFileMode(path))}")).Order(StringComparer.Ordinal)];

    bool IsFinal(string path) => !IsTemporary(path) && !IsManifest(path);

    bool IsManifest(string path) => Path.GetDirectoryName(path) == Into && Path.GetFileName(path) == "manifest.csv";

    static bool IsTemporary(string path) => path.EndsWith(".partial", StringComparison.Ordinal);

    static IEnumerable<string> Files(string folder) => new DirectoryInfo(folder)
        .EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })
        .Select(file => file.FullName)
        .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}.twofold{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    // Pipes would be waited for, and have no length.
    static string? HashOf(string path)
    {
        try
        {
            return new FileInfo(path).Length == 0 ? null : Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

/// <summary>What a sort does with photos, and whether to another file system.</summary>
sealed record SortCase(SortMode Mode, bool ToOtherFileSystem)
{
    public override string ToString() => $"{Mode.ToString().ToLowerInvariant()}{(ToOtherFileSystem ? " to another file system" : "")}";
}
