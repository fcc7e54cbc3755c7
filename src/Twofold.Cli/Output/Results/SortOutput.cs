using Twofold.Workbench;

namespace Twofold.Cli;

/// <summary>What <c>sort</c> did.</summary>
sealed record SortOutput(
    string Folder,
    string Into,
    bool DryRun,
    IReadOnlyDictionary<string, long> Labels,
    long Unsure,
    long Unfamiliar,
    long Unreadable,
    long Sidecars,
    long Sorted,
    long AlreadyDone,
    long Skipped,
    IReadOnlyList<string> SkippedFiles,
    long Problems,
    string? Manifest,
    double Seconds)
{
    public static SortOutput Of(SortRequest request, SortResult result) => new(
        request.Folder,
        request.Into,
        request.DryRun,
        result.Labels,
        result.Unsure,
        result.Unfamiliar,
        result.Unreadable,
        result.Sidecars,
        result.Sorted,
        result.AlreadyDone,
        result.SkippedHidden + result.SkippedOther,
        result.SkippedFiles,
        result.ProblemCount,
        result.Manifest,
        result.Elapsed.TotalSeconds);

    const int Named = 3;

    public IEnumerable<string> AsLines()
    {
        var named = string.Join(", ", SkippedFiles.Take(Named).Select(file => $"'{file}'")) + (SkippedFiles.Count > Named ? ", …" : "");
        string[] left = Skipped == 0 ? []
            : [$"Left in '{Folder}': {(Skipped == 1 ? "1 entry that is no photo, or" : $"{Skipped:N0} entries that are no photos, or")} hidden{(named.Length > 0 ? $" ({named})" : "")}."];
        var folders = Labels.Append(new("_unsure", Unsure)).Append(new("_unfamiliar", Unfamiliar)).Append(new("_unreadable", Unreadable)).Where(folder => folder.Value > 0);
        var summary = (DryRun, Sorted, Problems) switch
        {
            (true, _, _) => $"Would sort {Amount.Of(Sorted, "photo")} into '{Into}'; nothing was touched.",
            (_, 0, 0) => $"Nothing left to sort: {Amount.Of(AlreadyDone, "photo")} had been sorted into '{Into}' before.",
            _ => $"Sorted {Amount.Of(Sorted, "photo")} into '{Into}' in {Amount.Of(TimeSpan.FromSeconds(Seconds))}{(AlreadyDone > 0 ? $"; {AlreadyDone:N0} had been sorted before" : "")}{(Problems > 0 ? $"; {Amount.Of(Problems, "file")} could not be sorted (see above)" : "")}.",
        };
        var rows = folders.Select(IReadOnlyList<string> (folder) => [folder.Key, $"{folder.Value:N0}"]).ToList();
        return rows.Count == 0 ? [summary, .. left] : [.. TextTable.Of(rows), summary, .. left];
    }
}
