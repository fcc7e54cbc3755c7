using Twofold.Tables;

namespace Twofold.Photos;

/// <summary>
/// The recognizing half of a pair: p(label | photo) by logistic regression on a network's features. It says nothing about how photos come
/// about and cannot make one. Immutable and thread-safe.
/// </summary>
public sealed class PhotoRecognizer : IClassifier<IReadOnlyList<Photo>, string>, IDisposable
{
    /// <summary>Photos judged together: enough to make the twin's density cheap, few enough to hand answers on quickly.</summary>
    const int Batch = 16;

    readonly FeatureExtractor extractor;
    readonly RecognizerHead head;

    internal PhotoRecognizer(FeatureExtractor extractor, RecognizerHead head, RecognizerInfo info)
    {
        this.extractor = extractor;
        this.head = head;
        Info = info;
        Familiarity = new PhotoFamiliarity(extractor, head);
    }

    /// <summary>How it was made, its thresholds and its held-out scores.</summary>
    public RecognizerInfo Info { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Labels => head.Labels;

    /// <summary>The generative twin on the same features: it knows when a photo is like nothing that was shown.</summary>
    public PhotoFamiliarity Familiarity { get; }

    /// <summary>The network that its features come from.</summary>
    internal FeatureExtractor Extractor => extractor;

    /// <inheritdoc/>
    public string[] Predict(IReadOnlyList<Photo> examples) => Named(PredictProbabilities(examples));

    /// <summary>The most probable labels of photos whose features are known, <c>[photos, features]</c>.</summary>
    internal string[] Read(double[,] features) => Named(head.Probabilities(Table.FromFlat(features.AsFlatSpan().ToArray(), features.GetLength(1))));

    string[] Named(double[,] probabilities)
    {
        var labels = new string[probabilities.GetLength(0)];
        for (var i = 0; i < labels.Length; i++)
            labels[i] = Labels[LogSpace.IndexOfMax(probabilities.Row(i))];
        return labels;
    }

    /// <inheritdoc/>
    public double[,] PredictProbabilities(IReadOnlyList<Photo> examples) => head.Probabilities(extractor.Features(examples));

    /// <summary>As <see cref="PredictProbabilities"/>, on the calling thread alone.</summary>
    internal double[,] ProbabilitiesOf(IEnumerable<Photo> photos) => head.Probabilities(extractor.ToTable(photos.Select(extractor.Features)));

    /// <summary>Reads one photo file and says what it shows.</summary>
    /// <exception cref="UnreadablePhotoException">The file is not a photo that can be read; the message says why.</exception>
    public PhotoPrediction Predict(string path)
    {
        return Judge([path], extractor.ToTable([extractor.Features(path)]))[0];
    }

    /// <summary>
    /// Reads many photo files, both cores busy and memory flat, and gives one prediction for each in the order of the paths. A file that
    /// cannot be read gives a prediction with its <see cref="PhotoPrediction.Error"/>, and the work goes on.
    /// </summary>
    /// <param name="paths">The files; enumerated as the work goes on.</param>
    /// <param name="cancellation">Stops between two photos.</param>
    public IEnumerable<PhotoPrediction> PredictFiles(IEnumerable<string> paths, CancellationToken cancellation = default) =>
        PredictFilesWithFeatures(paths, cancellation).Select(photo => photo.Prediction);

    /// <summary>As <see cref="PredictFiles"/>, with the features that each prediction was made from, <c>[features]</c>; null for a file that cannot be read.</summary>
    /// <param name="paths">The files; enumerated as the work goes on.</param>
    /// <param name="cancellation">Stops between two photos.</param>
    public IEnumerable<(PhotoPrediction Prediction, float[]? Features)> PredictFilesWithFeatures(IEnumerable<string> paths, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return ParallelMap.Ordered(paths.Chunk(Batch), chunk => PredictChunk(chunk, cancellation), cancellation).SelectMany(predictions => predictions);
    }

    /// <inheritdoc/>
    public void Dispose() => extractor.Dispose();

    (PhotoPrediction Prediction, float[]? Features)[] PredictChunk(string[] paths, CancellationToken cancellation)
    {
        var read = extractor.Features(paths, cancellation);
        var judged = Judge([.. read.Where(photo => photo.Features is not null).Select(photo => photo.Path)], extractor.ToTable(read.Select(photo => photo.Features).OfType<float[]>()));
        var next = 0;
        return [.. read.Select(photo => (photo.Features is null ? new PhotoPrediction { Path = photo.Path, Error = photo.Error } : judged[next++], photo.Features))];
    }

    PhotoPrediction[] Judge(string[] paths, Table features)
    {
        if (paths.Length == 0)
            return [];
        var probabilities = head.Probabilities(features);
        var density = head.LogDensity(features);
        var predictions = new PhotoPrediction[paths.Length];
        for (var i = 0; i < predictions.Length; i++)
        {
            var row = probabilities.Row(i);
            var best = LogSpace.IndexOfMax(row);
            var byLabel = new Dictionary<string, double>(row.Length);
            for (var k = 0; k < row.Length; k++)
                byLabel.Add(Labels[k], row[k]);
            predictions[i] = new PhotoPrediction
            {
                Path = paths[i],
                Label = Labels[best],
                Probability = row[best],
                Probabilities = byLabel,
                Unsure = row[best] < Info.UnsureBelow,
                Unfamiliar = density[i] < Info.UnfamiliarBelow,
            };
        }

        return predictions;
    }
}
