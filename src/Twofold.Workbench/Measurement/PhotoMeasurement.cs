using Twofold.Photos;

namespace Twofold.Workbench;

/// <summary>Scores a pair on photos.</summary>
static class PhotoMeasurement
{
    /// <summary>The most photos that the creator's pictures are compared with: two halves, in which shares are known to two points.</summary>
    const int MostCompared = 2000;

    /// <summary>Copies are looked for among at most so many training photos.</summary>
    const int MostTraining = 20_000;

    /// <summary>A flow is asked for at most so many likelihoods, a photo's for each label: half a minute's work.</summary>
    const int MostLikelihoods = 200;

    /// <summary>Scores both halves on a folder of labelled photos that the model did not learn from.</summary>
    /// <exception cref="TwofoldException">The model or the folder cannot be used, or a folder is named like no label of the model.</exception>
    public static MeasureResult Run(PhotoPair pair, MeasureRequest request, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        if (request.Train is not null && !pair.HasCreator)
            throw new TwofoldException($"'{request.Model}' has no creator: there are no pictures to compare with the training photos in '{request.Train}'.");
        var photos = LabeledPhotoFolder.Scan(request.Data, toLearn: false, progress, cancellation);
        var labels = pair.Info.Labels;
        foreach (var label in photos.Labels)
            _ = LabelEncoding.IndexOf(labels, label);

        var probabilities = new List<double>();
        var truth = new List<string>();
        var unreadable = new List<string>();
        var warnings = photos.Warnings.ToList();
        var compared = pair.HasCreator ? Stratification.Some(photos.Codes, MostCompared, request.Seed).ToHashSet() : [];
        var comparable = new List<(string Path, string Label)>();
        var (unsure, unfamiliar, done) = (0, 0, 0);
        foreach (var (i, prediction) in pair.Recognizer.PredictFiles(photos.Paths, cancellation).Index())
        {
            progress?.Report(new WorkProgress("Recognizing", ++done, photos.Paths.Count, "photos"));
            if (prediction.Error is not null)
            {
                unreadable.Add(prediction.Error);
                continue;
            }

            truth.Add(photos.Labels[photos.Codes[i]]);
            if (compared.Contains(i))
                comparable.Add((prediction.Path, truth[^1]));

            probabilities.AddRange(labels.Select(label => prediction.Probabilities[label]));
            unsure += prediction.Unsure ? 1 : 0;
            unfamiliar += prediction.Unfamiliar ? 1 : 0;
        }

        if (truth.Count == 0)
            throw new TwofoldException($"None of the {photos.Paths.Count} photos in '{request.Data}' could be read. The first: {unreadable[0]}");
        var matrix = new double[truth.Count, labels.Count];
        probabilities.CopyTo(matrix.AsFlatSpan());
        var evaluation = Evaluation.Of(labels, matrix, truth);
        var creator = pair.HasCreator
            ? ScoreCreator(pair, comparable, Estimate.OfShare(evaluation.Accuracy, truth.Count), request, progress, cancellation)
            : null;
        return new MeasureResult(
            truth.Count,
            evaluation.Accuracy,
            evaluation.LogLoss,
            evaluation.CalibrationError,
            labels,
            evaluation.Confusion,
            (double)unsure / truth.Count,
            (double)unfamiliar / truth.Count,
            [.. warnings, .. unreadable],
            creator)
        {
            LeftOutCount = unreadable.Count + photos.LoosePhotos + photos.SetAsidePhotos + photos.ContradictingFiles.Sum(files => files.Count),
            Warnings =
            [
                .. labels.Count == 1 ? [$"The model has one label, '{labels[0]}', which it says of every photo: that it is right tells nothing."] : Array.Empty<string>(),
                .. creator is { Pictures: null } ? [$"Too few photos ({comparable.Count}) to compare the creator's pictures with: give at least twenty, and two of a label."] : Array.Empty<string>(),
            ],
        };
    }

    static CreatorScores ScoreCreator(
        PhotoPair pair,
        List<(string Path, string Label)> comparable,
        Estimate accuracy,
        MeasureRequest request,
        IProgress<WorkProgress>? progress,
        CancellationToken cancellation)
    {
        var byLabel = new Dictionary<string, double>();
        foreach (var label in pair.Creator.Labels)
        {
            // Of those that it keeps the recognizer's word would say nothing.
            Photo[] made = [.. pair.Creator.Stream(label, request.ExamplesPerLabel, request.Seed, PhotoGenerationOptions.AsDrawn, cancellation)];
            byLabel[label] = (double)pair.Recognizer.Predict(made).Count(read => read == label) / request.ExamplesPerLabel;
            progress?.Report(new WorkProgress("Scoring the creator", byLabel.Count, pair.Creator.Labels.Count, "labels"));
        }

        var training = request.Train is null ? null : ReadTraining(pair, request.Train, request.Seed, progress, cancellation);
        progress?.Report(new WorkProgress("Comparing with photos", 0, null, ""));
        string[] labels = [.. comparable.Select(photo => photo.Label)];
        var real = FeaturedPhotos.Read(pair, [.. comparable.Select(photo => photo.Path)], labels, cancellation);
        var pictures = pair.ScoreCreator(real, accuracy, training, MostCompared / 2, request.Seed, cancellation);
        return new CreatorScores(byLabel.Count * request.ExamplesPerLabel, byLabel.Values.Average(), byLabel)
        {
            TrainedOnGenerated = pictures?.TrainedAccuracy?.Generated.Value,
            Pictures = pictures,
            Flow = pair.Info.Creator is { Kind: CreatorInfo.Flow } && comparable.Any(photo => pair.Creator.Labels.Contains(photo.Label)) ? ScoreFlow(pair, comparable, request, progress, cancellation) : null,
        };
    }

    static FlowScores ScoreFlow(
        PhotoPair pair, List<(string Path, string Label)> photos, MeasureRequest request, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        progress?.Report(new WorkProgress("Asking the flow how likely photos are", 0, null, ""));
        photos = [.. photos.Where(photo => pair.Creator.Labels.Contains(photo.Label))];
        var codes = LabelEncoding.Of([.. photos.Select(photo => photo.Label)], photos.Count).Codes;
        int[] chosen = Stratification.Some(codes, Math.Max(MostLikelihoods / pair.Info.Labels.Count, 1), request.Seed);
        var square = PhotoPreparation.Square(pair.Creator.Info.Size);
        return pair.Flow.Score([.. chosen.Select(i => PhotoReader.ReadPrepared(photos[i].Path, square))], [.. chosen.Select(i => photos[i].Label)], cancellation);
    }

    static FeaturedPhotos ReadTraining(PhotoPair pair, string folder, ulong seed, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        var photos = LabeledPhotoFolder.Scan(folder, toLearn: false, progress, cancellation);
        progress?.Report(new WorkProgress("Reading training photos", 0, null, ""));
        int[] chosen = Stratification.Some(photos.Codes, MostTraining, seed);
        return FeaturedPhotos.Read(pair, [.. chosen.Select(i => photos.Paths[i])], [.. chosen.Select(i => photos.Labels[photos.Codes[i]])], cancellation);
    }
}
