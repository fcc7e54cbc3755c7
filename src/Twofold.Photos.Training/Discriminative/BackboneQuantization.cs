using System.Numerics.Tensors;
using Twofold.Photos.Onnx;

namespace Twofold.Photos.Training;

/// <summary>Decides whether a backbone is calculated in bytes (<see cref="GraphQuantization"/>), by what that does to the features of the person's own photos.</summary>
static class BackboneQuantization
{
    /// <summary>Ranges hardly widen after some dozens of photos, and more would only take longer.</summary>
    const int Photos = 48;

    /// <summary>
    /// How far features may be from those in single precision, as a share of their length. MobileNetV2's are 0.18 away, and 0.27 of small pictures, which costs its recognizers
    /// nothing that can be measured; a graph that was rewritten wrongly, or whose ranges do not fit into bytes, is 1 away or more.
    /// </summary>
    const double LargestDistance = 0.4;

    /// <summary>Photos are looked at as small pictures too, of so many pixels an edge: there may be such among those to recognize, and those that a creator makes are.</summary>
    const int SmallEdge = 32;

    /// <summary>Rewrites a recognizer's graph where it can be rewritten and its features stay what they were.</summary>
    /// <param name="recognizer">The bytes of the graph.</param>
    /// <param name="preparation">How photos are cut for it.</param>
    /// <param name="paths">The photos that will be learned from.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The bytes of the rewritten graph; null where the graph is to stay as it is.</returns>
    public static byte[]? TryQuantize(byte[] recognizer, PhotoPreparation preparation, IReadOnlyList<string> paths, CancellationToken cancellation)
    {
        var stride = Math.Max(1, paths.Count / Photos);
        var some = paths.Where((_, i) => i % stride == 0).Take(Photos);
        Photo[] pictures = [.. ParallelMap.Ordered(some, path => TryRead(path, preparation), cancellation).OfType<Photo>()];
        if (pictures.Length == 0 || GraphQuantization.TryQuantize(recognizer, [.. pictures.Select(picture => picture.Pixels)]) is not { } inBytes)
            return null;
        using var single = PhotoNetwork.Open(recognizer);
        using var bytes = PhotoNetwork.Open(inBytes);
        return AreNear(pictures) && AreNear(pictures.Select(picture => PhotoReader.Prepare(PhotoReader.Prepare(picture, PhotoPreparation.Square(SmallEdge)), preparation))) ? inBytes : null;

        bool AreNear(IEnumerable<Photo> some) => ParallelMap.Ordered(
            some, picture => Distance(single.Features(picture.Pixels.Span, 1), bytes.Features(picture.Pixels.Span, 1)), cancellation).Average() <= LargestDistance;
    }

    static Photo? TryRead(string path, PhotoPreparation preparation)
    {
        try
        {
            return PhotoReader.ReadPrepared(path, preparation);
        }
        catch (UnreadablePhotoException)
        {
            return null;
        }
    }

    static double Distance(float[] single, float[] bytes) => TensorPrimitives.Distance<float>(single, bytes) / Math.Max(TensorPrimitives.Norm<float>(single), 1e-6);
}
