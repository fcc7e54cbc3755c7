namespace Twofold.Photos;

/// <summary>Real photos as a creator's pictures are compared with them.</summary>
/// <param name="Labels">The label of each, <c>[photos]</c>.</param>
/// <param name="Features">What the pair's recognizer makes of each, seen at the size of the creator's pictures, <c>[photos, features]</c>.</param>
/// <param name="Thumbnails">Each as a thumbnail, <c>[photos, 16 × 16 × 3]</c>; null where copies are not looked for.</param>
public sealed record FeaturedPhotos(IReadOnlyList<string> Labels, double[,] Features, double[,]? Thumbnails = null)
{
    /// <summary>
    /// The pixels along a thumbnail's edge. Enough to tell photos apart; a copy that a creator made a little blurred, or that went through a JPEG, is
    /// still next to its original.
    /// </summary>
    internal const int ThumbnailSize = 16;

    /// <summary>How many there are.</summary>
    public int Count => Labels.Count;

    /// <summary>
    /// Reads photos as a pair sees what its creator makes, on all cores: at the creator's size, because a network that is given large photos tells sharp from soft. One that cannot
    /// be read is left out.
    /// </summary>
    /// <param name="pair">A pair with a creator, whose pictures they are to be compared with.</param>
    /// <param name="paths">The files.</param>
    /// <param name="labels">The label of each.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="TwofoldException">There is not one label for each file, the pair has no creator, or no file can be read.</exception>
    public static FeaturedPhotos Read(PhotoPair pair, IReadOnlyList<string> paths, IReadOnlyList<string> labels, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(pair);
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentNullException.ThrowIfNull(labels);
        if (paths.Count != labels.Count)
            throw new TwofoldException($"{paths.Count} photos but {labels.Count} labels: each photo needs one label.");
        var square = PhotoPreparation.Square(pair.Creator.Info.Size);
        var extractor = pair.Recognizer.Extractor;
        var reasons = new List<string>();
        var read = new List<(string Label, float[] Features, double[] Thumbnail)>();
        foreach (var (i, photo) in ParallelMap.Ordered(paths, ReadOne, cancellation).Index())
        {
            if (photo.Error is null)
                read.Add((labels[i], photo.Features, photo.Thumbnail));
            else
                reasons.Add(photo.Error);
        }

        if (read.Count == 0)
            throw new TwofoldException($"None of {paths.Count} photos could be read{(reasons.Count > 0 ? $"; the first: {reasons[0]}" : "")}.");
        return new FeaturedPhotos(
            [.. read.Select(photo => photo.Label)], Rows(read.Select(photo => photo.Features), extractor.FeatureCount), Stacked([.. read.Select(photo => photo.Thumbnail)]));

        (float[] Features, double[] Thumbnail, string? Error) ReadOne(string path)
        {
            try
            {
                var photo = PhotoReader.ReadPrepared(path, square);
                return (extractor.Features(photo), Thumbnail(photo.Pixels.Span, square.Width), null);
            }
            catch (UnreadablePhotoException exception)
            {
                return ([], [], exception.Message);
            }
        }
    }

    /// <summary>Each cell of a thumbnail is the mean of the pixels that lie in it, <c>[16 × 16 × 3]</c>.</summary>
    internal static double[] Thumbnail(ReadOnlySpan<byte> picture, int size)
    {
        var thumbnail = new double[ThumbnailSize * ThumbnailSize * 3];
        for (var row = 0; row < ThumbnailSize; row++)
            for (var column = 0; column < ThumbnailSize; column++)
            {
                // A picture smaller than its thumbnail has cells of one pixel.
                var (top, left) = (row * size / ThumbnailSize, column * size / ThumbnailSize);
                var (bottom, right) = (Math.Max(top + 1, (row + 1) * size / ThumbnailSize), Math.Max(left + 1, (column + 1) * size / ThumbnailSize));
                var cell = thumbnail.AsSpan(((row * ThumbnailSize) + column) * 3, 3);
                for (var y = top; y < bottom; y++)
                    for (var x = left; x < right; x++)
                        for (var channel = 0; channel < 3; channel++)
                            cell[channel] += (double)picture[(((y * size) + x) * 3) + channel] / ((bottom - top) * (right - left));
            }

        return thumbnail;
    }

    /// <summary>The thumbnails, and each of them mirrored: a creator that learned from mirrored photos copies either way round, <c>[2 × photos, 16 × 16 × 3]</c>.</summary>
    internal static double[,] WithMirrored(double[,] thumbnails)
    {
        var count = thumbnails.GetLength(0);
        var both = new double[2 * count, thumbnails.GetLength(1)];
        thumbnails.AsFlatSpan().CopyTo(both.AsFlatSpan());
        for (var i = 0; i < count; i++)
        {
            for (var cell = 0; cell < ThumbnailSize * ThumbnailSize; cell++)
            {
                var (row, column) = Math.DivRem(cell, ThumbnailSize);
                thumbnails.Row(i).Slice(((row * ThumbnailSize) + ThumbnailSize - 1 - column) * 3, 3).CopyTo(both.Row(count + i)[(cell * 3)..]);
            }
        }

        return both;
    }

    internal static double[,] Rows(IEnumerable<float[]> rows, int columns)
    {
        float[][] all = [.. rows];
        var matrix = new double[all.Length, columns];
        for (var i = 0; i < all.Length; i++)
            for (var j = 0; j < columns; j++)
                matrix[i, j] = all[i][j];
        return matrix;
    }

    internal static double[,] Stacked(IReadOnlyList<double[]> rows)
    {
        var matrix = new double[rows.Count, rows[0].Length];
        for (var i = 0; i < rows.Count; i++)
            rows[i].CopyTo(matrix.Row(i));
        return matrix;
    }
}
