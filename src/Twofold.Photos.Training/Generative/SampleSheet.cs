namespace Twofold.Photos.Training;

/// <summary>The pictures of a model file's <c>samples.png</c>: a row for each label.</summary>
static class SampleSheet
{
    const int MaxColumns = 8;

    const int Gap = 2;

    /// <summary>Lays pictures of one size side by side, each list a row, on white.</summary>
    public static byte[] Png(IReadOnlyList<IReadOnlyList<Photo>> rows)
    {
        var (width, height) = (rows[0][0].Width, rows[0][0].Height);
        var columns = Math.Min(MaxColumns, rows.Max(row => row.Count));
        var (sheetWidth, sheetHeight) = ((columns * (width + Gap)) - Gap, (rows.Count * (height + Gap)) - Gap);
        var pixels = new byte[sheetWidth * sheetHeight * 3];
        pixels.AsSpan().Fill(255);
        for (var r = 0; r < rows.Count; r++)
        {
            for (var c = 0; c < Math.Min(columns, rows[r].Count); c++)
            {
                var picture = rows[r][c].Pixels.Span;
                for (var y = 0; y < height; y++)
                    picture.Slice(y * width * 3, width * 3).CopyTo(pixels.AsSpan(((((r * (height + Gap)) + y) * sheetWidth) + (c * (width + Gap))) * 3));
            }
        }

        return new Photo(sheetWidth, sheetHeight, pixels).ToPng();
    }
}
