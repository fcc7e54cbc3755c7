using NetVips;
using SkiaSharp;

namespace Twofold.Photos;

/// <summary>BMP, which libvips cannot read, decoded by Skia.</summary>
static class Bmp
{
    const int BytesPerPixel = 4;

    public static Image Read(PhotoSource source, PhotoFile.Limits limits)
    {
        var path = source.Name;
        using var stream = source.Bytes is { } bytes ? new MemoryStream(bytes, writable: false) : null;
        using var codec = stream is null ? SKCodec.Create(path, out var result) : SKCodec.Create(stream, out result);
        if (codec is null)
            throw Damaged(path, result);
        limits.Check(codec.Info.Width, codec.Info.Height, BytesPerPixel);
        var opaque = codec.Info.AlphaType == SKAlphaType.Opaque;
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, opaque ? SKAlphaType.Opaque : SKAlphaType.Unpremul, SKColorSpace.CreateSrgb());
        var pixels = new byte[info.BytesSize64];
        unsafe
        {
            fixed (byte* start = pixels)
                result = codec.GetPixels(info, (nint)start);
        }

        if (result != SKCodecResult.Success)
            throw Damaged(path, result);
        using var plain = Image.NewFromMemory(pixels, info.Width, info.Height, BytesPerPixel, Enums.BandFormat.Uchar);
        using var rgba = plain.Copy(interpretation: Enums.Interpretation.Srgb);
        return opaque ? rgba.ExtractBand(0, n: 3) : rgba.Copy();
    }

    static UnreadablePhotoException Damaged(string path, SKCodecResult result) => new(path, result switch
    {
        SKCodecResult.IncompleteInput => "it is cut short (BMP).",
        _ => $"it is damaged, or of a kind of BMP that is not read ({result}).",
    });
}
