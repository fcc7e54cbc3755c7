using Twofold.Workbench;

namespace Twofold.Studio;

/// <summary>Sort photos on the disk as they lie on a board.</summary>
/// <param name="Board">The board.</param>
/// <param name="Into">The folder that gets a folder for each label.</param>
/// <param name="Mode">What happens to a photo.</param>
/// <param name="State">How the board lay when it was asked for, from <see cref="SortRequest.Model"/>: what was corrected since makes no other sort of it.</param>
sealed record ApplyRequest(string Board, string Into, SortMode Mode, string State = "");

/// <summary>Sorts photos on the disk as they lie on a board. Stopped or killed, it goes on where it was.</summary>
sealed class ApplyJob(Boards boards) : JobKind<ApplyRequest, SortResult>
{
    public override string Name => "apply-board";

    public override string Page => RecognizePage.Page.Address;

    public override string Left => "Cancelled: what was sorted until then stays. Go on to sort the rest, or take it back with Undo.";

    public override string TitleOf(ApplyRequest request) => $"Sorting into {Path.GetFileName(Path.TrimEndingDirectorySeparator(request.Into))}";

    protected override Task<JobOutcome<SortResult>> RunAsync(ApplyRequest request, JobRun run, CancellationToken cancellation)
    {
        var board = boards.Open(request.Board);
        var result = board.Apply(new SortRequest { Folder = board.Folder, Into = request.Into, Mode = request.Mode, Model = request.State }, run, cancellation);
        return Task.FromResult(new JobOutcome<SortResult>(result, result.ProblemCount > 0 ? $"{result.ProblemCount} files could not be sorted; the first: {result.Problems[0]}" : null));
    }
}
