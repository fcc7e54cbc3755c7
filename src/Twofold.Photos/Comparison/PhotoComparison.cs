using Twofold.Photos.Onnx;
using Twofold.Tables;
using static System.FormattableString;

namespace Twofold.Photos;

/// <summary>
/// Compares the two heads that can stand on the same features of photos: logistic regression, which recognizes, and its generative twin, Gaussians of one covariance
/// (<see cref="PhotoFamiliarity"/>). The features come from a pretrained backbone that learns nothing here, so that both learn from the same photos and nothing else.
/// </summary>
public static class PhotoComparison
{
    const int LeastOfEach = 5;

    // A fit of the twin takes a factorization of a covariance of a thousand features and more.
    const int Repeats = 5, RepeatsOfFew = 10, Few = 2000;

    /// <summary>The two heads.</summary>
    public static IReadOnlyList<Partners<Table>> Heads { get; } =
    [
        new(
            new("Gaussians on features", new StandardizedDiscriminant { Recipe = RecognizerHeadTrainer.Twin }),
            new("logistic regression on features", [.. ((double[])[0.01, 0.001, 0.1]).Select(c => (Invariant($"C = {c}"), (IClassifierRecipe<Table>)new LogisticRegression { C = c, Features = new FeatureEncodingOptions { Standardize = true } }))])),
    ];

    /// <summary>Compares on a folder of label-named folders of photos.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="backbone">What the photos are seen through: <c>auto</c>, the name of an installed backbone, or the path of an ONNX file; see <see cref="BackboneResolver"/>.</param>
    /// <param name="pairs">The models, which learn from a table of features; null for <see cref="Heads"/>.</param>
    /// <param name="options">How to compare; null for the defaults, here with 10 repeats up to 2,000 photos and 5 above.</param>
    /// <param name="progress">Told how far the work is.</param>
    /// <param name="cancellation">Ends the comparison; what has been measured by then is returned.</param>
    /// <returns>The numbers and the advice, and what was left out.</returns>
    /// <exception cref="TwofoldException">There is no backbone, or the folder will not do.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before there was anything to return.</exception>
    public static PhotoComparisonResult Run(
        string folder,
        string backbone = "auto",
        IReadOnlyList<Partners<Table>>? pairs = null,
        ComparisonOptions? options = null,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        options ??= new ComparisonOptions();
        if (options.Times is not null)
            throw new TwofoldException("Times were given, and photos are compared without: leave them out.");
        // What a person named comes before what may have to be installed.
        var photos = LabeledPhotoFolder.Scan(folder, progress: progress, cancellation: cancellation);
        photos.RequireTwoLabels();
        var resolved = BackboneResolver.Resolve(backbone) ?? throw new TwofoldException(
            "Photos are compared by the features of a pretrained backbone, and there is none: run 'twofold backbone add mobilenetv2' once while there is a network, or give an ONNX file with '--backbone'.");
        var (onnx, preparation) = resolved.ToRecognizerFor(photos.ShortSides().Largest);
        using var extractor = new FeatureExtractor(PhotoNetwork.Open(onnx), preparation);
        var warnings = photos.Warnings.ToList();
        var (rows, labels) = Read(photos, extractor, warnings, progress, cancellation);
        var kept = WithoutRareLabels(labels, folder, warnings);
        var set = new LabeledSet<Table, string>(extractor.ToTable(kept.Select(i => rows[i])), [.. kept.Select(i => labels[i])]);
        return new PhotoComparisonResult(
            Comparison.Run(set, pairs ?? Heads, options with { Noun = "photo", Repeats = options.Repeats ?? (set.Count <= Few ? RepeatsOfFew : Repeats) }, progress, cancellation), resolved.Backbone.Name, warnings);
    }

    static (List<float[]> Rows, List<string> Labels) Read(
        LabeledPhotoFolder photos, FeatureExtractor extractor, List<string> warnings, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        var (rows, labels, done) = (new List<float[]>(), new List<string>(), 0);
        foreach (var (i, photo) in ParallelMap.Ordered(photos.Paths, path => extractor.Features([path], cancellation)[0], cancellation).Index())
        {
            progress?.Report(new WorkProgress("Reading photos", ++done, photos.Paths.Count, "photos"));
            if (photo.Features is null)
            {
                warnings.Add(photo.Error!); // One of the two is there.
                continue;
            }

            rows.Add(photo.Features);
            labels.Add(photos.Labels[photos.Codes[i]]);
        }

        return (rows, labels);
    }

    static int[] WithoutRareLabels(List<string> labels, string folder, List<string> warnings)
    {
        var counts = labels.CountBy(label => label).ToDictionary();
        var rare = counts.Where(pair => pair.Value < LeastOfEach).Select(pair => $"'{pair.Key}' ({pair.Value})").Order(StringComparer.Ordinal).ToList();
        if (counts.Count - rare.Count < 2)
            throw new TwofoldException($"'{folder}' has {counts.Count - rare.Count} labels with {LeastOfEach} readable photos or more: a comparison takes at least two.");
        if (rare.Count > 0)
            warnings.Add($"Left out, because they have fewer than {LeastOfEach} photos: {string.Join(", ", rare)}.");
        return [.. Enumerable.Range(0, labels.Count).Where(i => counts[labels[i]] >= LeastOfEach)];
    }
}
