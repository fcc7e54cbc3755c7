using System.Text.Json.Serialization;

namespace Twofold.Photos;

/// <summary>
/// How a photo becomes the picture that a network sees: scaled until its shorter side has a given length, then cut out of the middle.
/// All other preprocessing (colors as numbers, channel order, layout) is inside the network's ONNX graph.
/// </summary>
public sealed record PhotoPreparation
{
    const int Largest = 4096;

    /// <summary>Creates the description.</summary>
    /// <param name="shortSide">The length the shorter side is scaled to, in pixels.</param>
    /// <param name="width">The width of what is cut out of the middle, in pixels; at most <paramref name="shortSide"/>.</param>
    /// <param name="height">Its height.</param>
    /// <exception cref="TwofoldException">A length is not positive, or more is to be cut out than there is.</exception>
    public PhotoPreparation(int shortSide, int width, int height)
    {
        if (width < 1 || height < 1 || shortSide < Math.Max(width, height) || shortSide > Largest)
        {
            throw new TwofoldException(
                $"A picture of {width}x{height} pixels cannot be cut out of photos scaled to a short side of {shortSide}: the cut must be at least 1x1, and the short side at least as long and at most {Largest}.");
        }

        (ShortSide, Width, Height) = (shortSide, width, height);
    }

    /// <summary>The length the shorter side is scaled to, in pixels.</summary>
    public int ShortSide { get; }

    /// <summary>The width of what is cut out of the middle, in pixels.</summary>
    public int Width { get; }

    /// <summary>The height of what is cut out of the middle, in pixels.</summary>
    public int Height { get; }

    /// <summary>The bytes of one prepared picture: <see cref="Width"/> x <see cref="Height"/> x 3.</summary>
    [JsonIgnore]
    public int PictureBytes => Width * Height * 3;

    /// <summary>The whole middle square of a photo, at <paramref name="size"/> x <paramref name="size"/> pixels.</summary>
    public static PhotoPreparation Square(int size) => new(size, size, size);
}
