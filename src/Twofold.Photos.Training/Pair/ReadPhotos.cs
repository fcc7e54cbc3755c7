using Twofold.Photos.Onnx;
using Twofold.Tables;

namespace Twofold.Photos.Training;

/// <summary>One photo of the training folder, as the backbone and as the small networks see it; or why it could not be read.</summary>
sealed record ReadPhoto(string Path, string Label, float[]? Features, byte[]? Picture, string? Error)
{
    /// <summary>The length of the file in bytes when it was read: before a long training ends it may be gone.</summary>
    public long Length { get; init; }

    /// <summary>The SHA-256 of the file; empty where it was not asked for.</summary>
    public string Sha256 { get; init; } = "";
}

/// <summary>The photos that could be read, in the order of the folder, and the reasons for the others.</summary>
sealed class ReadPhotos(int pictureSize)
{
    readonly List<ReadPhoto> photos = [];

    public int Count => photos.Count;

    public List<string> Unreadable { get; } = [];

    public IReadOnlyList<ReadPhoto> Photos => photos;

    /// <summary>The label of each, <c>[photos]</c>.</summary>
    public IReadOnlyList<string> Labels => field ??= [.. photos.Select(photo => photo.Label)];

    /// <summary>The same as numbers, labels sorted.</summary>
    public LabelEncoding<string> Encoding => field ??= LabelEncoding.Of(Labels, Count);

    public void Add(ReadPhoto photo)
    {
        if (photo.Error is null)
            photos.Add(photo);
        else
            Unreadable.Add(photo.Error);
    }

    /// <param name="folder">The folder that they come from.</param>
    /// <param name="found">How many labels were found in it: of one there is nothing to tell apart, but of several so much is to be left.</param>
    /// <exception cref="TwofoldException">What could be read is not two labels, or the only one, with two photos each.</exception>
    public void CheckLabels(string folder, int found)
    {
        var unreadable = Unreadable.Count == 0 ? "" : $" {Unreadable.Count} photos could not be read; the first: {Unreadable[0]}";
        var byLabel = Labels.CountBy(label => label).ToDictionary();
        if (byLabel.Count < Math.Min(2, found))
            throw new TwofoldException($"'{folder}' has readable photos of {byLabel.Count} of its {found} labels: at least {Math.Min(2, found)} {(found == 1 ? "is" : "are")} needed.{unreadable}");
        foreach (var (label, count) in byLabel)
            if (count < 2)
                throw new TwofoldException($"'{folder}' has {count} readable photo of '{label}': at least two of each label are needed, one to learn from and one to check.{unreadable}");
    }

    /// <summary>What the backbone made of each.</summary>
    public IEnumerable<float[]> Features => photos.Select(photo => photo.Features!); // Read with a backbone: every photo has features.

    /// <summary>Keeps what a network made of some of them that was not there yet when they were read, <c>[indices, features]</c>.</summary>
    public void AddFeatures(ReadOnlySpan<int> indices, Table features)
    {
        for (var i = 0; i < indices.Length; i++)
        {
            var row = new float[features.Columns];
            for (var j = 0; j < row.Length; j++)
                row[j] = (float)features[i, j];
            photos[indices[i]] = photos[indices[i]] with { Features = row };
        }
    }

    /// <summary>
    /// Some of them as a creator's pictures are compared with them: a network sees them at the size of those, because one that is given large photos tells sharp from soft.
    /// </summary>
    /// <param name="indices">Which; they were read with pictures.</param>
    /// <param name="recognizer">Whose network it is.</param>
    /// <param name="extractor">The network.</param>
    public FeaturedPhotos Featured(IReadOnlyList<int> indices, TrainedRecognizer recognizer, FeatureExtractor extractor)
    {
        return new FeaturedPhotos(
            [.. indices.Select(i => photos[i].Label)],
            FeaturedPhotos.Rows(ParallelMap.Ordered(indices, i => AsSmall(photos[i]), CancellationToken.None), extractor.FeatureCount),
            FeaturedPhotos.Stacked([.. indices.Select(i => FeaturedPhotos.Thumbnail(photos[i].Picture!, pictureSize))])); // Read with a size.

        // What is known already does where the network saw the picture, or a photo that is no larger.
        float[] AsSmall(ReadPhoto photo) => photo.Features is { } known && (recognizer.IsFromScratch || PhotoReader.TryReadSize(photo.Path) == (pictureSize, pictureSize))
            ? known
            : extractor.Features(new Photo(pictureSize, pictureSize, photo.Picture!)); // Read with a size.
    }

    /// <summary>The small pictures of some of them, with their labels as numbers, labels sorted.</summary>
    public SmallPictures Pictures(ReadOnlySpan<int> indices)
    {
        var length = pictureSize * pictureSize * 3;
        var pixels = new byte[(long)indices.Length * length];
        var codes = new int[indices.Length];
        for (var i = 0; i < indices.Length; i++)
        {
            photos[indices[i]].Picture!.CopyTo(pixels, (long)i * length); // Read with a size: every photo has a picture.
            codes[i] = Encoding.Codes[indices[i]];
        }

        return new SmallPictures(pictureSize, pixels, codes, Encoding.Labels.Count);
    }

    /// <summary>The labels of some of them.</summary>
    public string[] LabelsOf(int[] indices) => [.. indices.Select(i => Labels[i])];

    /// <summary>At most so many of some of them, of each label its share.</summary>
    public int[] Some(int[] indices, int most, ulong seed) =>
        [.. Stratification.Some([.. indices.Select(i => Encoding.Codes[i])], most, seed).Select(i => indices[i])];

    /// <summary>Lets the recognizer look at those of them that it did not look at before.</summary>
    public void AddMissingFeatures(IEnumerable<int> indices, TrainedRecognizer recognizer)
    {
        int[] missing = [.. indices.Where(i => photos[i].Features is null)];
        if (missing.Length == 0)
            return;
        using var extractor = new FeatureExtractor(PhotoNetwork.Open(recognizer.Onnx), recognizer.Preparation);
        AddFeatures(missing, extractor.ToTable(ParallelMap.Ordered(missing, i => extractor.PreparedFeatures(photos[i].Picture), CancellationToken.None)));
    }

    /// <summary>What tells these photos from others: their labels, names within the folder, and lengths.</summary>
    public string Fingerprint(string folder) => TrainingDataInfo.FingerprintOf(
        photos.OrderBy(photo => photo.Path, StringComparer.Ordinal).Select(photo => (photo.Label, Path.GetRelativePath(folder, photo.Path), photo.Length)));
}
