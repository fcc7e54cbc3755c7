using System.Numerics.Tensors;
using Twofold.Photos;

namespace Twofold.Workbench;

/// <summary>Finds the training picture that is most like a given one: the check that what a creator makes is new.</summary>
sealed class NearestPictures
{
    readonly IReadOnlyList<Photo> pictures;
    readonly float[][] pixels;
    readonly int size;

    /// <param name="pictures">The training pictures.</param>
    /// <param name="size">The edge, in pixels, that pictures are compared at.</param>
    public NearestPictures(IReadOnlyList<Photo> pictures, int size)
    {
        this.pictures = pictures;
        this.size = size;
        pixels = [.. pictures.AsParallel().AsOrdered().Select(Small)];
    }

    /// <summary>The nearest training picture, and its distance: the root mean square difference of the pixels, 0 (a copy) to 255.</summary>
    public (Photo Nearest, double Distance) Of(Photo picture)
    {
        var (index, distance) = Nearest(Small(picture), except: -1);
        return (pictures[index], distance);
    }

    /// <summary>The median distance of a training picture to the nearest other one, from two hundred of them.</summary>
    public double TypicalDistance(ulong seed)
    {
        var random = new SeededRandom(seed);
        double[] distances = [.. Enumerable.Range(0, 200).Select(_ => random.NextInt(pixels.Length)).Select(i => Nearest(pixels[i], except: i).Distance).Order()];
        return distances[distances.Length / 2];
    }

    (int Index, double Distance) Nearest(float[] picture, int except)
    {
        var (best, least) = (0, float.PositiveInfinity);
        for (var i = 0; i < pixels.Length; i++)
        {
            if (i == except)
                continue;
            var distance = TensorPrimitives.Distance(picture, pixels[i]);
            if (distance < least)
                (best, least) = (i, distance);
        }

        return (best, least / Math.Sqrt(picture.Length));
    }

    float[] Small(Photo photo)
    {
        var small = photo.Resized(size, size).Pixels;
        var values = new float[small.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = small.Span[i];
        return values;
    }
}
