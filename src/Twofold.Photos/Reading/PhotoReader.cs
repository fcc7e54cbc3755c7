using NetVips;

namespace Twofold.Photos;

/// <summary>
/// Reads photos as a person sees them: upright (EXIF orientation), in sRGB (ICC profile, CMYK, Lab, gray, 16 bits), on white where they are
/// transparent, the first frame where there are several. JPEG, PNG, WebP, GIF, TIFF and AVIF are read by libvips, BMP by Skia, HEIC by the
/// system's libheif. The content decides the format, not the name. A photo that is cut short or damaged is not guessed at but refused, in
/// training, sorting and everywhere else alike: half a picture would be learned, or sorted, as if it were whole. Thread-safe; one call uses one core.
/// </summary>
public static class PhotoReader
{
    // A JPEG is decoded in blocks of 8 or 16 rows.
    const int RowsAtOnce = 16;

    /// <summary>Reads a photo at its full size, with the text that a PNG carries as <see cref="Photo.Metadata"/>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">The limits; <see cref="PhotoReadOptions.Default"/> where none are given.</param>
    /// <exception cref="UnreadablePhotoException">The file is missing, not a photo, over the limits, cut short or damaged.</exception>
    public static Photo Read(string path, PhotoReadOptions? options = null) => Reading(path, () => Read(new PhotoSource(path), options ?? PhotoReadOptions.Default));

    /// <summary>Reads a photo that a stream holds, from where it stands to its end: the same as of a file with these bytes.</summary>
    /// <param name="stream">The bytes of a photo's file. It is not closed.</param>
    /// <param name="options">
    /// The limits; <see cref="PhotoReadOptions.Default"/> where none are given. The stream itself may be as long as <see cref="PhotoReadOptions.MaxDecodedBytes"/>.
    /// </param>
    /// <exception cref="UnreadablePhotoException">The stream cannot be read, is not a photo, over the limits, cut short or damaged.</exception>
    public static Photo Read(Stream stream, PhotoReadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        options ??= PhotoReadOptions.Default;
        return Reading(PhotoSource.NameOfStream, () => Read(PhotoSource.Of(stream, options), options));
    }

    /// <summary>
    /// Reads a photo as the picture that a network sees. The one way of training, sorting and everything else, and made fast: a JPEG is
    /// decoded at a half, a quarter or an eighth of its size where that is enough, and what lies outside of the cut is left out before
    /// anything else is done; so damage that lies below the cut is not seen.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="preparation">Scale and cut.</param>
    /// <param name="options">The limits; <see cref="PhotoReadOptions.Default"/> where none are given.</param>
    /// <returns>A photo of <see cref="PhotoPreparation.Width"/> x <see cref="PhotoPreparation.Height"/> pixels.</returns>
    /// <exception cref="UnreadablePhotoException">The file is missing, not a photo, over the limits, cut short or damaged.</exception>
    public static Photo ReadPrepared(string path, PhotoPreparation preparation, PhotoReadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(preparation);
        return Reading(path, () =>
        {
            using var file = PhotoFile.Open(new PhotoSource(path), options ?? PhotoReadOptions.Default, streamed: true);
            // The cut is made in the picture as it is stored, and only the small result is turned upright.
            var (width, height) = file.LiesOnItsSide ? (preparation.Height, preparation.Width) : (preparation.Width, preparation.Height);
            using var stored = file.Decode(Shrink(file, preparation));
            var cut = CutOf(stored, (double)Math.Min(stored.Width, stored.Height) / preparation.ShortSide, width, height);
            if (IsPlain(stored))
            {
                var pixels = Resampled(stored, cut, width, height);
                if (!file.IsTurned && !SeenColors.HasProfile(stored))
                    return new Photo(width, height, pixels);
                using var resampled = Like(stored, pixels, width, height);
                return Finish(resampled, file);
            }

            using var middle = stored.Crop(cut.Left, cut.Top, cut.Width, cut.Height);
            using var opaque = SeenColors.OnWhite(middle);
            using var small = Scale(opaque, width, height);
            return Finish(small, file);
        });
    }

    /// <summary>Looks at a photo as learning will: whether its pixels can be read, and what is unusual about the file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="UnreadablePhotoException">The file is missing, not a photo, over the limits, cut short or damaged.</exception>
    public static PhotoFacts Examine(string path)
    {
        // Learning will read the pixels in this way; a JPEG's eighth is enough to find where it is damaged.
        _ = ReadPrepared(path, PhotoPreparation.Square(32));
        return Reading(path, () =>
        {
            using var file = PhotoFile.Open(new PhotoSource(path), PhotoReadOptions.Default, streamed: true);
            return new PhotoFacts(file.Width, file.Height, file.FormatName, [.. file.Oddities]);
        });
    }

