using Twofold.Workbench;

namespace Twofold.Studio;

/// <summary>Take a folder's photos onto a board.</summary>
/// <param name="Board">The board.</param>
/// <param name="Title">What the folder is called.</param>
sealed record BoardRequest(string Board, string Title);

/// <summary>Takes a folder's photos onto a board, which can be looked at meanwhile.</summary>
sealed class BoardJob(Boards boards) : JobKind<BoardRequest, BoardSummary>
{
    public override string Name => "fill-board";

    public override string Page => RecognizePage.Page.Address;

    public override string Left => "Cancelled: the photos that lie on the board stay. Go on for the rest.";

    // Nothing else fills a board.
    public override bool CanGoOn(string job) => boards.IsFilledBy(job);

    public override string TitleOf(BoardRequest request) => $"Sorting {request.Title}";

    protected override Task<JobOutcome<BoardSummary>> RunAsync(BoardRequest request, JobRun run, CancellationToken cancellation)
    {
        var board = boards.Open(request.Board);
        board.Fill(run, cancellation);
        return Task.FromResult(new JobOutcome<BoardSummary>(board.Summary()));
    }
}
