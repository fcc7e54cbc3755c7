using Twofold.Photos;

namespace Twofold.Workbench;

/// <summary>Scores a pair on photos.</summary>
static class PhotoMeasurement
{
    /// <summary>Scores both halves on a folder of labelled photos that the model did not learn from.</summary>
    /// <exception cref="TwofoldException">The model or the folder cannot be used, or a folder is named like no label of the model.</exception>
    public static MeasureResult Run(PhotoPair pair, MeasureRequest request, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        var photos = LabeledPhotoFolder.Scan(request.Data, toLearn: false, progress, cancellation);
        var labels = pair.Info.Labels;
        foreach (var label in photos.Labels)
            _ = LabelEncoding.IndexOf(labels, label);

        var probabilities = new List<double>();
        var truth = new List<string>();
        var unreadable = new List<string>();
        var warnings = photos.Warnings.ToList();
        var (unsure, unfamiliar, done) = (0, 0, 0);
        foreach (var (code, prediction) in photos.Codes.Zip(pair.Recognizer.PredictFiles(photos.Paths, cancellation)))
        {
            progress?.Report(new WorkProgress("Recognizing", ++done, photos.Paths.Count, "photos"));
            if (prediction.Error is not null)
            {
                unreadable.Add(prediction.Error);
                continue;
            }

            truth.Add(photos.Labels[code]);
            probabilities.AddRange(labels.Select(label => prediction.Probabilities[label]));
            unsure += prediction.Unsure ? 1 : 0;
            unfamiliar += prediction.Unfamiliar ? 1 : 0;
        }

        if (truth.Count == 0)
            throw new TwofoldException($"None of the {photos.Paths.Count} photos in '{request.Data}' could be read. The first: {unreadable[0]}");
        var matrix = new double[truth.Count, labels.Count];
        probabilities.CopyTo(matrix.AsFlatSpan());
        var evaluation = Evaluation.Of(labels, matrix, truth);
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
            pair.HasCreator ? ScoreCreator(pair, request, progress, cancellation) : null);
    }

    static CreatorScores ScoreCreator(PhotoPair pair, MeasureRequest request, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        var byLabel = new Dictionary<string, double>();
        foreach (var label in pair.Info.Labels)
        {
            var made = pair.Creator.Generate(label, request.ExamplesPerLabel, request.Seed, cancellation);
            byLabel[label] = (double)pair.Recognizer.Predict(made).Count(read => read == label) / request.ExamplesPerLabel;
            progress?.Report(new WorkProgress("Scoring the creator", byLabel.Count, pair.Info.Labels.Count, "labels"));
        }

        return new CreatorScores(byLabel.Count * request.ExamplesPerLabel, byLabel.Values.Average(), byLabel);
    }
}
