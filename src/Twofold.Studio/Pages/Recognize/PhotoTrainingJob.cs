using Twofold.Photos.Training;
using Twofold.Workbench;

namespace Twofold.Studio;

/// <summary>Learn a pair from a folder of label-named folders of photos.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Minutes">What bounds the training; null for what <c>train</c> takes.</param>
/// <param name="Creator">Which creator to train, or none.</param>
/// <param name="Backbone">"auto", "none", or the name of an installed backbone.</param>
/// <param name="Mirror">Whether mirrored photos are learned from too.</param>
/// <param name="Seed">The seed of everything that is drawn by chance.</param>
/// <param name="Steps">Steps of each network instead of a time; null for by time.</param>
/// <param name="Size">The edge of the creator's pictures in pixels: 32, 64 or 128; null for what the photos and the time allow.</param>
sealed record PhotoTrainingRequest(
    string Folder, double? Minutes = null, CreatorChoice Creator = CreatorChoice.None, string Backbone = "auto", bool Mirror = true, ulong Seed = 0, int? Steps = null, int? Size = null);

/// <summary>What was learned.</summary>
/// <param name="Model">The model.</param>
/// <param name="Warnings">What a person should know.</param>
sealed record TrainingOutcome(KnownModel Model, IReadOnlyList<string> Warnings);

/// <summary>Learns a pair from photos, puts it onto the shelf, and recalls what it learned from, so that it can be asked why.</summary>
sealed class PhotoTrainingJob(ModelShelf models, StudioDatabase database) : JobKind<PhotoTrainingRequest, TrainingOutcome>
{
    public override string Name => "train-photos";

    public override string Page => RecognizePage.Page.Address;

    public override bool WantsMachine => true;

    public override bool CanGoOn(string job) => File.Exists(UnfinishedOf(job));

    public override IReadOnlyList<string> FilesOf(string job) => [UnfinishedOf(job)];

    public override string TitleOf(PhotoTrainingRequest request) => $"Learning {Path.GetFileName(request.Folder)}";

    protected override async Task<JobOutcome<TrainingOutcome>> RunAsync(PhotoTrainingRequest request, JobRun run, CancellationToken cancellation)
    {
        var unfinished = UnfinishedOf(run.Job);
        Directory.CreateDirectory(Path.GetDirectoryName(unfinished)!); // It has a folder.
        var trained = await Trainer.RunAsync(
            new TrainRequest
            {
                Data = request.Folder,
                Out = models.PathFor(Path.GetFileName(request.Folder)),
                Options = new PhotoPairOptions
                {
                    Minutes = request.Minutes,
                    Creator = request.Creator,
                    Backbone = request.Backbone,
                    Mirror = request.Mirror,
                    Seed = request.Seed,
                    Steps = request.Steps,
                    Size = request.Size,
                    Unfinished = unfinished,
                    Resume = run.IsResumed && File.Exists(unfinished),
                },
            },
            run,
            cancellation).ConfigureAwait(false);
        var model = models.Add(trained.Model, request.Folder);
        string[] warnings = [.. trained.Warnings, .. trained.Stopped ? [] : Recall(model, run, cancellation)];
        return new JobOutcome<TrainingOutcome>(new TrainingOutcome(model, warnings), trained.Stopped ? "Stopped: the best so far is kept." : null, trained.Stopped);
    }

    // Of the job's name, so that a run that goes on finds what the one before it has kept.
    string UnfinishedOf(string job) => Path.Combine(database.Home, "unfinished", $"{job}.unfinished");

    // It saves a wait later. What was learned is on the shelf by now, and is not to be learned again because of this.
    IEnumerable<string> Recall(KnownModel model, JobRun run, CancellationToken cancellation)
    {
        try
        {
            models.Recall(model.Id, run, cancellation);
            return [];
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return ["The photos that it learned from were not recalled, because that was cancelled: they are when it is first asked why."];
        }
        catch (TwofoldException mistake)
        {
            return [$"The photos that it learned from could not be recalled, and answers not be explained by them: {mistake.Message}"];
        }
    }
}
