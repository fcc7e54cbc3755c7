using Twofold.Photos;
using Twofold.Workbench;

namespace Twofold.Studio;

/// <summary>Make new pictures.</summary>
/// <param name="Model">The model.</param>
/// <param name="Label">The label.</param>
/// <param name="Count">How many.</param>
/// <param name="Seed">The same seed makes the same.</param>
/// <param name="Truncation">How varied they are, 0 to 1; null for the default.</param>
sealed record PicturesRequest(string Model, string Label, int Count = 16, ulong Seed = 0, double? Truncation = null);

/// <summary>A new picture, as it is told of when it is made.</summary>
/// <param name="Picture">Where it is.</param>
/// <param name="Number">Its number among the seed's pictures, from 1.</param>
/// <param name="Share">How probable the recognizer holds that it shows the label that was asked for.</param>
/// <param name="Nearest">The training photo that is most like it; null where it is not known what the model learned from.</param>
/// <param name="TypicalDistance">How far a training photo is from the nearest other one, in the middle of them; null likewise.</param>
sealed record NewPicture(MadePicture Picture, int Number, double Share, PhotoNeighbor? Nearest, double? TypicalDistance);

/// <summary>What was made.</summary>
/// <param name="Count">How many pictures.</param>
sealed record PicturesResult(int Count);

/// <summary>Makes pictures, and tells of each as it is made, with the training photo that is most like it.</summary>
sealed class PicturesJob(ModelShelf models, MadePictures made) : JobKind<PicturesRequest, PicturesResult>
{
    public override string Name => "make-pictures";

    public override string Page => CreatePage.Page.Address;

    public override string Left => "Cancelled: the pictures that were made until then stay. Going on makes all of them anew.";

    public override IReadOnlyList<string> FilesOf(string job) => [made.FolderOf(job)];

    public override string TitleOf(PicturesRequest request) => $"Making {request.Count} {request.Label}";

    protected override Task<JobOutcome<PicturesResult>> RunAsync(PicturesRequest request, JobRun run, CancellationToken cancellation)
    {
        var model = models.Find(request.Model);
        // One for all that follows: its file may be replaced meanwhile.
        var pair = models.Photos(request.Model);
        var training = models.Training(request.Model) ?? (model.Data is null ? null : models.Recall(request.Model, run, cancellation));
        var folder = made.FolderOf(run.Job);
        // One that was interrupted begins again, and tells of each picture once.
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        var result = Generator.Run(
            pair,
            new GenerateRequest { Label = request.Label, Model = model.Path, Out = folder, Count = request.Count, Seed = request.Seed, Truncation = request.Truncation },
            progress: null, // Each picture is told of, more often.
            new Made(this, request, run.Job, pair.Recognizer, training, run),
            cancellation);
        return Task.FromResult(new JobOutcome<PicturesResult>(new PicturesResult(result.Files.Count)));
    }

    /// <summary>Looks at each picture as it is written.</summary>
    sealed class Made(PicturesJob kind, PicturesRequest request, string job, PhotoRecognizer recognizer, PhotoNeighbors? training, JobRun run) : IProgress<string>
    {
        int number;

        public void Report(string value)
        {
            var features = recognizer.FeaturesOf(PhotoReader.Read(value));
            var share = recognizer.PredictFeatures([value], [features])[0].Probabilities[request.Label];
            run.Tell("picture", new NewPicture(new MadePicture(job, Path.GetFileName(value)), ++number, share, training?.Nearest(features, 1)[0], training?.TypicalDistance));
            run.Report(new WorkProgress(kind.TitleOf(request), number, request.Count, "pictures"));
        }
    }
}
