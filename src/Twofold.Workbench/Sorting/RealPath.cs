namespace Twofold.Workbench;

/// <summary>Where a path really leads, so that two spellings of one folder are known to be one.</summary>
public static class RealPath
{
    static readonly StringComparison Comparison = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    /// <summary>More links than any system follows for one path: where it stops, these lead in a circle.</summary>
    const int MostLinks = 100;

    /// <summary>The full path with every symbolic link resolved, as far as it exists; links that lead in a circle, and to nothing, stay what they are.</summary>
    public static string Of(string path)
    {
        var links = 0;
        return Of(path, ref links);
    }

    static string Of(string path, ref int links)
    {
        var full = Path.GetFullPath(path);
        var real = Path.GetPathRoot(full) ?? "";
        foreach (var part in PartsOf(full))
        {
            var next = Path.Combine(real, part);
            // The target of a link may itself be one, or lie behind others.
            real = new FileInfo(next).LinkTarget is { } target && links++ < MostLinks ? Of(Path.Combine(real, target), ref links) : next;
        }

        return real;
    }

    /// <summary>The first part of a full path that is a symbolic link, as far as it exists; null where none is.</summary>
    internal static string? FirstLink(string path)
    {
        var current = Path.GetPathRoot(path) ?? "";
        foreach (var part in PartsOf(path))
        {
            current = Path.Combine(current, part);
            if (new FileInfo(current).LinkTarget is not null)
                return current;
        }

        return null;
    }

    /// <summary>Whether a part of a path has a name that is not shown, and that no walk through a folder of photos goes into.</summary>
    internal static bool IsHidden(string path) => Array.Exists(PartsOf(path), part => part.StartsWith('.'));

    /// <summary>
    /// Whether two paths lead to one entry of one folder, so that removing one removes the other: through a link, a folder that is mounted twice, or another
    /// spelling. Two hard links to one file are two entries. Where it cannot be told, it is taken for one.
    /// </summary>
    internal static bool IsSameEntry(string one, string other)
    {
        if (FileFacts.Of(one) is not { } first || FileFacts.Of(other) is not { } second)
            return false;
        // A file with one name that is found under two paths. The folders tell the rest, and all of it where files have no lasting numbers.
        return (first.IsOne(second) && first.Links <= 1)
            || (Path.GetFileName(one).Equals(Path.GetFileName(other), StringComparison.OrdinalIgnoreCase) && IsSameFolder(Of(FolderOf(one)), Of(FolderOf(other))));
    }

    /// <summary>Whether a folder is another one or lies inside it, whatever the spelling. Both paths are real.</summary>
    internal static bool IsWithin(string path, string folder)
    {
        var sought = FileFacts.Of(folder);
        for (var current = path; current is not null; current = Path.GetDirectoryName(current))
        {
            // On file systems that ignore case, and for folders mounted twice, only the folder itself can tell.
            if (current.Equals(folder, Comparison) || (sought is { } one && FileFacts.Of(current) is { } other && one.IsOne(other)))
                return true;
        }

        return false;
    }

    /// <summary>The nearest folder that exists, from a path upwards.</summary>
    internal static string ExistingAncestor(string path)
    {
        while (!Directory.Exists(path) && Path.GetDirectoryName(path) is { } parent)
            path = parent;
        return path;
    }

    static bool IsSameFolder(string one, string other) =>
        one.Equals(other, StringComparison.OrdinalIgnoreCase) || (FileFacts.Of(one) is { } first && FileFacts.Of(other) is { } second && first.IsOne(second));

    static string FolderOf(string path) => Path.GetDirectoryName(path) ?? "";

    static string[] PartsOf(string path) =>
        path[(Path.GetPathRoot(path) ?? "").Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries);
}
