using static TorchSharp.torch;

namespace Twofold.Photos.Training;

/// <summary>
/// An endless sequence of full batches of augmented pictures. Every picture comes once before any comes again, mirrored every other time
/// (Jordan 2024, "94% on CIFAR-10 in 3.29 Seconds": alternating flips show more different pictures than flips by chance).
/// </summary>
sealed class PictureBatches
{
    readonly SmallPictures pictures;
    readonly Augmentation augmentation;
    readonly (float[] Mean, float[] Deviation) normalization;
    readonly ulong seed;
    readonly SeededRandom random;
    readonly int[] order;
    readonly bool mirror;
    readonly bool[] mirroredNext;
    readonly (int Picture, bool Mirrored)[] drawn;
    readonly float[] pixels;
    readonly long[] labels;
    int next;
    ulong batches;

    public PictureBatches(
        SmallPictures pictures, int batchSize, Augmentation augmentation, bool mirror, (float[] Mean, float[] Deviation) normalization, ulong seed)
    {
        (this.pictures, this.augmentation, this.mirror, this.normalization, this.seed) = (pictures, augmentation, mirror, normalization, seed);
        random = new SeededRandom(seed);
        order = [.. Enumerable.Range(0, pictures.Count)];
        mirroredNext = [.. order.Select(_ => random.NextInt(2) == 0)];
        next = order.Length;
        drawn = new (int, bool)[batchSize];
        pixels = new float[batchSize * pictures.BytesPerPicture];
        labels = new long[batchSize];
    }

    /// <summary>The next batch: normalized pictures, float32 [batch, size, size, 3], and their labels, int64 [batch].</summary>
    public (Tensor Pictures, Tensor Labels) Next()
    {
        for (var i = 0; i < drawn.Length; i++)
        {
            var picture = NextPicture();
            drawn[i] = (picture, mirror && mirroredNext[picture]);
            mirroredNext[picture] ^= true;
            labels[i] = pictures.Labels[picture];
        }

        var first = batches++ * (ulong)drawn.Length;
        var length = pictures.BytesPerPicture;
        Parallel.For(0, drawn.Length, i =>
        {
            var chance = SeededRandom.ForPart(seed, first + (ulong)i);
            var (picture, mirrored) = drawn[i];
            augmentation.Apply(pictures[picture], pictures.Size, mirrored, chance, normalization, pixels.AsSpan(i * length, length));
        });
        return (tensor(pixels, [drawn.Length, pictures.Size, pictures.Size, 3]), tensor(labels));
    }

    int NextPicture()
    {
        if (next == order.Length)
        {
            random.Shuffle<int>(order);
            next = 0;
        }

        return order[next++];
    }
}
