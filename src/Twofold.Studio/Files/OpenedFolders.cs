using Twofold.Workbench;

namespace Twofold.Studio;

/// <summary>The folders that a person has opened by naming them: nothing else on the disk is listed or shown.</summary>
sealed class OpenedFolders(StudioDatabase database, TimeProvider time)
{
    /// <summary>The folders, the last opened first.</summary>
    public IReadOnlyList<string> All => database.Query("SELECT path FROM folders ORDER BY opened DESC", row => row.GetString(0));

    /// <summary>Opens a folder that a person named, and gives its full path.</summary>
    /// <exception cref="TwofoldException">There is no such folder.</exception>
    public string Open(string named)
    {
        var path = FullPath(named);
        if (File.Exists(path))
            throw new TwofoldException($"'{named}' is a file: give the folder that it is in.");
        if (!Directory.Exists(path))
            throw new TwofoldException($"There is no folder '{named}': check its name{(named == named.Trim() ? "" : ", which begins or ends with a space,")} and whether its disk is there.");
        database.Execute("INSERT OR REPLACE INTO folders (path, opened) VALUES ($path, $opened)", ("$path", path), ("$opened", time.GetUtcNow().ToString("O")));
        return path;
    }

    /// <summary>Opens a folder to write into, and makes it where it is not there yet; what is above it has to be there, and is not opened.</summary>
    /// <exception cref="TwofoldException">There is no folder to make it in, or it cannot be made.</exception>
    public string Make(string named)
    {
        var path = FullPath(named);
        if (Path.GetDirectoryName(path) is { } above && !Directory.Exists(above))
            throw new TwofoldException($"There is no folder '{above}' to make '{Path.GetFileName(path)}' in: check its name and whether its disk is there.");
        try
        {
            // A file of that name is said when it is opened.
            if (!File.Exists(path))
                Directory.CreateDirectory(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new TwofoldException($"'{named}' cannot be made: {exception.Message}", exception);
        }

        return Open(named);
    }

    /// <summary>The full path of something in a folder that was opened.</summary>
    /// <exception cref="TwofoldException">It lies elsewhere, or leads elsewhere: a link in a folder of photos opens nothing else of the disk.</exception>
    public string Within(string path)
    {
        var full = FullPath(path);
        if (!Has(full))
            throw new TwofoldException($"'{path}' is in no folder that was opened here: open its folder first.");
        return HasReal(RealPath.Of(full))
            ? full
            : throw new TwofoldException($"'{path}' is, or lies behind, a link out of the folders that were opened here: open the folder that it leads to.");
    }

    /// <summary>Whether a folder, or one that it lies in, was opened.</summary>
    public bool Has(string folder) => All.Any(above => IsWithin(folder, above));

    /// <summary>Whether where a path really leads, from <see cref="RealPath"/>, is such a folder or lies in one, by whatever name that was opened.</summary>
    public bool HasReal(string real) => All.Any(above => IsWithin(real, RealPath.Of(above)));

    /// <summary>Whether a path is a folder or lies in it, by their names.</summary>
    public static bool IsWithin(string path, string folder) =>
        path == folder || path.StartsWith(Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>The full path of what a person named, <c>~</c> for their home.</summary>
    /// <exception cref="TwofoldException">Nothing was named.</exception>
    public static string FullPath(string named)
    {
        if (string.IsNullOrWhiteSpace(named))
            throw new TwofoldException("No folder was named: give its path.");
        if (named.Contains('\0'))
            throw new TwofoldException("The name holds a character that no name can have (0): give the path as it is shown elsewhere.");
        // Nothing is trimmed: 'Photos ' is another folder than 'Photos'.
        var path = named == "~" || named.StartsWith("~/", StringComparison.Ordinal) ? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + named[1..] : named;
        return Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
    }
}
