using System.Numerics.Tensors;

namespace Twofold.Photos;

/// <summary>
/// Photos with their labels and features, and which of them are most like a given one: why a recognizer says what it says, and whether a made-up
/// picture is new. Immutable and thread-safe.
/// </summary>
public sealed class PhotoNeighbors
{
    /// <summary>Photos whose nearest other one is looked up for <see cref="TypicalDistance"/>: its median is then known to a few hundredths.</summary>
    const int Sampled = 200;

    readonly Lazy<double> typicalDistance;

    /// <summary>Takes photos whose features are known.</summary>
    /// <param name="paths">The photos' files, <c>[photos]</c>.</param>
    /// <param name="labels">The label of each.</param>
    /// <param name="features">The features of each, <c>[photos][features]</c>.</param>
    /// <exception cref="TwofoldException">The numbers do not agree, there are no photos, or rows are of different lengths.</exception>
    public PhotoNeighbors(IReadOnlyList<string> paths, IReadOnlyList<string> labels, IReadOnlyList<float[]> features)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(features);
        if (paths.Count == 0 || paths.Count != labels.Count || paths.Count != features.Count)
            throw new TwofoldException($"{paths.Count} paths, {labels.Count} labels and {features.Count} rows of features: give at least one photo, and one label and row for each.");
        foreach (var (i, row) in features.Index())
            if (row.Length != features[0].Length)
                throw new TwofoldException($"'{paths[i]}' has {row.Length} features and '{paths[0]}' {features[0].Length}: they come from different networks. Take all from one.");
        (Paths, Labels, Features) = (paths, labels, features);
        typicalDistance = new Lazy<double>(MedianToNearest);
    }

    /// <summary>The photos' files, <c>[photos]</c>.</summary>
    public IReadOnlyList<string> Paths { get; }

    /// <summary>The label of each, <c>[photos]</c>.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>The features of each, <c>[photos][features]</c>.</summary>
    public IReadOnlyList<float[]> Features { get; }

    /// <summary>The median distance of a photo from the nearest other one, from two hundred of them: what the distance of a new photo is about. NaN for a single photo.</summary>
    public double TypicalDistance => typicalDistance.Value;

    /// <summary>The photos that are most like one with the given features, the nearest first.</summary>
    /// <param name="features">Its features, <c>[features]</c>.</param>
    /// <param name="count">At most so many, at least 1.</param>
    /// <exception cref="TwofoldException">There are more or fewer features than the photos have.</exception>
    public IReadOnlyList<PhotoNeighbor> Nearest(float[] features, int count)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (features.Length != Features[0].Length)
            throw new TwofoldException($"The photo has {features.Length} features and those to compare it with have {Features[0].Length}: they come from different networks. Take all from one.");
        var distances = new float[Features.Count];
        Parallel.For(0, distances.Length, i => distances[i] = TensorPrimitives.Distance(features, Features[i]));
        return [.. Enumerable.Range(0, distances.Length).OrderBy(i => distances[i]).Take(count).Select(i => new PhotoNeighbor(Paths[i], Labels[i], distances[i]))];
    }

    double MedianToNearest()
    {
        if (Features.Count < 2)
            return double.NaN;
        var step = Math.Max(1, Features.Count / Sampled);
        double[] distances = [.. Enumerable.Range(0, (Features.Count + step - 1) / step).Select(i => (double)DistanceToNearestOther(i * step)).Order()];
        return distances[distances.Length / 2];
    }

    float DistanceToNearestOther(int photo)
    {
        var distances = new float[Features.Count];
        Parallel.For(0, distances.Length, i => distances[i] = i == photo ? float.PositiveInfinity : TensorPrimitives.Distance(Features[photo], Features[i]));
        return TensorPrimitives.Min<float>(distances);
    }
}