    /// <summary>The size of a photo as it is stored, in pixels, from its header alone; null where it cannot be read.</summary>
    internal static (int Width, int Height)? TryReadSize(string path)
    {
        try
        {
            return Reading(path, () =>
            {
                using var file = PhotoFile.Open(new PhotoSource(path), PhotoReadOptions.Default, streamed: true);
                return (file.Width, file.Height);
            });
        }
        catch (UnreadablePhotoException)
        {
            return null;
        }
    }

    /// <summary>The picture that a network sees of a photo in memory: the same scale and cut as of a file.</summary>
    internal static Photo Prepare(Photo photo, PhotoPreparation preparation)
    {
        var scale = (double)Math.Min(photo.Width, photo.Height) / preparation.ShortSide;
        var (width, height) = (preparation.Width, preparation.Height);
        using var image = photo.ToImage();
        return new Photo(width, height, Resampled(image, CutOf(image, scale, width, height), width, height));
    }

    static Photo Read(PhotoSource source, PhotoReadOptions options)
    {
        using var file = PhotoFile.Open(source, options, streamed: false);
        using var stored = file.Decode(shrink: 1);
        using var seen = SeenColors.Of(stored);
        using var upright = Upright(seen, file);
        return Photo.Of(upright, file.Text);
    }

    // The largest factor that JPEG can leave out while decoding and that leaves at least as many pixels as are wanted.
    static int Shrink(PhotoFile file, PhotoPreparation preparation)
    {
        var spare = Math.Min(file.Width, file.Height) / preparation.ShortSide;
        return spare switch { >= 8 => 8, >= 4 => 4, >= 2 => 2, _ => 1 };
    }

    static (int Left, int Top, int Width, int Height) CutOf(Image image, double scale, int width, int height)
    {
        var cutWidth = Math.Clamp((int)Math.Round(width * scale), 1, image.Width);
        var cutHeight = Math.Clamp((int)Math.Round(height * scale), 1, image.Height);
        return ((image.Width - cutWidth) / 2, (image.Height - cutHeight) / 2, cutWidth, cutHeight);
    }

    // What nearly every photo is: a byte a color, red, green and blue or gray.
    static bool IsPlain(Image image) => image.Format == Enums.BandFormat.Uchar && image.Coding == Enums.Coding.None &&
        (image.Bands, image.Interpretation) is (3, Enums.Interpretation.Srgb) or (1, Enums.Interpretation.Bw);

    // Pixels are fetched by this thread a few rows at a time, which stay in the cache until they are scaled. libvips' own pipeline gives each
    // photo a thread, and takes twice as long.
    static ReadOnlyMemory<byte> Resampled(Image image, (int Left, int Top, int Width, int Height) cut, int width, int height)
    {
        using var region = Region.New(image);
        var resampling = new Resampling(cut.Width, cut.Height, image.Bands, width, height);
        for (var row = 0; row < cut.Height; row += RowsAtOnce)
            resampling.Add(region.Fetch(cut.Left, cut.Top + row, cut.Width, Math.Min(RowsAtOnce, cut.Height - row)));
        return resampling.Pixels;
    }

    // The scaled pixels with what is still to be done for the photo: its profile and its orientation.
    static Image Like(Image stored, ReadOnlyMemory<byte> pixels, int width, int height)
    {
        using var plain = Image.NewFromMemory(pixels, width, height, bands: 3, Enums.BandFormat.Uchar);
        using var seen = plain.Copy(interpretation: Enums.Interpretation.Srgb);
        return seen.Mutate(mutable =>
        {
            foreach (var (field, type) in new[] { (SeenColors.Profile, GValue.BlobType), (PhotoFile.Orientation, GValue.GIntType) })
                if (stored.Contains(field))
                    mutable.Set(type, field, stored.Get(field));
        });
    }

    static Photo Finish(Image small, PhotoFile file)
    {
        using var seen = SeenColors.Of(small);
        using var upright = Upright(seen, file);
        return Photo.Of(upright);
    }

    static Image Scale(Image image, int width, int height)
    {
        var (across, down) = ((double)width / image.Width, (double)height / image.Height);
        return image.Resize(across, vscale: down);
    }

    // Pixels come in the order in which they are stored: to turn them, they all have to be there.
    static Image Upright(Image image, PhotoFile file)
    {
        if (!file.IsTurned)
            return image.Copy();
        using var all = image.CopyMemory();
        return all.Autorot();
    }

    static T Reading<T>(string path, Func<T> read)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Vips.EnsureReady();
        try
        {
            return read();
        }
        catch (VipsException exception)
        {
            throw new UnreadablePhotoException(path, $"it is cut short or damaged ({Vips.Reason(exception)}).", exception);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new UnreadablePhotoException(path, "there is no permission to read it.", exception);
        }
        catch (IOException exception)
        {
            throw new UnreadablePhotoException(path, $"the file cannot be read ({exception.Message.TrimEnd('.')}).", exception);
        }
    }
}
