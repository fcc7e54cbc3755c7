using Twofold.Workbench;

namespace Twofold.Cli;

/// <summary>What <c>undo</c> did; of what was kept, and of what went back with changes, the first hundred files, each with a sentence.</summary>
sealed record UndoOutput(string Folder, string Mode, long Reverted, long Changed, IReadOnlyList<string> ChangedFiles, long Kept, IReadOnlyList<string> KeptFiles, bool Unfinished)
{
    public static UndoOutput Of(UndoResult result) =>
        new(result.Folder, result.Mode.ToString().ToLowerInvariant(), result.Reverted, result.ChangedCount, result.Changed, result.KeptCount, result.Kept, result.Unfinished);

    public IEnumerable<string> AsLines()
    {
        var done = Mode == "move" ? $"Moved {Amount.Of(Reverted, "file")} back to '{Folder}'" : $"Removed {Amount.Of(Reverted, Mode == "copy" ? "copy" : "link", Mode == "copy" ? "copies" : "links")} of what is in '{Folder}'";
        var changed = Changed > 0 ? $", {Changed} of them changed since" : "";
        var kept = Kept > 0 ? $"; left {Amount.Of(Kept, "file")} as they are (see above)" : "";
        return [$"{done}{changed}{kept}.{(Unfinished ? " The same command tries the rest again." : "")}"];
    }
}
