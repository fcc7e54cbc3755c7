namespace Twofold.Studio;

/// <summary>Recall the photos that a model learned from.</summary>
/// <param name="Model">The model.</param>
/// <param name="Title">What it is called.</param>
sealed record RecallRequest(string Model, string Title);

/// <summary>What was recalled.</summary>
/// <param name="Photos">How many photos.</param>
sealed record RecallResult(int Photos);

/// <summary>Reads the photos that a model learned from through its recognizer.</summary>
sealed class RecallJob(ModelShelf models) : JobKind<RecallRequest, RecallResult>
{
    public override string Name => "recall";

    public override string Page => RecognizePage.Page.Address;

    public override string TitleOf(RecallRequest request) => $"Recalling what {request.Title} learned from";

    protected override Task<JobOutcome<RecallResult>> RunAsync(RecallRequest request, JobRun run, CancellationToken cancellation) =>
        Task.FromResult(new JobOutcome<RecallResult>(new RecallResult(models.Recall(request.Model, run, cancellation).Paths.Count)));
}
