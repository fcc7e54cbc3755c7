using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Twofold.Photos.Training;

/// <summary>
/// Changes that the critic sees on real and generated pictures alike, and through which the creator's gradient flows (DiffAugment, Zhao 2020; turning and
/// zoom as in ADA, Karras 2020): so it cannot learn few pictures by heart, and the creator is never asked for changed pictures. Each picture has its own.
/// </summary>
sealed class PictureChanges
{
    const double MostBrightness = 0.3, MostContrast = 0.3, MostSaturation = 0.5, MostDoublings = 0.3, MostTurn = Math.PI / 10;

    readonly int size;
    readonly float[] places, saturations, contrasts, brightnesses, shown;

    PictureChanges(int count, int size)
    {
        this.size = size;
        places = new float[count * 6];
        (saturations, contrasts, brightnesses, shown) = (new float[count], new float[count], new float[count], new float[count * size * size]);
    }

    /// <summary>Draws changes: moved by an eighth of the edge, turned by 18 degrees and zoomed by a fifth at most, some of the color, a third of the edge hidden.</summary>
    /// <param name="count">For how many pictures.</param>
    /// <param name="size">Their edge in pixels.</param>
    /// <param name="share">The share of them that is changed, 0 to 1.</param>
    /// <param name="random">The source of chance.</param>
    /// <returns>Null where it came out that none is changed.</returns>
    public static PictureChanges? Draw(int count, int size, double share, SeededRandom random)
    {
        bool[] isChanged = [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() < share)];
        if (!isChanged.Contains(true))
            return null;
        var changes = new PictureChanges(count, size);
        for (var i = 0; i < count; i++)
            changes.Draw(i, isChanged[i], random);
        return changes;
    }

    /// <summary>The changed pictures, [examples, 3, size, size], in channels-last layout; what comes in from outside and what is hidden is gray.</summary>
    public Tensor Apply(Tensor pictures)
    {
        var count = saturations.Length;
        var x = pictures.to_type(ScalarType.Float32);
        var gray = x.mean([1], keepdim: true);
        x = ((x - gray) * OfEach(saturations)).Plus(gray).mul(OfEach(contrasts)).Plus(OfEach(brightnesses));
        var grid = affine_grid(tensor(places, [count, 2, 3]).to(pictures.device), [count, 3, size, size], align_corners: false);
        x = grid_sample(x, grid, GridSampleMode.Bilinear, GridSamplePaddingMode.Zeros, align_corners: false) * tensor(shown, [count, 1, size, size]).to(pictures.device);
        return x.to_type(pictures.dtype).permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);

        Tensor OfEach(float[] values) => tensor(values, [count, 1, 1, 1]).to(pictures.device);
    }

    void Draw(int picture, bool isChanged, SeededRandom random)
    {
        var visible = shown.AsSpan(picture * size * size, size * size);
        visible.Fill(1);
        (saturations[picture], contrasts[picture], brightnesses[picture]) = (1, 1, 0);
        (places[picture * 6], places[(picture * 6) + 4]) = (1, 1);
        if (!isChanged)
            return;
        saturations[picture] = (float)random.NextDouble(1 - MostSaturation, 1 + MostSaturation);
        contrasts[picture] = (float)random.NextDouble(1 - MostContrast, 1 + MostContrast);
        brightnesses[picture] = (float)random.NextDouble(-MostBrightness, MostBrightness);

        // Where each place of the changed picture comes from, from -1 to 1 both ways.
        var scale = Math.Pow(2, random.NextDouble(-MostDoublings, MostDoublings));
        var (sin, cos) = Math.SinCos(random.NextDouble(-MostTurn, MostTurn));
        // An eighth of the edge, which is 2 long.
        var (right, down) = (random.NextDouble(-0.25, 0.25), random.NextDouble(-0.25, 0.25));
        ReadOnlySpan<float> place = [(float)(scale * cos), (float)(-scale * sin), (float)right, (float)(scale * sin), (float)(scale * cos), (float)down];
        place.CopyTo(places.AsSpan(picture * 6));

        var hidden = size / 3;
        var (left, top) = (random.NextInt(size - hidden + 1), random.NextInt(size - hidden + 1));
        for (var y = top; y < top + hidden; y++)
            visible.Slice((y * size) + left, hidden).Clear();
    }
}
