namespace Twofold.Photos;

/// <summary>How large a photo may be. The numbers are compared with what the file's header claims, before anything is decoded.</summary>
public sealed record PhotoReadOptions
{
    /// <summary>The limits that hold where none are given.</summary>
    public static PhotoReadOptions Default { get; } = new();

    /// <summary>The most pixels a photo may have. Default 200 million: more than any camera makes, less than a hostile file claims.</summary>
    public long MaxPixels
    {
        get;
        init => field = value > 0 ? value : throw new TwofoldException($"A limit of {value} pixels: give at least 1.");
    } = 200_000_000;

    /// <summary>
    /// The most bytes a photo may take decoded. Default 512 MB. It does not hold where the pixels are streamed, a few rows at a time, into
    /// a smaller picture, which is what <see cref="PhotoReader.ReadPrepared"/> does with the formats that allow it (JPEG and PNG stored row by row, TIFF).
    /// </summary>
    public long MaxDecodedBytes
    {
        get;
        init => field = value > 0 ? value : throw new TwofoldException($"A limit of {value} bytes: give at least 1.");
    } = 512L << 20;
}
