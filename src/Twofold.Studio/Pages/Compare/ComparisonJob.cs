using Twofold.Workbench;

namespace Twofold.Studio;

/// <summary>Compare generative with discriminative models.</summary>
/// <param name="Data">A table, or a folder of label-named folders of photos.</param>
/// <param name="Label">The column of a table that holds the labels; null for photos.</param>
/// <param name="Time">The column of a table that says when each row was taken; null where the rows' order means nothing.</param>
/// <param name="Repeats">How often the data are divided anew; null for what <c>compare</c> takes.</param>
/// <param name="Seed">The seed of everything that is drawn by chance.</param>
/// <param name="Minutes">Time to train networks of both families on photos, which are compared too; null for none.</param>
/// <param name="Mirror">Whether a mirrored photo shows the same, for those networks.</param>
sealed record ComparisonRequest(string Data, string? Label = null, string? Time = null, int? Repeats = null, ulong Seed = 0, double? Minutes = null, bool Mirror = true);

/// <summary>What was found.</summary>
/// <param name="Advice">Which model to use for what.</param>
/// <param name="Warnings">What was left out, and what looks suspicious.</param>
sealed record ComparisonOutcome(IReadOnlyList<Advice> Advice, IReadOnlyList<string> Warnings);

/// <summary>The report of a comparison that goes on was written anew.</summary>
/// <param name="Number">How often by now.</param>
sealed record ReportEdition(int Number);

/// <summary>Compares, and keeps the report. Stopped, it reports what was measured by then.</summary>
sealed class ComparisonJob(StudioDatabase database) : JobKind<ComparisonRequest, ComparisonOutcome>
{
    public override string Name => "compare";

    public override string Page => ComparePage.Page.Address;

    public override bool WantsMachine => true;

    public override IReadOnlyList<string> FilesOf(string job) => [ReportOf(job)];

    public override string TitleOf(ComparisonRequest request) => $"Comparing on {Path.GetFileName(request.Data)}";

    /// <summary>Where the report of a job is.</summary>
    public string ReportOf(string job) => Path.Combine(database.Home, "comparisons", $"{job}.html");

    protected override Task<JobOutcome<ComparisonOutcome>> RunAsync(ComparisonRequest request, JobRun run, CancellationToken cancellation)
    {
        var (report, edition) = (ReportOf(run.Job), 0);
        Directory.CreateDirectory(Path.GetDirectoryName(report)!); // It has a folder.
        var compared = Comparer.Run(
            new CompareRequest
            {
                Data = request.Data,
                Label = request.Label,
                Time = request.Time,
                Minutes = request.Minutes,
                Mirror = request.Mirror,
                Report = report,
                ReportGrew = () => run.Tell("report", new ReportEdition(++edition)),
                Options = new ComparisonOptions { Repeats = request.Repeats, Seed = request.Seed },
            },
            run,
            cancellation);
        var outcome = new ComparisonOutcome(compared.Advice, compared.Warnings);
        return Task.FromResult(compared.Stopped
            ? new JobOutcome<ComparisonOutcome>(outcome, "Stopped: the report has what was measured by then.", Stopped: true)
            : new JobOutcome<ComparisonOutcome>(outcome));
    }
}
