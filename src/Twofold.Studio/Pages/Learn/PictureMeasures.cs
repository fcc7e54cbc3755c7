using Twofold.Photos;

namespace Twofold.Studio;

/// <summary>What can be measured of a picture without any learning, for rules that a person writes.</summary>
static class PictureMeasures
{
    /// <summary>The names of the measures, as people read them.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["how bright it is", "how warm its colors are", "how busy its top is", "how busy its middle is", "how busy its bottom is"];

    /// <summary>The measures of a picture, in the order of <see cref="Names"/>: in steps of 256 brightnesses, of means and of differences between neighbors.</summary>
    public static double[] Of(Photo picture)
    {
        var pixels = picture.Pixels.Span;
        var (bright, warm) = (0.0, 0.0);
        for (var at = 0; at < pixels.Length; at += 3)
        {
            bright += (pixels[at] + pixels[at + 1] + pixels[at + 2]) / 3.0;
            warm += pixels[at] - pixels[at + 2];
        }

        var count = picture.Width * picture.Height;
        return [bright / count, warm / count, Busyness(picture, 0), Busyness(picture, 1), Busyness(picture, 2)];
    }

    /// <summary>The mean difference of green between neighbors, in one third of the picture from the top.</summary>
    static double Busyness(Photo picture, int third)
    {
        var (sum, count) = (0.0, 0);
        var pixels = picture.Pixels.Span;
        for (var y = picture.Height * third / 3; y < picture.Height * (third + 1) / 3; y++)
            for (var x = 1; x < picture.Width; x++, count++)
            {
                var at = (((y * picture.Width) + x) * 3) + 1;
                sum += Math.Abs(pixels[at] - pixels[at - 3]);
            }

        return sum / count;
    }
}
