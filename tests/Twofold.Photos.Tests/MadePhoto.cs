using NetVips;

namespace Twofold.Photos.Tests;

/// <summary>Pictures made for tests: smooth, colorful, and different in each corner, so that turning, cutting and wrong colors show.</summary>
static class MadePhoto
{
    public static Image Image(int width, int height)
    {
        Vips.EnsureReady();
        var pixels = new byte[width * height * 3];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var at = ((y * width) + x) * 3;
                pixels[at] = (byte)(255 * x / Math.Max(1, width - 1));
                pixels[at + 1] = (byte)(255 * y / Math.Max(1, height - 1));
                pixels[at + 2] = (byte)(x < width / 2 ? 40 : 200);
            }
        }

        using var plain = NetVips.Image.NewFromMemory(pixels, width, height, 3, Enums.BandFormat.Uchar);
        return plain.Copy(interpretation: Enums.Interpretation.Srgb);
    }

    public static string Jpeg(string folder, string name = "made.jpg", int width = 64, int height = 48)
    {
        Directory.CreateDirectory(Path.Combine(folder, Path.GetDirectoryName(name)!));
        using var image = Image(width, height);
        var path = Path.Combine(folder, name);
        File.WriteAllBytes(path, image.JpegsaveBuffer(q: 95));
        return path;
    }

    /// <summary>The mean of the absolute differences of two pictures' bytes.</summary>
    public static double Difference(Photo a, Photo b)
    {
        Assert.Equal((a.Width, a.Height), (b.Width, b.Height));
        var first = a.Pixels.Span;
        var second = b.Pixels.Span;
        var sum = 0.0;
        for (var i = 0; i < first.Length; i++)
            sum += Math.Abs(first[i] - second[i]);
        return sum / first.Length;
    }
}
