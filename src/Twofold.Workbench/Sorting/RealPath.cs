namespace Twofold.Workbench;

/// <summary>Where a path really leads, so that two spellings of one folder are known to be one.</summary>
public static class RealPath
{
    static readonly StringComparison Comparison = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    /// <summary>The full path with every symbolic link resolved, as far as it exists.</summary>
    public static string Of(string path)
    {
        var full = Path.GetFullPath(path);
        var real = Path.GetPathRoot(full) ?? "";
        foreach (var part in full[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            real = Path.Combine(real, part);
            // The target of a link may itself lie behind links.
            if (new FileInfo(real).LinkTarget is not null && File.ResolveLinkTarget(real, returnFinalTarget: true) is { } target)
                real = Of(target.FullName);
        }

        return real;
    }

    /// <summary>Whether a folder is another one or lies inside it, whatever the spelling. Both paths are real.</summary>
    internal static bool IsWithin(string path, string folder)
    {
        var sought = FileFacts.Of(folder);
        for (var current = path; current is not null; current = Path.GetDirectoryName(current))
        {
            // On file systems that ignore case, and for folders mounted twice, only the folder itself can tell.
            if (current.Equals(folder, Comparison) || (sought is { } one && FileFacts.Of(current) is { } other && IsSameFolder(one, other)))
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

    // A folder mounted twice has two mounts but one device and one number.
    static bool IsSameFolder(FileFacts one, FileFacts other) =>
        one.Identity != 0 && one.Identity == other.Identity && Device(one) == Device(other);

    static string Device(FileFacts facts) => facts.FileSystem[..facts.FileSystem.LastIndexOf(':')];
}
