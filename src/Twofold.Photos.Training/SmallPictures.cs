using Twofold.Tables;

namespace Twofold.Photos.Training;

/// <summary>Labeled pictures of one small, square size, held in memory: what networks are trained on from scratch.</summary>
sealed class SmallPictures
{
    /// <summary>Takes the arrays as they are, without a copy.</summary>
    /// <param name="size">The edge of every picture in pixels.</param>
    /// <param name="pixels">sRGB, [pictures, size, size, 3].</param>
    /// <param name="labels">Each picture's label, from 0 to <paramref name="labelCount"/> - 1.</param>
    /// <param name="labelCount">How many labels there are; some may have no picture here.</param>
    /// <exception cref="TwofoldException">The numbers do not fit each other.</exception>
    public SmallPictures(int size, byte[] pixels, int[] labels, int labelCount)
    {
        if (size is < 1 or > 1024)
            throw new TwofoldException($"Pictures of {size} x {size} pixels: 1 to 1024 were expected.");
        var expected = (long)labels.Length * size * size * 3;
        if (pixels.Length != expected)
            throw new TwofoldException($"{pixels.Length} bytes of pixels for {labels.Length} pictures of {size} x {size} pixels in three colors: {expected} were expected.");
        foreach (var label in labels)
        {
            if (label < 0 || label >= labelCount)
                throw new TwofoldException($"A picture has label number {label}, but there are {labelCount} labels: 0 to {labelCount - 1} were expected.");
        }

        (Size, Pixels, Labels, LabelCount) = (size, pixels, labels, labelCount);
    }

    /// <summary>The most pictures of a size: an array holds no more bytes.</summary>
    /// <param name="size">The edge in pixels.</param>
    public static int Most(int size) => Array.MaxLength / (size * size * 3);

    /// <summary>The edge of every picture in pixels.</summary>
    public int Size { get; }

    /// <summary>sRGB, [pictures, size, size, 3].</summary>
    public byte[] Pixels { get; }

    /// <summary>Each picture's label, from 0.</summary>
    public int[] Labels { get; }

    /// <summary>How many labels there are.</summary>
    public int LabelCount { get; }

    /// <summary>How many pictures there are.</summary>
    public int Count => Labels.Length;

    /// <summary>Whether every pixel of every picture is gray, as in scans and X-rays; colors that rounding alone made do not count.</summary>
    public bool AreGray
    {
        get
        {
            const int rounding = 2;
            var pixels = Pixels.AsSpan();
            for (var i = 0; i < pixels.Length; i += 3)
                if (Math.Abs(pixels[i] - pixels[i + 1]) > rounding || Math.Abs(pixels[i + 1] - pixels[i + 2]) > rounding)
                    return false;
            return true;
        }
    }

    /// <summary>The bytes of one picture.</summary>
    public int BytesPerPicture => Size * Size * 3;

    /// <summary>The same pictures with the edge divided by <paramref name="factor"/>: each pixel is the mean of a square of them.</summary>
    public SmallPictures Smaller(int factor)
    {
        if (factor == 1)
            return this;
        var size = Size / factor;
        var smaller = new byte[Count * size * size * 3];
        Parallel.For(0, Count, picture =>
        {
            var from = this[picture];
            var to = smaller.AsSpan(picture * size * size * 3, size * size * 3);
            for (var y = 0; y < size; y++)
                for (var x = 0; x < size; x++)
                    for (var color = 0; color < 3; color++)
                    {
                        var sum = 0;
                        for (var dy = 0; dy < factor; dy++)
                            for (var dx = 0; dx < factor; dx++)
                                sum += from[(((((y * factor) + dy) * Size) + (x * factor) + dx) * 3) + color];
                        to[(((y * size) + x) * 3) + color] = (byte)((sum + (factor * factor / 2)) / (factor * factor));
                    }
        });
        return new SmallPictures(size, smaller, Labels, LabelCount);
    }

    /// <summary>At most so many of the pictures, from all over, [size, size, 3] each.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Some(int most)
    {
        var count = Math.Min(most, Count);
        return [.. Enumerable.Range(0, count).Select(i => (ReadOnlyMemory<byte>)Pixels.AsMemory((int)((long)i * Count / count) * BytesPerPicture, BytesPerPicture))];
    }

    /// <summary>What a network sees in each, <c>[pictures, features]</c>.</summary>
    public Table Features(FeatureExtractor extractor) =>
        extractor.ToTable(ParallelMap.Ordered(Enumerable.Range(0, Count), i => extractor.PreparedFeatures(this[i]), CancellationToken.None));

    /// <summary>One picture's pixels, [size, size, 3].</summary>
    public ReadOnlySpan<byte> this[int picture] => Pixels.AsSpan(picture * BytesPerPicture, BytesPerPicture);
}
