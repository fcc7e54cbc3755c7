using Twofold.Photos.Onnx;
using Twofold.Tables;

namespace Twofold.Photos;

/// <summary>From photos to a network's features. The one path for training, sorting and prediction, so that all see the same picture.</summary>
sealed class FeatureExtractor(PhotoNetwork network, PhotoPreparation preparation) : IDisposable
{
    public PhotoPreparation Preparation { get; } = preparation;

    public int FeatureCount => network.FeatureCount;

    /// <summary>The features of one file, <c>[features]</c>.</summary>
    public float[] Features(string path) => PreparedFeatures(PhotoReader.ReadPrepared(path, Preparation).Pixels.Span);

    /// <summary>The features of one picture that is cut already, <c>[height, width, 3]</c>.</summary>
    public float[] PreparedFeatures(ReadOnlySpan<byte> picture) => network.Features(picture, 1);

    /// <summary>The features of files, one after the other; a file that cannot be read has its reason instead.</summary>
    public PhotoFeatures[] Features(IReadOnlyList<string> paths, CancellationToken cancellation)
    {
        var read = new PhotoFeatures[paths.Count];
        for (var i = 0; i < read.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                // One photo at a time: batches push the network's activations out of the cache and are slower.
                read[i] = new PhotoFeatures(paths[i], Features(paths[i]), Error: null);
            }
            catch (UnreadablePhotoException exception)
            {
                read[i] = new PhotoFeatures(paths[i], Features: null, exception.Message);
            }
        }

        return read;
    }

    /// <summary>The features of a photo in memory, <c>[features]</c>.</summary>
    public float[] Features(Photo photo) => PreparedFeatures(PhotoReader.Prepare(photo, Preparation).Pixels.Span);

    /// <summary>The features of photos in memory, <c>[photos, features]</c>.</summary>
    public Table Features(IReadOnlyList<Photo> photos)
    {
        ArgumentNullException.ThrowIfNull(photos);
        return ToTable(ParallelMap.Ordered(photos, photo => Features(photo), CancellationToken.None));
    }

    /// <summary>One row for each photo's features.</summary>
    public Table ToTable(IEnumerable<float[]> rows) => Table.FromFlat(rows.SelectMany(row => row).ToArray(), FeatureCount);

    public void Dispose() => network.Dispose();
}

/// <summary>A file's features, or why it could not be read.</summary>
sealed record PhotoFeatures(string Path, float[]? Features, string? Error);
