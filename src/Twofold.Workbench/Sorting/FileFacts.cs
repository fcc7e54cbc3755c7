namespace Twofold.Workbench;

/// <summary>What tells one state of a file from another, without reading it.</summary>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Modified">Its time of last change, in nanoseconds since 1970 UTC; in steps of 100 outside of Linux.</param>
/// <param name="Changed">When anything of it changed last, its names and permissions too: no tool can set that back. In nanoseconds; 0 outside of Linux.</param>
/// <param name="IsRegular">Whether it is a plain file: no link, pipe, socket, device or folder.</param>
/// <param name="FileSystem">Names the mounted file system that it lies on: links and renames work within one.</param>
/// <param name="Identity">The number that all hard links to one file share; 0 outside of Linux, where it is not asked for.</param>
/// <param name="Links">How many names it has; 0 outside of Linux.</param>
readonly record struct FileFacts(long Length, long Modified, long Changed, bool IsRegular, string FileSystem, ulong Identity, uint Links)
{
    /// <summary>The facts of a file or folder; a symbolic link is not followed. Null where nothing has that name.</summary>
    internal static FileFacts? Of(string path)
    {
        if (OperatingSystem.IsLinux())
        {
            if (Posix.Stat(path) is not { } facts)
                return null;
            const int kind = 0xf000, regular = 0x8000;
            return new((long)facts.Length, facts.ModifiedSeconds * 1_000_000_000 + facts.ModifiedNanoseconds, facts.ChangedSeconds * 1_000_000_000 + facts.ChangedNanoseconds,
                (facts.Mode & kind) == regular, $"{facts.DeviceMajor}:{facts.DeviceMinor}:{facts.Mount}", facts.Inode, facts.Links);
        }

        FileSystemInfo info = Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);
        if (!info.Exists && info.LinkTarget is null)
            return null;
        return new((info as FileInfo)?.Length ?? 0, (info.LastWriteTimeUtc - DateTime.UnixEpoch).Ticks * 100, 0, info is FileInfo && info.LinkTarget is null, Volume(path), 0, 0);
    }

    /// <summary>Whether both are one file under two names.</summary>
    internal bool IsSameFile(FileFacts other) => Identity != 0 && Identity == other.Identity && FileSystem == other.FileSystem;

    /// <summary>Whether both are one file or folder, also where its file system is mounted twice: there are two mounts then, but one device and one number.</summary>
    internal bool IsOne(FileFacts other) => Identity != 0 && Identity == other.Identity && Device == other.Device;

    /// <summary>Whether the file's bytes are, as far as length and time tell, those that were there before.</summary>
    internal bool IsUnchanged(FileFacts before) => Length == before.Length && Modified == before.Modified;

    /// <summary>
    /// Whether nothing at all happened to the file since this process looked at it before: tools that set the time of last change back, or put another file in
    /// its place, show here. So does whatever renames it, links it or changes its permissions.
    /// </summary>
    internal bool IsUntouched(FileFacts before) => IsUnchanged(before) && Changed == before.Changed && Identity == before.Identity;

    string Device => FileSystem[..FileSystem.LastIndexOf(':')];

    static string Volume(string path)
    {
        var full = Path.GetFullPath(path);
        return DriveInfo.GetDrives().Select(drive => drive.RootDirectory.FullName)
            .Where(root => full.StartsWith(root, StringComparison.OrdinalIgnoreCase))
            .MaxBy(root => root.Length) ?? Path.GetPathRoot(full) ?? "";
    }
}
