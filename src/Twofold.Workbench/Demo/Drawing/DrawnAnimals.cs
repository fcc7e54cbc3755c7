using System.Runtime.InteropServices;
using SkiaSharp;
using Twofold.Photos;

namespace Twofold.Workbench;

/// <summary>
/// Pictures of animals' faces, drawn with random pose, coat, mood, light, background and noise: data for the demo and for tests that needs
/// no download. What tells the labels apart is shape; everything else varies alike for all of them.
/// </summary>
public static class DrawnAnimals
{
    /// <summary>The animals that can be drawn, sorted.</summary>
    public static IReadOnlyList<string> Labels { get; } = [.. AnimalFaces.All.Select(animal => animal.Label)];

    /// <summary>Draws one animal, a square of <paramref name="size"/> pixels.</summary>
    /// <param name="label">One of <see cref="Labels"/>.</param>
    /// <param name="size">The edge in pixels, from 16 to 1024.</param>
    /// <param name="seed">The same seed draws the same picture on the same machine; at another size, the same scene.</param>
    /// <exception cref="TwofoldException">There is no such animal.</exception>
    public static Photo Draw(string label, int size, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 16);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, 1024);
        var animal = LabelEncoding.IndexOf(Labels, label);
        var random = SeededRandom.ForPart(seed, (ulong)animal);

        // Drawn larger and averaged down: at 32 pixels whiskers and pupils would else fall between pixels.
        var oversampling = size < 64 ? 4 : 2;
        using var bitmap = new SKBitmap(new SKImageInfo(size * oversampling, size * oversampling, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(bitmap);
        canvas.Scale(bitmap.Width / 2f);
        canvas.Translate(1, 1);
        Backdrop.Draw(canvas, random);
        canvas.Save();
        canvas.Translate((float)random.NextDouble(-0.13, 0.13), (float)random.NextDouble(0.02, 0.2));
        canvas.RotateDegrees((float)random.NextDouble(-18, 18));
        canvas.Scale((float)random.NextDouble(0.56, 0.74) * (random.NextInt(2) == 0 ? 1 : -1), (float)random.NextDouble(0.56, 0.72));
        using (var painter = new AnimalPainter(canvas, random))
            AnimalFaces.All[animal].Draw(painter);
        canvas.Restore();
        return new Photo(size, size, Developed(bitmap.GetPixelSpan(), size, oversampling, random));
    }

    /// <summary>Averages down and adds what a camera adds: exposure, a tint of the light, and noise.</summary>
    static byte[] Developed(ReadOnlySpan<byte> drawn, int size, int oversampling, SeededRandom random)
    {
        var exposure = random.NextDouble(0.82, 1.12);
        var warmth = random.NextDouble(-0.06, 0.06);
        double[] gain = [exposure * (1 + warmth), exposure, exposure * (1 - warmth)];
        var noise = random.NextDouble(0.5, 5);
        var pixels = new byte[size * size * 3];
        var wide = MemoryMarshal.Cast<byte, uint>(drawn);
        var area = oversampling * oversampling;
        for (var y = 0; y < size; y++)
            for (var x = 0; x < size; x++)
            {
                uint red = 0, green = 0, blue = 0;
                for (var dy = 0; dy < oversampling; dy++)
                    foreach (var rgba in wide.Slice((((y * oversampling) + dy) * size * oversampling) + (x * oversampling), oversampling))
                    {
                        red += rgba & 0xFF;
                        green += (rgba >> 8) & 0xFF;
                        blue += (rgba >> 16) & 0xFF;
                    }

                var at = ((y * size) + x) * 3;
                pixels[at] = Exposed(red, 0);
                pixels[at + 1] = Exposed(green, 1);
                pixels[at + 2] = Exposed(blue, 2);
            }

        return pixels;

        byte Exposed(uint sum, int channel) =>
            (byte)Math.Clamp((sum * gain[channel] / area) + (noise * random.NextGaussian()) + 0.5, 0, 255);
    }
}
