namespace Twofold.Photos;

/// <summary>
/// Walks through a folder and all of its subfolders, giving out photos one by one. A file counts as a photo when its name ends like one's, or
/// when its content begins like one's whatever its name; raw files, videos and sidecar files (which belong to a photo) do not, by their names.
/// </summary>
public static class PhotoFolder
{
    static readonly HashSet<string> PhotoEndings = new(PhotoFormats.Endings, StringComparer.OrdinalIgnoreCase);

    /// <summary>How the names of raw files end, the negatives of cameras; they belong to the photos of their names.</summary>
    public static IReadOnlyList<string> RawEndings { get; } =
    [
        ".3fr", ".arw", ".cr2", ".cr3", ".crw", ".dcr", ".dng", ".erf", ".iiq", ".k25", ".kdc", ".mef", ".mos", ".mrw", ".nef", ".nrw", ".orf", ".pef",
        ".raf", ".raw", ".rw2", ".rwl", ".sr2", ".srf", ".srw", ".x3f",
    ];

    // Raw files begin like TIFF, and videos of phones like HEIC: for these the name decides.
    static readonly HashSet<string> OtherEndings = new(
        [.. RawEndings, ".mov", ".mp4", ".m4v", ".avi", ".mkv", ".mts", ".3gp", ".xmp", ".aae", ".thm",
         ".json", ".xml", ".txt", ".csv", ".db", ".ini", ".pdf", ".psd", ".svg", ".ico", ".zip"],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The photos of a folder, in the ordinal order of their names, those of a folder before those of its subfolders. Only the names of the folders
    /// that lead to the present one are held in memory. Symbolic links are not followed, except for <paramref name="folder"/> itself.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="tally">Counts what is given out and what is skipped.</param>
    /// <param name="other">Is told of each file of another type; null for nothing.</param>
    /// <returns>Paths that begin with <paramref name="folder"/> as it was given.</returns>
    /// <exception cref="TwofoldException">There is no such folder, it is a file, or it cannot be listed.</exception>
    public static IEnumerable<string> Walk(string folder, PhotoFolderTally tally, Action<string>? other = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(tally);
        CheckFolder(folder);
        return Enumerate(folder, tally, other);
    }

    /// <summary>Whether a file counts as a photo: by the ending of its name or, where that says nothing, by how its content begins.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">The name that decides, where it is to have another one; null for its own.</param>
    public static bool IsPhoto(string path, string? name = null)
    {
        var ending = Path.GetExtension(name ?? path);
        return PhotoEndings.Contains(ending) || (!OtherEndings.Contains(ending) && BeginsLikeAPhoto(path));
    }

    internal static void CheckFolder(string folder)
    {
        if (File.Exists(folder))
            throw new TwofoldException($"'{folder}' is a file: give the folder that the photos are in.");
        if (!Directory.Exists(folder))
            throw new TwofoldException($"There is no folder '{folder}': check its name, and whether its disk is there.");
        try
        {
            using var entries = Directory.EnumerateFileSystemEntries(folder).GetEnumerator();
            entries.MoveNext();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new TwofoldException($"The folder '{folder}' cannot be listed: {exception.Message}", exception);
        }
    }

    internal static bool IsHidden(FileSystemInfo entry) =>
        entry.Name.StartsWith('.') || (OperatingSystem.IsWindows() && entry.Attributes.HasFlag(FileAttributes.Hidden));

    static IEnumerable<string> Enumerate(string root, PhotoFolderTally tally, Action<string>? other)
    {
        var ahead = new Stack<string>([root]);
        while (ahead.TryPop(out var folder))
        {
            var (files, folders) = List(folder, tally);
            foreach (var file in files)
            {
                var path = Path.Combine(folder, file);
                if (!IsPhoto(path, tally, other))
                    continue;
                tally.Photos++;
                yield return path;
            }

            foreach (var inner in folders.AsEnumerable().Reverse().Select(name => Path.Combine(folder, name)))
                ahead.Push(inner);
        }
    }

    static (List<string> Files, List<string> Folders) List(string folder, PhotoFolderTally tally)
    {
        var (files, folders) = (new List<string>(), new List<string>());
        try
        {
            foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos())
            {
                if (IsHidden(entry))
                    tally.Hidden++;
                else if (entry.Attributes.HasFlag(FileAttributes.ReparsePoint) && entry.LinkTarget is not null)
                    tally.Links++;
                else
                    (entry is DirectoryInfo ? folders : files).Add(entry.Name);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            tally.AddUnreadableFolder(folder, exception.Message);
        }

        // The order of the file system is another one on every machine.
        files.Sort(StringComparer.Ordinal);
        folders.Sort(StringComparer.Ordinal);
        return (files, folders);
    }

    static bool IsPhoto(string path, PhotoFolderTally tally, Action<string>? other)
    {
        if (FileKind.IsSpecial(path))
        {
            tally.Special++;
            return false;
        }

        if (IsPhoto(path))
            return true;
        tally.OtherFiles++;
        other?.Invoke(path);
        return false;
    }

    static bool BeginsLikeAPhoto(string path)
    {
        try
        {
            return PhotoFormats.OfFile(path) != PhotoFormat.Unknown;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
