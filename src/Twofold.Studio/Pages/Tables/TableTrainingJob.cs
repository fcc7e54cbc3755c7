using Twofold.Tables;
using Twofold.Workbench;

namespace Twofold.Studio;

/// <summary>Learn a pair from a table.</summary>
/// <param name="Path">The table's file.</param>
/// <param name="Label">The column that holds the labels.</param>
/// <param name="Kinds">What the cells of columns are, where it was guessed wrong; null for nowhere.</param>
/// <param name="Minutes">What bounds the training; null for what <c>train</c> takes.</param>
/// <param name="Seed">The seed of everything that is drawn by chance.</param>
sealed record TableTrainingRequest(string Path, string Label, IReadOnlyDictionary<string, ColumnKind>? Kinds = null, double? Minutes = null, ulong Seed = 0);

/// <summary>Learns a pair from a table, and puts it onto the shelf.</summary>
sealed class TableTrainingJob(ModelShelf models) : JobKind<TableTrainingRequest, TrainingOutcome>
{
    public override string Name => "train-table";

    public override string Page => TablesPage.Page.Address;

    public override bool WantsMachine => true;

    public override string TitleOf(TableTrainingRequest request) => $"Learning {Path.GetFileName(request.Path)}";

    protected override async Task<JobOutcome<TrainingOutcome>> RunAsync(TableTrainingRequest request, JobRun run, CancellationToken cancellation)
    {
        var defaults = new TablePairOptions();
        var trained = await Trainer.RunAsync(
            new TrainRequest
            {
                Data = request.Path,
                Out = models.PathFor(Path.GetFileNameWithoutExtension(request.Path)),
                Label = request.Label,
                Kinds = request.Kinds ?? new Dictionary<string, ColumnKind>(),
                TableOptions = defaults with { Minutes = request.Minutes ?? defaults.Minutes, Seed = request.Seed },
            },
            run,
            cancellation).ConfigureAwait(false);
        return new JobOutcome<TrainingOutcome>(
            new TrainingOutcome(models.Add(trained.Model, request.Path), trained.Warnings), trained.Stopped ? "Stopped: the best so far is kept." : null, trained.Stopped);
    }
}
