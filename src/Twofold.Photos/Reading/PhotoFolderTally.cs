namespace Twofold.Photos;

/// <summary>What a walk through a folder came across, counted while it goes on. Not thread-safe: to be read when the walk has ended.</summary>
public sealed class PhotoFolderTally
{
    // Enough to see what is wrong; a list without end is no help, and would be held in memory.
    const int NamedFolders = 100;

    readonly List<string> unreadableFolders = [];

    /// <summary>The files that were given out as photos.</summary>
    public long Photos { get; internal set; }

    /// <summary>Files and folders whose name begins with a dot, or that Windows marks as hidden; a hidden folder counts as one.</summary>
    public long Hidden { get; internal set; }

    /// <summary>Files of other types: videos, sidecar files, raw files, documents.</summary>
    public long OtherFiles { get; internal set; }

    /// <summary>Symbolic links, which are never followed.</summary>
    public long Links { get; internal set; }

    /// <summary>Pipes, sockets and devices.</summary>
    public long Special { get; internal set; }

    /// <summary>Folders that could not be listed; what is in them is missing.</summary>
    public long UnreadableFolderCount { get; private set; }

    /// <summary>The first hundred of them, with the reason.</summary>
    public IReadOnlyList<string> UnreadableFolders => unreadableFolders;

    /// <summary>What was left out, in words: "12 files of other types, 3 hidden"; empty where nothing was.</summary>
    public override string ToString() => string.Join(", ", new[]
    {
        Words(OtherFiles, "file of another type", "files of other types"),
        Words(Hidden, "hidden", "hidden"),
        Words(Links, "symbolic link", "symbolic links"),
        Words(Special, "pipe, socket or device", "pipes, sockets or devices"),
        Words(UnreadableFolderCount, "folder that could not be read", "folders that could not be read"),
    }.Where(part => part.Length > 0));

    internal void AddUnreadableFolder(string folder, string reason)
    {
        UnreadableFolderCount++;
        if (unreadableFolders.Count < NamedFolders)
            unreadableFolders.Add($"'{folder}': {reason}");
    }

    static string Words(long count, string one, string many) => count switch { 0 => "", 1 => $"1 {one}", _ => $"{count} {many}" };
}
