using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Twofold.Photos.Training;

/// <summary>
/// Changes that the critic sees on real and generated pictures alike, and through which the creator's gradient flows: so it cannot learn few pictures by
/// heart, and the creator is never asked for changed pictures. Translation, cutout and color are those of DiffAugment (Zhao 2020), less far and each
/// color's contrast around gray; rotation and scale are of ADA (Karras 2020), which draws each of them apart where here a picture has all or none.
/// </summary>
sealed class DifferentiableAugmentation
{
    const double MostBrightness = 0.3, MostContrast = 0.3, MostSaturation = 0.5, MostTranslation = 0.125, MostRotation = Math.PI / 10, MostScale = 1.25;

    readonly int size;

    // Of each picture: the affine map from its changed places to its own, [2, 3]; its colors; 0 where it is cut out and 1 elsewhere, [size, size].
    readonly float[] affine, saturations, contrasts, brightnesses, mask;

    DifferentiableAugmentation(int count, int size)
    {
        this.size = size;
        affine = new float[count * 6];
        (saturations, contrasts, brightnesses, mask) = (new float[count], new float[count], new float[count], new float[count * size * size]);
    }

    /// <summary>
    /// Draws changes: translated by an eighth of the edge both ways, rotated by 18 degrees and scaled by 1/1.25 to 1.25 at most, some of the color, a
    /// square of a third of the edge cut out.
    /// </summary>
    /// <param name="count">For how many pictures.</param>
    /// <param name="size">Their edge in pixels.</param>
    /// <param name="share">The share of them that is changed, 0 to 1.</param>
    /// <param name="random">The source of chance.</param>
    /// <returns>Null where it came out that none is changed.</returns>
    public static DifferentiableAugmentation? Draw(int count, int size, double share, SeededRandom random)
    {
        bool[] isChanged = [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() < share)];
        if (!isChanged.Contains(true))
            return null;
        var augmentation = new DifferentiableAugmentation(count, size);
        for (var i = 0; i < count; i++)
            augmentation.Draw(i, isChanged[i], random);
        return augmentation;
    }

    /// <summary>Draws one change for all pictures, neither rotated nor scaled, and translated by whole pixels.</summary>
    /// <param name="count">For how many pictures.</param>
    /// <param name="size">Their edge in pixels.</param>
    /// <param name="share">How likely they are changed, 0 to 1.</param>
    /// <param name="random">The source of chance.</param>
    /// <returns>Null where it came out that they are not.</returns>
    public static DifferentiableAugmentation? DrawAlike(int count, int size, double share, SeededRandom random)
    {
        if (random.NextDouble() >= share)
            return null;
        var augmentation = new DifferentiableAugmentation(count, size);
        augmentation.Draw(0, isChanged: true, random);
        ReadOnlySpan<float> map = [1, 0, WholePixels(), 0, 1, WholePixels()];
        map.CopyTo(augmentation.affine);
        foreach (var values in (float[][])[augmentation.affine, augmentation.saturations, augmentation.contrasts, augmentation.brightnesses, augmentation.mask])
            for (var (i, each) = (1, values.Length / count); i < count; i++)
                values.AsSpan(0, each).CopyTo(values.AsSpan(i * each));
        return augmentation;

        // The edge, which is 2 long, has as many as its size.
        float WholePixels()
        {
            var most = (int)(MostTranslation * size);
            return 2f * (random.NextInt((2 * most) + 1) - most) / size;
        }
    }

    /// <summary>The changed pictures, [examples, 3, size, size], in channels-last layout; what comes in from outside and what is cut out is gray.</summary>
    public Tensor Apply(Tensor pictures)
    {
        var count = saturations.Length;
        var x = pictures.to_type(ScalarType.Float32);
        var gray = x.mean([1], keepdim: true);
        x = ((x - gray) * OfEach(saturations)).Plus(gray).mul(OfEach(contrasts)).Plus(OfEach(brightnesses));
        var grid = affine_grid(tensor(affine, [count, 2, 3]), [count, 3, size, size], align_corners: false);
        x = grid_sample(x, grid, GridSampleMode.Bilinear, GridSamplePaddingMode.Zeros, align_corners: false) * tensor(mask, [count, 1, size, size]);
        return x.to_type(pictures.dtype).permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);

        Tensor OfEach(float[] values) => tensor(values, [count, 1, 1, 1]);
    }

    void Draw(int picture, bool isChanged, SeededRandom random)
    {
        var visible = mask.AsSpan(picture * size * size, size * size);
        visible.Fill(1);
        (saturations[picture], contrasts[picture], brightnesses[picture]) = (1, 1, 0);
        (affine[picture * 6], affine[(picture * 6) + 4]) = (1, 1);
        if (!isChanged)
            return;
        saturations[picture] = (float)random.NextDouble(1 - MostSaturation, 1 + MostSaturation);
        contrasts[picture] = (float)random.NextDouble(1 - MostContrast, 1 + MostContrast);
        brightnesses[picture] = (float)random.NextDouble(-MostBrightness, MostBrightness);

        // Rotated and scaled about the middle, then translated; the map goes back from each changed place. Places go from -1 to 1: the edge is 2 long.
        var scale = Math.Pow(MostScale, random.NextDouble(-1, 1));
        var (sin, cos) = Math.SinCos(random.NextDouble(-MostRotation, MostRotation));
        var (right, down) = (2 * random.NextDouble(-MostTranslation, MostTranslation), 2 * random.NextDouble(-MostTranslation, MostTranslation));
        var (a, b) = (cos / scale, sin / scale);
        ReadOnlySpan<double> map = [a, b, -((a * right) + (b * down)), -b, a, (b * right) - (a * down)];
        for (var i = 0; i < map.Length; i++)
            affine[(picture * 6) + i] = (float)map[i];

        var edge = size / 3;
        var (left, top) = (random.NextInt(size - edge + 1), random.NextInt(size - edge + 1));
        for (var y = top; y < top + edge; y++)
            visible.Slice((y * size) + left, edge).Clear();
    }
}
