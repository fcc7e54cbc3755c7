using NetVips;

namespace Twofold.Photos;

/// <summary>An opened photo of which only the header was read and found to be within the limits.</summary>
sealed class PhotoFile : IDisposable
{
    /// <summary>Where libvips keeps the EXIF orientation, 1 to 8.</summary>
    public const string Orientation = "orientation";

    const string PngComment = "png-comment-";
    const string Pages = "n-pages";

    /// <summary>Below this many pixels along its shorter side a photo says little; above this ratio of its sides most of it is cut off.</summary>
    const int Small = 32, LongSides = 4;

    readonly PhotoSource source;
    readonly PhotoFormat format;
    readonly Image header;

    PhotoFile(PhotoSource source, PhotoFormat format, Image header)
    {
        (this.source, this.format, this.header) = (source, format, header);
        var orientation = header.Contains(Orientation) ? Convert.ToInt32(header.Get(Orientation)) : 1;
        IsTurned = orientation is >= 2 and <= 8;
        LiesOnItsSide = orientation is >= 5 and <= 8;
    }

    /// <summary>The width as stored, in pixels.</summary>
    public int Width => header.Width;

    /// <summary>The height as stored, in pixels.</summary>
    public int Height => header.Height;

    /// <summary>Whether the stored picture has to be turned or mirrored to be upright.</summary>
    public bool IsTurned { get; }

    /// <summary>Whether width and height change places when it is turned upright.</summary>
    public bool LiesOnItsSide { get; }

    /// <summary>The text chunks of a PNG.</summary>
    public IReadOnlyDictionary<string, string> Text => header.GetFields()
        .Where(name => name.StartsWith(PngComment, StringComparison.Ordinal))
        .Select(name => (Key: name[(name.IndexOf('-', PngComment.Length) + 1)..], Value: header.Get(name) as string ?? ""))
        .DistinctBy(text => text.Key)
        .ToDictionary(text => text.Key, text => text.Value);

    /// <summary>Opens a photo and looks at its header.</summary>
    /// <param name="source">Its bytes.</param>
    /// <param name="options">The limits.</param>
    /// <param name="streamed">Whether the pixels are to be read row by row into something smaller.</param>
    public static PhotoFile Open(PhotoSource source, PhotoReadOptions options, bool streamed)
    {
        var format = source.Format;
        var limits = new Limits(source.Name, options);
        var header = format switch
        {
            PhotoFormat.Unknown => throw new UnreadablePhotoException(source.Name, source.IsEmpty ? "it is empty (0 bytes)." : $"its content is not {PhotoFormats.InWords}."),
            PhotoFormat.Heic => Heic.Read(source, limits),
            PhotoFormat.Bmp => Bmp.Read(source, limits),
            PhotoFormat.Jpeg => LoadJpeg(source, shrink: 1),
            _ => Load(source),
        };
        try
        {
            limits.Check(header.Width, header.Height, streamed && IsStreamed(format, header) ? 0 : BytesPerPixel(header));
            return new PhotoFile(source, format, header);
        }
        catch
        {
            header.Dispose();
            throw;
        }
    }

    /// <summary>The picture as stored, its pixels not yet decoded; a JPEG at one <paramref name="shrink"/>-th of its size.</summary>
    public Image Decode(int shrink) => shrink == 1 || format != PhotoFormat.Jpeg ? header.Copy() : LoadJpeg(source, shrink);

    /// <summary>What is unusual about the file, each in a few words.</summary>
    public IEnumerable<string> Oddities
    {
        get
        {
            var ending = Path.GetExtension(source.Name);
            if (PhotoFormats.EndingsOf(format) is var endings && !endings.Contains(ending, StringComparer.OrdinalIgnoreCase))
                yield return ending.Length == 0 ? $"a {FormatName} without an ending" : $"named {ending}, but a {FormatName}";
            if (Math.Min(Width, Height) < Small)
                yield return $"very small: {Width} x {Height} pixels";
            if (Math.Max(Width, Height) > LongSides * Math.Min(Width, Height))
                yield return $"very long: {Width} x {Height} pixels, of which the middle is seen";
            if (header.Interpretation == Enums.Interpretation.Cmyk)
                yield return "in printing colors (CMYK)";
            if (header.Contains(Pages) && Convert.ToInt32(header.Get(Pages)) is > 1 and var pages)
                yield return $"{pages} pictures in one file, of which the first is seen";
        }
    }

    /// <summary>What it is by its content.</summary>
    public string FormatName => format == PhotoFormat.Webp ? "WebP" : format.ToString().ToUpperInvariant();

    /// <inheritdoc/>
    public void Dispose() => header.Dispose();

    static Image Load(PhotoSource source)
    {
        if (source.Bytes is { } bytes)
            return Image.NewFromBuffer(bytes, access: Enums.Access.Sequential, failOn: Enums.FailOn.Error);
        using var file = Source.NewFromFile(source.Name);
        return Image.NewFromSource(file, access: Enums.Access.Sequential, failOn: Enums.FailOn.Error);
    }

    // Without asking each of the loaders whether it is theirs.
    static Image LoadJpeg(PhotoSource source, int shrink) => source.Bytes is { } bytes
        ? Image.JpegloadBuffer(bytes, shrink: shrink, access: Enums.Access.Sequential, failOn: Enums.FailOn.Error)
        : Image.Jpegload(source.Name, shrink: shrink, access: Enums.Access.Sequential, failOn: Enums.FailOn.Error);

    // What is stored as several passes over the whole picture, or as blocks that depend on each other, can only be decoded whole.
    static bool IsStreamed(PhotoFormat format, Image header) => format switch
    {
        PhotoFormat.Jpeg or PhotoFormat.Png => !header.Contains("interlaced"),
        PhotoFormat.Tiff => true,
        _ => false,
    };

    static int BytesPerPixel(Image image) => image.Bands * image.Format switch
    {
        Enums.BandFormat.Uchar or Enums.BandFormat.Char => 1,
        Enums.BandFormat.Ushort or Enums.BandFormat.Short => 2,
        Enums.BandFormat.Double or Enums.BandFormat.Complex => 8,
        Enums.BandFormat.Dpcomplex => 16,
        _ => 4,
    };

    /// <summary>The limits of one photo, with its name for the message.</summary>
    public sealed record Limits(string Path, PhotoReadOptions Options)
    {
        /// <summary>Refuses what is too large.</summary>
        /// <param name="width">The width that the header claims.</param>
        /// <param name="height">The height that it claims.</param>
        /// <param name="bytesPerPixel">The bytes that a decoded pixel takes; 0 where they are not all kept.</param>
        public void Check(long width, long height, int bytesPerPixel)
        {
            var pixels = width * height;
            if (pixels > Options.MaxPixels)
                throw new UnreadablePhotoException(Path, $"it has {width}x{height} pixels, more than the limit of {Options.MaxPixels / 1e6:0.##} million.");
            if (pixels * bytesPerPixel > Options.MaxDecodedBytes)
                throw new UnreadablePhotoException(Path, $"it takes {pixels * bytesPerPixel >> 20} MB decoded, more than the limit of {Options.MaxDecodedBytes >> 20} MB.");
        }
    }
}
