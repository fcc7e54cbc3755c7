namespace Twofold.Photos;

/// <summary>Where the bytes of a photo are: in a file, or in memory.</summary>
/// <param name="Name">The file, or what the photo is called in messages.</param>
/// <param name="Bytes">The bytes; null where they are in the file.</param>
sealed record PhotoSource(string Name, byte[]? Bytes = null)
{
    const int ReadAtOnce = 1 << 16;

    /// <summary>What a photo from a stream is called, which has no name of its own.</summary>
    public const string NameOfStream = "the stream";

    /// <summary>What it is by its first bytes.</summary>
    /// <exception cref="UnreadablePhotoException">There is no such file, or it is none.</exception>
    public PhotoFormat Format => Bytes is not null ? PhotoFormats.Of(Bytes.AsSpan(0, Math.Min(Bytes.Length, PhotoFormats.SniffedBytes))) : FormatOfFile();

    /// <summary>Whether there is nothing in it.</summary>
    public bool IsEmpty => Bytes is not null ? Bytes.Length == 0 : new FileInfo(Name).Length == 0;

    /// <summary>All bytes, read where they are not in memory.</summary>
    public byte[] ReadAll() => Bytes ?? File.ReadAllBytes(Name);

    /// <summary>The photo that a stream holds from where it stands to its end.</summary>
    /// <exception cref="UnreadablePhotoException">It is longer than a photo may be decoded: a stream may have no end.</exception>
    public static PhotoSource Of(Stream stream, PhotoReadOptions options)
    {
        using var all = new MemoryStream();
        var buffer = new byte[ReadAtOnce];
        while (stream.Read(buffer) is > 0 and var read)
        {
            if (all.Length + read > Math.Min(options.MaxDecodedBytes, Array.MaxLength))
                throw new UnreadablePhotoException(NameOfStream, $"it is longer than the limit of {options.MaxDecodedBytes >> 20} MB.");
            all.Write(buffer, 0, read);
        }

        return new PhotoSource(NameOfStream, all.ToArray());
    }

    PhotoFormat FormatOfFile()
    {
        if (!File.Exists(Name))
            throw new UnreadablePhotoException(Name, Directory.Exists(Name) ? "it is a folder." : "there is no such file.");
        if (FileKind.IsSpecial(Name))
            throw new UnreadablePhotoException(Name, "it is a pipe, socket or device, not a file.");
        return PhotoFormats.OfFile(Name);
    }
}
