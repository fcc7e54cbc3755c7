using System.Security.Cryptography;
using System.Text;
using Twofold.Tables;

namespace Twofold.Photos;

/// <summary>
/// The recognizing half of a pair: p(label | photo) by logistic regression on a network's features. It says nothing about how photos come
/// about and cannot make one. Immutable and thread-safe.
/// </summary>
public sealed class PhotoRecognizer : IClassifier<IReadOnlyList<Photo>, string>
{
    /// <summary>Photos judged together: enough to make the twin's density cheap, few enough to hand answers on quickly.</summary>
    const int Batch = 16;

    /// <summary>Rows of known features judged together: a matrix product that fills the cache.</summary>
    const int FeatureBatch = 256;

    readonly FeatureExtractor extractor;
    readonly RecognizerHead head;
    readonly Lazy<string> networkSha256, sha256;

    internal PhotoRecognizer(FeatureExtractor extractor, RecognizerHead head, RecognizerInfo info, Lazy<string> networkSha256)
    {
        this.extractor = extractor;
        this.head = head;
        this.networkSha256 = networkSha256;
        sha256 = new Lazy<string>(Digest);
        Info = info;
        Familiarity = new PhotoFamiliarity(extractor, head);
    }

    /// <summary>How it was made, its thresholds and its held-out scores.</summary>
    public RecognizerInfo Info { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Labels => head.Labels;

    /// <summary>The SHA-256 of the network that its features come from, in hexadecimal digits: features that were kept mean nothing to another network's recognizer.</summary>
    public string NetworkSha256 => networkSha256.Value;

    /// <summary>
    /// The SHA-256 of all that its answers come from, in hexadecimal digits: the network, both halves, the temperature and the thresholds. One that was
    /// refitted has another one, and has it still when it was saved and opened again.
    /// </summary>
    public string Sha256 => sha256.Value;

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

    /// <summary>Says what a photo in memory shows, as of a file: with its probabilities, and whether it is unsure or unfamiliar.</summary>
    /// <param name="photo">The photo.</param>
    /// <returns>The prediction; its <see cref="PhotoPrediction.Path"/> is empty.</returns>
    public PhotoPrediction Predict(Photo photo)
    {
        ArgumentNullException.ThrowIfNull(photo);
        return Judge([""], extractor.ToTable([extractor.Features(photo)]))[0];
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

    /// <summary>What it says of photos whose features are known from <see cref="PredictFilesWithFeatures"/>: the same as of their files, without reading them again.</summary>
    /// <param name="paths">The photos' paths, <c>[photos]</c>.</param>
    /// <param name="features">The features of each, <c>[photos][features]</c>.</param>
    /// <exception cref="TwofoldException">There is not one row of features for each path, or a row is of another length.</exception>
    public IReadOnlyList<PhotoPrediction> PredictFeatures(IReadOnlyList<string> paths, IReadOnlyList<float[]> features)
    {
        Check(features, paths.Count, "paths");
        return [.. ParallelMap.Ordered(
            Enumerable.Range(0, paths.Count).Chunk(FeatureBatch),
            rows => Judge([.. rows.Select(i => paths[i])], extractor.ToTable(rows.Select(i => features[i]))),
            CancellationToken.None).SelectMany(predictions => predictions)];
    }

    /// <summary>The features of a photo in memory, <c>[features]</c>: what <see cref="PredictFeatures"/> and <see cref="PhotoNeighbors"/> look at.</summary>
    public float[] FeaturesOf(Photo photo) => extractor.Features(photo);

    /// <summary>What both halves say of a photo, beside one another: the discriminative one, and its generative twin by Bayes' rule.</summary>
    /// <param name="features">The photo's features, <c>[features]</c>, from <see cref="PredictFilesWithFeatures"/>.</param>
    public PhotoOpinions Opinions(float[] features)
    {
        Check([features], 1, "photos");
        var row = extractor.ToTable([features]);
        return new PhotoOpinions(
            ByLabel(head.Probabilities(row).Row(0)), ByLabel(head.Twin.PredictProbabilities(head.Standardization.Apply(row)).Row(0)), head.LogDensity(row)[0], Info.UnfamiliarBelow);
    }

    /// <summary>
    /// Both halves fitted anew on the same network's features, with the penalty, temperature and thresholds that were chosen when it was trained: what
    /// corrections of its answers teach it, in about a second for a thousand photos. It uses the network of this recognizer, and lives as long.
    /// </summary>
    /// <param name="features">The features of all photos to learn from, <c>[photos][features]</c>: those it was trained on, and those that were corrected.</param>
    /// <param name="labels">The label of each; labels that this recognizer knows, every one of them at least once.</param>
    /// <param name="cancellation">Stops the fit.</param>
    /// <exception cref="TwofoldException">The numbers do not agree, or a label is unknown or missing.</exception>
    public PhotoRecognizer Refit(IReadOnlyList<float[]> features, IReadOnlyList<string> labels, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(labels);
        Check(features, labels.Count, "labels");
        foreach (var label in labels.Distinct())
            _ = LabelEncoding.IndexOf(Labels, label);
        if (Labels.Except(labels).FirstOrDefault() is { } missing)
            throw new TwofoldException($"No photo of the label '{missing}' is among the {labels.Count} to learn from: each label needs at least one.");
        return new PhotoRecognizer(extractor, RecognizerHeadTrainer.Refit(head, extractor.ToTable(features), labels, Info.C, Info.Balanced, cancellation), Info, networkSha256);
    }

    /// <summary>The heads, for the file.</summary>
    internal RecognizerHead Head => head;

    /// <summary>Ends the network, which the recognizers that were refitted from this one share; the pair that they belong to does it.</summary>
    internal void Dispose() => extractor.Dispose();

    string Digest()
    {
        var tensors = new SafeTensors();
        head.AddTo(tensors);
        tensors.Add("thresholds", [Info.Temperature, Info.UnsureBelow, Info.UnfamiliarBelow], 3);
        tensors.AddBytes("network", Encoding.ASCII.GetBytes(NetworkSha256));
        return Convert.ToHexStringLower(SHA256.HashData(tensors.ToBytes()));
    }

    void Check(IReadOnlyList<float[]> features, int expected, string what)
    {
        ArgumentNullException.ThrowIfNull(features);
        if (features.Count != expected)
            throw new TwofoldException($"{features.Count} rows of features but {expected} {what}: give one row for each.");
        foreach (var row in features)
            if (row.Length != extractor.FeatureCount)
                throw new TwofoldException($"A photo has {row.Length} features, and this recognizer's network makes {extractor.FeatureCount}: they come from another network.");
    }

    Dictionary<string, double> ByLabel(ReadOnlySpan<double> row)
    {
        var byLabel = new Dictionary<string, double>(row.Length);
        for (var k = 0; k < row.Length; k++)
            byLabel.Add(Labels[k], row[k]);
        return byLabel;
    }

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
            predictions[i] = new PhotoPrediction
            {
                Path = paths[i],
                Label = Labels[best],
                Probability = row[best],
                Probabilities = ByLabel(row),
                Unsure = row[best] < Info.UnsureBelow,
                Unfamiliar = density[i] < Info.UnfamiliarBelow,
            };
        }

        return predictions;
    }
}
