namespace Twofold.Workbench;

/// <summary>One file that a sort copies, moves or links: a photo or what belongs to it.</summary>
/// <param name="Id">Its number in the journal.</param>
/// <param name="Tag">What tells the journal from others, in names of temporary files.</param>
/// <param name="Mode">What happens to the file.</param>
/// <param name="Source">Its full path before.</param>
/// <param name="Destination">Its full path after.</param>
/// <param name="Length">Its length in bytes when it was planned.</param>
/// <param name="Modified">Its time of last change when it was planned, as in <see cref="FileFacts"/>.</param>
/// <param name="Hash">The SHA-256 of the copy; null where it is not done, or no bytes were copied.</param>
/// <param name="IsDone">Whether the journal knows that it is done; else it may or may not have happened.</param>
/// <param name="IsFormer">Whether it was planned when temporary files had no tag in their names.</param>
sealed record FileAction(long Id, string Tag, SortMode Mode, string Source, string Destination, long Length, long Modified, byte[]? Hash, bool IsDone, bool IsFormer)
{
    /// <summary>Where the bytes are gathered before the file gets its name: in the folder that the file is going to.</summary>
    internal string TemporaryBeside(string path) => Beside(path, $".twofold-{Tag}-{Id}.partial");

    /// <summary>Where a run that was killed may have left bytes in that folder.</summary>
    internal IEnumerable<string> TemporariesBeside(string path) => IsFormer ? [TemporaryBeside(path), Beside(path, $".twofold-{Id}.partial")] : [TemporaryBeside(path)];

    static string Beside(string path, string name) => Path.Combine(Path.GetDirectoryName(path) ?? "", name);
}
