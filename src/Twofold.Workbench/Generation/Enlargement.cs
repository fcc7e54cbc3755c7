using Twofold.Photos;

namespace Twofold.Workbench;

/// <summary>Pictures enlarged by a whole factor, so that small ones can be seen.</summary>
public static class Enlargement
{
    /// <summary>The largest factor.</summary>
    public const int MaxScale = 64;

    // What is held in memory for one file: 300 MB.
    const long MostPixels = 100_000_000;

    /// <summary>The largest factor that leaves the edge at most so long; 1 where it is longer already.</summary>
    internal static int ToFit(int edge, int longest) => Math.Clamp(longest / edge, 1, MaxScale);

    /// <exception cref="TwofoldException">The factor is out of its range, or what it makes is too large.</exception>
    internal static void Check(int scale, int edge, int pictures)
    {
        if (scale is < 1 or > MaxScale)
            throw new TwofoldException($"Pictures are to be enlarged {scale} times: give a whole number from 1 to {MaxScale}.");
        if ((long)edge * edge * scale * scale * pictures is > MostPixels and var pixels)
        {
            throw new TwofoldException(
                $"{pictures} pictures of {edge * scale}x{edge * scale} pixels are {pixels / 1e6:N0} million in one file, more than {MostPixels / 1e6:N0}: give a smaller '--scale', or fewer '--frames'.");
        }
    }

    /// <summary>The photo enlarged (Lanczos).</summary>
    internal static Photo Of(Photo photo, int scale) => photo.Resized(photo.Width * scale, photo.Height * scale);
}
