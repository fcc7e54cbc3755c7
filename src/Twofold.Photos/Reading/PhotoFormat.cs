namespace Twofold.Photos;

/// <summary>The kinds of file that photos are read from.</summary>
enum PhotoFormat
{
    Unknown,
    Jpeg,
    Png,
    Webp,
    Gif,
    Tiff,
    Avif,
    Heic,
    Bmp,
}

/// <summary>Tells a photo's format from its first bytes. A name can lie; what libvips is handed is decided here.</summary>
static class PhotoFormats
{
    /// <summary>How many of a file's first bytes decide.</summary>
    public const int SniffedBytes = 64;

    /// <summary>The formats in words, for messages.</summary>
    public const string InWords = "JPEG, PNG, WebP, GIF, TIFF, AVIF, HEIC or BMP";

    /// <summary>How the names of photos end.</summary>
    public static IReadOnlyList<string> Endings { get; } = [.. Enum.GetValues<PhotoFormat>().SelectMany(EndingsOf).Distinct()];

    /// <summary>How the names of such files end.</summary>
    public static IReadOnlyList<string> EndingsOf(PhotoFormat format) => format switch
    {
        PhotoFormat.Jpeg => [".jpg", ".jpeg", ".jpe", ".jfif"],
        PhotoFormat.Png => [".png"],
        PhotoFormat.Webp => [".webp"],
        PhotoFormat.Gif => [".gif"],
        PhotoFormat.Tiff => [".tif", ".tiff"],
        PhotoFormat.Avif => [".avif", ".heif", ".hif"],
        PhotoFormat.Heic => [".heic", ".heif", ".hif"],
        PhotoFormat.Bmp => [".bmp", ".dib"],
        _ => [],
    };

    public static PhotoFormat OfFile(string path)
    {
        Span<byte> start = stackalloc byte[SniffedBytes];
        using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return Of(start[..RandomAccess.Read(handle, start, 0)]);
    }

    public static PhotoFormat Of(ReadOnlySpan<byte> start) => start switch
    {
        [0xFF, 0xD8, 0xFF, ..] => PhotoFormat.Jpeg,
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => PhotoFormat.Png,
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => PhotoFormat.Webp,
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => PhotoFormat.Gif,
        // Little and big endian, each classic (42) and BigTIFF (43).
        [(byte)'I', (byte)'I', 42 or 43, 0, ..] or [(byte)'M', (byte)'M', 0, 42 or 43, ..] => PhotoFormat.Tiff,
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', _, _, _, _, ..] => OfIsoMedia(start),
        // Two letters alone would take many a text for a bitmap: the size of the header that follows has few values.
        [(byte)'B', (byte)'M', _, _, _, _, _, _, _, _, _, _, _, _, 12 or 16 or 40 or 52 or 56 or 64 or 108 or 124, 0, 0, 0, ..] => PhotoFormat.Bmp,
        _ => PhotoFormat.Unknown,
    };

    // The major brand is often the general "mif1": then the compatible brands decide.
    static PhotoFormat OfIsoMedia(ReadOnlySpan<byte> start)
    {
        var length = Math.Min(start.Length, (int)Math.Min(System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(start), SniffedBytes));
        var heic = false;
        for (var at = 8; at + 4 <= length; at += 4)
        {
            // After the major brand comes its version, which is no brand.
            if (at == 12)
                continue;
            var brand = start.Slice(at, 4);
            if (brand.SequenceEqual("avif"u8) || brand.SequenceEqual("avis"u8))
                return PhotoFormat.Avif;
            heic |= brand.SequenceEqual("heic"u8) || brand.SequenceEqual("heix"u8) || brand.SequenceEqual("hevc"u8) || brand.SequenceEqual("heim"u8) ||
                brand.SequenceEqual("heis"u8) || brand.SequenceEqual("mif1"u8);
        }

        return heic ? PhotoFormat.Heic : PhotoFormat.Unknown;
    }
}
