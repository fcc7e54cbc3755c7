namespace Twofold.Photos.Training;

/// <summary>
/// Changes that keep what a picture shows: mirrored, moved, scaled, turned, recolored a little, a square of it hidden. All of it in one pass
/// from bytes to normalized float32 in NHWC order, which costs a small part of what the network does.
/// </summary>
/// <param name="Translation">At most this share of the edge, either way.</param>
/// <param name="Zoom">The scale is between 1 / (1 + Zoom) and 1 + Zoom.</param>
/// <param name="Rotation">At most this angle in radians, either way.</param>
/// <param name="Color">The spread of brightness, contrast and the channels' balance.</param>
/// <param name="Cutout">The edge of the hidden square, as a share of the picture's edge.</param>
/// <param name="Noise">
/// The strongest noise, in standard deviations of the colors. Without it a network from scratch reads speckle that people overlook, and
/// mistakes a grainy or generated picture for something else.
/// </param>
sealed record Augmentation(double Translation, double Zoom, double Rotation, double Color, double Cutout, double Noise)
{
    /// <summary>
    /// For so many pictures: hundreds and thousands are seen often and must never look the same; tens of thousands are seen some ten times, and only moved, as in airbench. Twice as strong
    /// changes cost 800 cats and dogs of CIFAR-10 seven points of accuracy after a minute and a half, and 6,400 of them four after five minutes (bench/results/recognizer.md).
    /// </summary>
    public static Augmentation For(int pictures) => pictures < 10_000 ? new(0.12, 0.12, 0.1, 0.1, 0.25, 0.2) : new(2 / 32.0, 0, 0, 0, 0, 0);

    /// <summary>Writes the changed picture.</summary>
    /// <param name="picture">sRGB, [size, size, 3].</param>
    /// <param name="size">The edge in pixels.</param>
    /// <param name="mirrored">Whether left and right are exchanged.</param>
    /// <param name="random">Where chance comes from.</param>
    /// <param name="normalization">The mean and the deviation of each color.</param>
    /// <param name="result">[size, size, 3].</param>
    public void Apply(
        ReadOnlySpan<byte> picture, int size, bool mirrored, SeededRandom random, (float[] Mean, float[] Deviation) normalization, Span<float> result)
    {
        var scale = Math.Pow(1 + Zoom, random.NextDouble(-1, 1));
        var (sin, cos) = Math.SinCos(random.NextDouble(-Rotation, Rotation));
        var (alongX, alongY) = ((float)(cos * scale), (float)(sin * scale));
        var flip = mirrored ? -1 : 1;
        var shift = Math.Round(Translation * size);
        var center = (size - 1) / 2f;
        var (moveX, moveY) = (center + (float)Math.Round(random.NextDouble(-shift, shift)), center + (float)Math.Round(random.NextDouble(-shift, shift)));

        Span<float> gain = stackalloc float[3], offset = stackalloc float[3];
        Recolor(random, normalization, gain, offset);

        var hidden = (int)(Cutout * size);
        var (hiddenX, hiddenY) = (random.NextInt(size) - (hidden / 2), random.NextInt(size) - (hidden / 2));
        for (var y = 0; y < size; y++)
            for (var x = 0; x < size; x++)
            {
                var target = result.Slice(((y * size) + x) * 3, 3);
                if ((uint)(x - hiddenX) < (uint)hidden && (uint)(y - hiddenY) < (uint)hidden)
                {
                    target.Clear();
                    continue;
                }

                var (dx, dy) = ((x - center) * flip, y - center);
                var sourceX = (alongX * dx) - (alongY * dy) + moveX;
                var sourceY = (alongY * dx) + (alongX * dy) + moveY;
                var (floorX, floorY) = (MathF.Floor(sourceX), MathF.Floor(sourceY));
                var (rightShare, lowerShare) = (sourceX - floorX, sourceY - floorY);
                var (left, right) = (Reflect((int)floorX, size) * 3, Reflect((int)floorX + 1, size) * 3);
                var (upper, lower) = (Reflect((int)floorY, size) * size * 3, Reflect((int)floorY + 1, size) * size * 3);
                for (var c = 0; c < 3; c++)
                {
                    float above = picture[upper + left + c], below = picture[lower + left + c];
                    above += rightShare * (picture[upper + right + c] - above);
                    below += rightShare * (picture[lower + right + c] - below);
                    target[c] = ((above + (lowerShare * (below - above))) * gain[c]) + offset[c];
                }
            }

        AddNoise(random, result[..(size * size * 3)]);
    }

    /// <summary>The picture as it is, only normalized.</summary>
    public static void Normalize(ReadOnlySpan<byte> picture, (float[] Mean, float[] Deviation) normalization, Span<float> result)
    {
        for (var i = 0; i < picture.Length; i++)
            result[i] = (picture[i] - normalization.Mean[i % 3]) / normalization.Deviation[i % 3];
    }

    void AddNoise(SeededRandom random, Span<float> picture)
    {
        if (Noise == 0)
            return;
        // Eight numbers of each draw: bytes, whose mean is 127.5 and whose standard deviation is 73.9.
        var strength = (float)(random.NextDouble(0, Noise) / 73.9);
        var bits = 0ul;
        for (var i = 0; i < picture.Length; i++)
        {
            if (i % 8 == 0)
                bits = random.NextUInt64();
            picture[i] += strength * ((bits & 0xFF) - 127.5f);
            bits >>= 8;
        }
    }

    void Recolor(SeededRandom random, (float[] Mean, float[] Deviation) normalization, Span<float> gain, Span<float> offset)
    {
        var contrast = Math.Exp(Color * random.NextDouble(-1, 1));
        var brightness = Color * random.NextDouble(-1, 1);
        for (var c = 0; c < 3; c++)
        {
            var balance = contrast * Math.Exp(0.5 * Color * random.NextDouble(-1, 1));
            gain[c] = (float)(balance / normalization.Deviation[c]);
            offset[c] = (float)(brightness - (normalization.Mean[c] * gain[c]));
        }
    }

    /// <summary>Outside of the picture lies its mirror image.</summary>
    static int Reflect(int position, int size)
    {
        if (position < 0)
            position = -position - 1;
        if (position >= size)
            position = (2 * size) - 1 - position;
        return Math.Clamp(position, 0, size - 1);
    }
}
