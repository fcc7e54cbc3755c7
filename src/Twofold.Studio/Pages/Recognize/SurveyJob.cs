using Twofold.Workbench;

namespace Twofold.Studio;

/// <summary>Looks through labelled photos before anything learns from them.</summary>
sealed class SurveyJob : JobKind<SurveyRequest, SurveyResult>
{
    public override string Name => "survey-photos";

    public override string Page => RecognizePage.Page.Address;

    public override string TitleOf(SurveyRequest request) => $"Looking at {Path.GetFileName(request.Folder)}";

    protected override Task<JobOutcome<SurveyResult>> RunAsync(SurveyRequest request, JobRun run, CancellationToken cancellation) =>
        Task.FromResult(new JobOutcome<SurveyResult>(Surveyor.Run(request, run, cancellation)));
}
