namespace Twofold.Workbench;

/// <summary>One file that a sort copies, moves or links: a photo or what belongs to it.</summary>
/// <param name="Id">Its number in the journal; it names the temporary file too.</param>
/// <param name="Mode">What happens to the file.</param>
/// <param name="Source">Its full path before.</param>
/// <param name="Destination">Its full path after.</param>
/// <param name="Length">Its length in bytes when it was planned.</param>
/// <param name="Modified">Its time of last change when it was planned, as in <see cref="FileFacts"/>.</param>
/// <param name="Hash">The SHA-256 of the copy; null where it is not done, or no bytes were copied.</param>
/// <param name="IsDone">Whether the journal knows that it is done; else it may or may not have happened.</param>
sealed record FileAction(long Id, SortMode Mode, string Source, string Destination, long Length, long Modified, byte[]? Hash, bool IsDone)
{
    /// <summary>Where the bytes are gathered before the file gets its name: in the folder that the file is going to.</summary>
    internal string TemporaryBeside(string path) => Path.Combine(Path.GetDirectoryName(path) ?? "", $".twofold-{Id}.partial");
}
