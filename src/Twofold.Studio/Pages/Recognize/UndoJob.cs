using Twofold.Workbench;

namespace Twofold.Studio;

/// <summary>Takes the last sort into a folder back.</summary>
sealed class UndoJob : JobKind<UndoRequest, UndoResult>
{
    public override string Name => "undo";

    public override string Page => RecognizePage.Page.Address;

    public override string Left => "Cancelled: what was taken back until then is back. Go on to take back the rest.";

    public override string TitleOf(UndoRequest request) => $"Taking back the sort into {Path.GetFileName(Path.TrimEndingDirectorySeparator(request.Into))}";

    protected override Task<JobOutcome<UndoResult>> RunAsync(UndoRequest request, JobRun run, CancellationToken cancellation)
    {
        var result = Undo.Run(request, run, cancellation);
        List<string> remarks = [];
        if (result.KeptCount > 0)
            remarks.Add($"{result.KeptCount} files were left as they are; the first: {result.Kept[0]}");
        if (result.ChangedCount > 0)
            remarks.Add($"{result.ChangedCount} files went back with changes; the first: {result.Changed[0]}");
        return Task.FromResult(new JobOutcome<UndoResult>(result, remarks.Count > 0 ? string.Join(' ', remarks) : null));
    }
}
