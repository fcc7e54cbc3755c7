using SkiaSharp;
using Twofold.Photos;

namespace Twofold.Workbench;

/// <summary>Many photos on one page for people to look at: a grid, with a title above and a caption under each photo.</summary>
public static class ContactSheet
{
    /// <summary>The most photos of one sheet: more are too small to look at and make a huge file.</summary>
    public const int MaxPhotos = 400;

    // Room for a title, however few the photos.
    const int LeastWidth = 640;
    const int Margin = 32;
    const int Gap = 16;
    const int TitleHeight = 56;
    const int CaptionHeight = 30;
    const float CaptionSize = 15;

    static readonly SKColor Paper = new(0xFFFAF9F6);
    static readonly SKColor Ink = new(0xFF26241F);
    static readonly SKColor Muted = new(0xFF5F5B52);

    /// <summary>Draws a sheet of photos that are numbered from 1.</summary>
    /// <param name="title">One line above the photos.</param>
    /// <param name="photos">1 to <see cref="MaxPhotos"/> photos, in the order of the grid's rows.</param>
    /// <exception cref="TwofoldException">There is no photo, or there are too many.</exception>
    public static Photo Make(string title, IReadOnlyList<Photo> photos)
    {
        ArgumentNullException.ThrowIfNull(photos);
        return Make(title, [.. photos.Select((photo, index) => new CaptionedPhoto(photo, $"{index + 1}"))]);
    }

    /// <summary>Draws a sheet of captioned photos.</summary>
    /// <param name="title">One line above the photos.</param>
    /// <param name="photos">1 to <see cref="MaxPhotos"/> photos, in the order of the grid's rows.</param>
    /// <param name="columns">Photos in a row; 0 (the default) for a sheet that is about as high as wide, with 4 to 20 columns.</param>
    /// <exception cref="TwofoldException">There is no photo, or there are too many.</exception>
    public static Photo Make(string title, IReadOnlyList<CaptionedPhoto> photos, int columns = 0)
    {
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(photos);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        if (photos.Count is 0 or > MaxPhotos)
            throw new TwofoldException($"{photos.Count} photos for a contact sheet: give 1 to {MaxPhotos}.");

        columns = Math.Min(photos.Count, columns > 0 ? columns : Math.Clamp((int)Math.Ceiling(Math.Sqrt(photos.Count)), 4, 20));
        var cell = CellEdge(photos);
        var captionHeight = photos.Any(photo => photo.Caption.Length > 0) ? CaptionHeight : 0;
        var rows = (photos.Count + columns - 1) / columns;
        var width = Math.Max(LeastWidth, (2 * Margin) + (columns * (cell + Gap)) - Gap);
        var height = (2 * Margin) + TitleHeight + (rows * (cell + captionHeight + Gap)) - Gap;

        using var surface = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(surface);
        using var captions = new Captions(canvas);
        canvas.Clear(Paper);
        captions.Draw(title, Margin, Margin + 22, width - (2 * Margin), size: 22, Ink);
        for (var i = 0; i < photos.Count; i++)
        {
            var x = Margin + (i % columns * (cell + Gap));
            var y = Margin + TitleHeight + (i / columns * (cell + captionHeight + Gap));
            DrawFitted(canvas, photos[i].Photo, new SKRect(x, y, x + cell, y + cell));
            captions.Draw(photos[i].Caption, x, y + cell + 20, cell, CaptionSize, Muted);
        }

        return ToPhoto(surface);
    }

    /// <summary>The edge of a cell: the photos' own size, small ones enlarged by a whole number so that they can be seen.</summary>
    static int CellEdge(IReadOnlyList<CaptionedPhoto> photos)
    {
        var largest = photos.Max(photo => Math.Max(photo.Photo.Width, photo.Photo.Height));
        return Math.Min(256, largest * Math.Max(1, 128 / largest));
    }

    static void DrawFitted(SKCanvas canvas, Photo photo, SKRect cell)
    {
        using var image = ToImage(photo);
        var scale = Math.Min(cell.Width / photo.Width, cell.Height / photo.Height);
        var fitted = SKRect.Create(photo.Width * scale, photo.Height * scale);
        fitted.Offset(cell.MidX - fitted.MidX, cell.MidY - fitted.MidY);
        var sampling = scale < 1 ? new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear) : new SKSamplingOptions(SKCubicResampler.Mitchell);
        canvas.DrawImage(image, fitted, sampling);
    }

    /// <summary>A photo as the drawing library has it.</summary>
    internal static SKImage ToImage(Photo photo)
    {
        var rgb = photo.Pixels.Span;
        var rgba = new byte[photo.Width * photo.Height * 4];
        for (int from = 0, to = 0; from < rgb.Length; from += 3, to += 4)
        {
            rgb.Slice(from, 3).CopyTo(rgba.AsSpan(to));
            rgba[to + 3] = byte.MaxValue;
        }

        return SKImage.FromPixelCopy(new SKImageInfo(photo.Width, photo.Height, SKColorType.Rgba8888, SKAlphaType.Opaque), rgba);
    }

    static Photo ToPhoto(SKBitmap bitmap)
    {
        var rgba = bitmap.GetPixelSpan();
        var rgb = new byte[bitmap.Width * bitmap.Height * 3];
        for (int from = 0, to = 0; to < rgb.Length; from += 4, to += 3)
            rgba.Slice(from, 3).CopyTo(rgb.AsSpan(to));
        return new Photo(bitmap.Width, bitmap.Height, rgb);
    }
}
