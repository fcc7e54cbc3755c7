using System.Collections.Concurrent;
using System.Security.Cryptography;
using NetVips;

namespace Twofold.Photos;

/// <summary>Makes of whatever colors a file holds what a person sees: eight bits of red, green and blue, sRGB, opaque.</summary>
static class SeenColors
{
    /// <summary>Where libvips keeps the bytes of an ICC profile.</summary>
    public const string Profile = "icc-profile-data";

    const int MostRemembered = 256;

    // Whether a profile, by its hash, changes any color. Most that photos carry are sRGB's own, and setting up a transformation takes longer than
    // all else that is done to a photo.
    static readonly ConcurrentDictionary<string, bool> Changes = new();

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
            if (image is { Bands: 3, Format: Enums.BandFormat.Uchar, Interpretation: Enums.Interpretation.Srgb } && image.Get(Profile) is byte[] profile && !ChangesColors(profile))
                return image.Copy();
            return image.IccTransform("srgb", embedded: true, depth: 8);
        }
        catch (VipsException)
        {
            // A broken profile, or one for other channels than the picture has: every viewer goes without it.
            return ByFormat(image);
        }
    }

    // Nine steps of each color, and whether any comes out differently by more than rounding.
    static bool ChangesColors(byte[] profile)
    {
        var hash = Convert.ToHexString(SHA256.HashData(profile));
        if (Changes.TryGetValue(hash, out var changes))
            return changes;
        const int steps = 9;
        var colors = new byte[3 * steps * steps * steps];
        for (var i = 0; i < colors.Length; i++)
            colors[i] = (byte)(255 * (i / 3 / (i % 3 == 0 ? 1 : i % 3 == 1 ? steps : steps * steps) % steps) / (steps - 1));
        using var plain = Image.NewFromMemory(colors, steps * steps * steps, 1, bands: 3, Enums.BandFormat.Uchar);
        using var stated = plain.Copy(interpretation: Enums.Interpretation.Srgb);
        using var tagged = stated.Mutate(mutable => mutable.Set(GValue.BlobType, Profile, profile));
        using var seen = tagged.IccTransform("srgb", embedded: true, depth: 8);
        changes = seen.WriteToMemory<byte>().Zip(colors, (one, other) => Math.Abs(one - other)).Max() > 1;
        if (Changes.Count < MostRemembered)
            Changes.TryAdd(hash, changes);
        return changes;
    }

    static Image ByFormat(Image image) =>
        image.Interpretation == Enums.Interpretation.Srgb ? image.Copy() : image.Colourspace(Enums.Interpretation.Srgb);
}
