using System.Runtime.Intrinsics;

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
        var whole = patch / channels;
        var (picture, pixel) = Math.DivRem(first, taps.TargetPixels);
        var (y, x) = Math.DivRem(pixel, columns.Targets);
        for (var from = 0; from < patches.Length; from += patch)
        {
            var window = patches.Slice(from, patch);
            var row = rows[y];
            var column = columns[x];
            // What a whole vector writes beyond a run belongs to a later run or window, which is written after it; but not where one is missing.
            var isWhole = row.Length * column.Length == whole;
            if (!isWhole)
                window.Clear();
            foreach (var tapRow in row)
            {
                var line = ((picture * rows.Sources) + tapRow.Source) * columns.Sources;
                var position = tapRow.Kernel * taps.KernelWidth;
                foreach (var run in columns.Runs(x))
                {
                    var (length, start, to) = (run.Length * channels, (line + run.Source) * channels, (position + run.Kernel) * channels);
                    if (isWhole && length <= Vector512<float>.Count && start + Vector512<float>.Count <= source.Length && from + to + Vector512<float>.Count <= patches.Length)
                        Vector512.Create(source.Slice(start, Vector512<float>.Count)).CopyTo(patches[(from + to)..]);
                    else
                        source.Slice(start, length).CopyTo(window[to..]);
                }
            }

            // Counted along: divisions would take longer than the copies.
            if (++x == columns.Targets)
                (x, y) = (0, y + 1);
            if (y == rows.Targets)
                (y, picture) = (0, picture + 1);
        }
    }
}
