using NetVips;

namespace Twofold.Photos;

/// <summary>Makes of whatever colors a file holds what a person sees: eight bits of red, green and blue, sRGB, opaque.</summary>
static class SeenColors
{
    /// <summary>Where libvips keeps the bytes of an ICC profile.</summary>
    public const string Profile = "icc-profile-data";

    /// <summary>Whether the colors are to be read by a profile.</summary>
    public static bool HasProfile(Image image) => image.Contains(Profile);

    /// <summary>The image without transparency, on white. Before scaling, so that colors that nobody sees do not bleed into those that show.</summary>
    public static Image OnWhite(Image image)
    {
        if (!image.HasAlpha())
            return image.Copy();
        using var plain = image.Interpretation is Enums.Interpretation.Srgb or Enums.Interpretation.Rgb16 or Enums.Interpretation.Bw or Enums.Interpretation.Grey16
            ? image.Copy()
            : image.Colourspace(Enums.Interpretation.Srgb);
        var white = plain.Interpretation is Enums.Interpretation.Rgb16 or Enums.Interpretation.Grey16 ? ushort.MaxValue : byte.MaxValue;
        using var flat = plain.Flatten(background: [white]);
        // Blending is done in floating point; the format that came is the one that the next steps are fast with.
        return flat.Cast(plain.Format);
    }

    /// <summary>The image in sRGB by its ICC profile, where it has one that can be used, else by what its format says.</summary>
    public static Image Of(Image image)
    {
        using var opaque = OnWhite(image);
        using var rgb = HasProfile(opaque) ? ByProfile(opaque) : ByFormat(opaque);
        return rgb.Format == Enums.BandFormat.Uchar ? rgb.Copy() : rgb.Cast(Enums.BandFormat.Uchar);
    }

    static Image ByProfile(Image image)
    {
        try
        {
            return image.IccTransform("srgb", embedded: true, depth: 8);
        }
        catch (VipsException)
        {
            // A broken profile, or one for other channels than the picture has: every viewer goes without it.
            return ByFormat(image);
        }
    }

    static Image ByFormat(Image image) =>
        image.Interpretation == Enums.Interpretation.Srgb ? image.Copy() : image.Colourspace(Enums.Interpretation.Srgb);
}
