namespace Twofold.Photos.Training;

/// <summary>
/// Lays what the windows of an ordinary convolution see side by side, so that the convolution is a product of rows (im2col).
/// <code>for each pixel t from first on, for each tap (s, k) of t: patches[t - first, k, ..] = source[s, ..]; zeros where the window reaches out of the picture</code>
/// </summary>
static class PatchRows
{
    /// <summary>Gathers the windows of some pixels.</summary>
    /// <param name="source">The pictures, [pictures, rows, columns, channels].</param>
    /// <param name="channels">The channels.</param>
    /// <param name="taps">What each pixel sees.</param>
    /// <param name="first">The first pixel, counted over all pictures.</param>
    /// <param name="patches">The windows, [pixels, positions * channels].</param>
    /// <param name="patch">The numbers of a window.</param>
    public static void Gather(ReadOnlySpan<float> source, int channels, WindowTaps taps, int first, Span<float> patches, int patch)
    {
        var (rows, columns) = (taps.Rows, taps.Columns);
        for (var from = 0; from < patches.Length; from += patch)
        {
            var (picture, pixel) = Math.DivRem(first + (from / patch), taps.TargetPixels);
            var window = patches.Slice(from, patch);
            var row = rows[pixel / columns.Targets];
            var column = columns[pixel % columns.Targets];
            if (row.Length * column.Length * channels < patch)
                window.Clear();
            foreach (var tapRow in row)
            {
                var line = ((picture * rows.Sources) + tapRow.Source) * columns.Sources;
                var position = tapRow.Kernel * taps.KernelWidth;
                for (var i = 0; i < column.Length;)
                {
                    var run = Run(column, i);
                    source.Slice((line + column[i].Source) * channels, run * channels).CopyTo(window[((position + column[i].Kernel) * channels)..]);
                    i += run;
                }
            }
        }
    }

    /// <summary>How many taps from one on lie side by side, in the source and in the window.</summary>
    public static int Run(ReadOnlySpan<AxisTap> taps, int first)
    {
        var run = 1;
        while (first + run < taps.Length && taps[first + run].Source == taps[first].Source + run && taps[first + run].Kernel == taps[first].Kernel + run)
            run++;
        return run;
    }
}
