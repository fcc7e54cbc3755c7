using System.Collections.ObjectModel;
using NetVips;

namespace Twofold.Photos;

/// <summary>A picture in memory: what a person sees of a photo (upright, sRGB, opaque), or one that a creator made.</summary>
public sealed class Photo
{
    /// <summary>Creates a photo of pixels, which are not copied.</summary>
    /// <param name="width">The width in pixels.</param>
    /// <param name="height">The height in pixels.</param>
    /// <param name="pixels">sRGB, one byte a channel, rows from the top: <c>[height, width, 3]</c>.</param>
    /// <exception cref="TwofoldException">The number of bytes is not that of the size.</exception>
    public Photo(int width, int height, ReadOnlyMemory<byte> pixels)
        : this(width, height, pixels, ReadOnlyDictionary<string, string>.Empty)
    {
    }

    Photo(int width, int height, ReadOnlyMemory<byte> pixels, IReadOnlyDictionary<string, string> metadata)
    {
        if (width < 1 || height < 1 || pixels.Length != 3L * width * height)
            throw new TwofoldException($"{pixels.Length} bytes for a photo of {width}x{height} pixels: 3 bytes for each pixel are expected, and at least one pixel.");
        (Width, Height, Pixels, Metadata) = (width, height, pixels, metadata);
    }

    /// <summary>The width in pixels.</summary>
    public int Width { get; }

    /// <summary>The height in pixels.</summary>
    public int Height { get; }

    /// <summary>sRGB, one byte a channel, rows from the top: <c>[height, width, 3]</c>.</summary>
    public ReadOnlyMemory<byte> Pixels { get; }

    /// <summary>What is written beside the pixels, such as by which model a picture was generated.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Reads a photo file; the same as <see cref="PhotoReader.Read(string, PhotoReadOptions?)"/> with its default limits.</summary>
    /// <exception cref="UnreadablePhotoException">The file cannot be read as a photo.</exception>
    public static Photo Read(string path) => PhotoReader.Read(path);

    /// <summary>Reads the photo that a stream holds; the same as <see cref="PhotoReader.Read(Stream, PhotoReadOptions?)"/> with its default limits.</summary>
    /// <exception cref="UnreadablePhotoException">The stream cannot be read as a photo.</exception>
    public static Photo Read(Stream stream) => PhotoReader.Read(stream);

    /// <summary>The same pixels with other metadata.</summary>
    /// <param name="metadata">Keys of 1 to 79 printable ASCII characters, which is what PNG allows, and values of any text.</param>
    /// <exception cref="TwofoldException">A key is not one that PNG allows.</exception>
    public Photo WithMetadata(IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        foreach (var key in metadata.Keys)
            PngText.CheckKey(key);
        return new Photo(Width, Height, Pixels, new Dictionary<string, string>(metadata).AsReadOnly());
    }

    /// <summary>The photo at another size, without regard to its proportions.</summary>
    public Photo Resized(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if (width == Width && height == Height)
            return this;
        using var image = ToImage();
        using var resized = image.ThumbnailImage(width, height, size: Enums.Size.Force);
        return new Photo(width, height, resized.WriteToMemory<byte>(), Metadata);
    }

    /// <summary>
    /// Writes the photo whole or not at all: <c>.png</c> with its metadata as text chunks, or <c>.jpg</c> (<c>.jpeg</c>), quality 95, with its
    /// metadata as the EXIF image description.
    /// </summary>
    /// <exception cref="TwofoldException">The name ends differently, or the file cannot be written.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var bytes = Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".PNG" => ToPng(),
            ".JPG" or ".JPEG" => ToJpeg(),
            var other => throw new TwofoldException($"'{path}' ends in '{other}': photos are written as .png or .jpg."),
        };
        AtomicFile.Write(path, stream => stream.Write(bytes));
    }

    /// <summary>The photo as the bytes of a PNG file, its metadata as text chunks.</summary>
    public byte[] ToPng()
    {
        using var image = ToImage();
        return PngText.Insert(image.PngsaveBuffer(), Metadata);
    }

    /// <summary>The photo as the bytes of a JPEG file, its metadata as the EXIF image description.</summary>
    /// <param name="quality">1 to 100; 95 by default, at which nobody sees a difference.</param>
    public byte[] ToJpeg(int quality = 95)
    {
        using var image = ToImage();
        if (Metadata.Count == 0)
            return image.JpegsaveBuffer(q: quality);
        var description = string.Join("\n", Metadata.Select(pair => $"{pair.Key}: {pair.Value}"));
        using var described = image.Mutate(mutable => mutable.Set(GValue.GStrType, "exif-ifd0-ImageDescription", description));
        return described.JpegsaveBuffer(q: quality);
    }

    internal static Photo Of(Image image, IReadOnlyDictionary<string, string>? metadata = null) =>
        new(image.Width, image.Height, image.WriteToMemory<byte>(), metadata ?? ReadOnlyDictionary<string, string>.Empty);

    internal Image ToImage()
    {
        Vips.EnsureReady();
        using var plain = Image.NewFromMemory(Pixels, Width, Height, bands: 3, Enums.BandFormat.Uchar);
        return plain.Copy(interpretation: Enums.Interpretation.Srgb);
    }
}
