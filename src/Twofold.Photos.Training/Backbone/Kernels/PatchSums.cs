using System.Numerics.Tensors;
using System.Runtime.Intrinsics;

namespace Twofold.Photos.Training;

/// <summary>
/// The way back of <see cref="PatchRows"/>: what belongs to each window goes to the pixels that it saw (col2im).
/// <code>for each pixel t from first on, for each tap (s, k) of t: target[s, ..] += patches[t - first, k, ..]</code>
/// </summary>
static class PatchSums
{
    /// <summary>Adds the windows of some pixels to what they saw.</summary>
    /// <param name="patches">The windows, [pixels, stride].</param>
    /// <param name="stride">From one window to the next.</param>
    /// <param name="channels">The channels of the pictures.</param>
    /// <param name="taps">What each pixel saw.</param>
    /// <param name="first">The first pixel, counted over all pictures.</param>
    /// <param name="target">The pictures, [pictures, rows, columns, channels].</param>
    public static void Add(ReadOnlySpan<float> patches, int stride, int channels, WindowTaps taps, int first, Span<float> target)
    {
        var (rows, columns) = (taps.Rows, taps.Columns);
        var (picture, pixel) = Math.DivRem(first, taps.TargetPixels);
        var (y, x) = Math.DivRem(pixel, columns.Targets);
        for (var from = 0; from < patches.Length; from += stride)
        {
            foreach (var tapRow in rows[y])
            {
                var line = ((picture * rows.Sources) + tapRow.Source) * columns.Sources;
                var position = tapRow.Kernel * taps.KernelWidth;
                foreach (var run in columns.Runs(x))
                {
                    var (length, start, to) = (run.Length * channels, (line + run.Source) * channels, from + ((position + run.Kernel) * channels));
                    if (length <= Vector512<float>.Count && start + Vector512<float>.Count <= target.Length && to + Vector512<float>.Count <= patches.Length)
                    {
                        var inside = Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(length)).AsSingle();
                        var pixels = target.Slice(start, Vector512<float>.Count);
                        (Vector512.Create<float>(pixels) + (Vector512.Create(patches.Slice(to, Vector512<float>.Count)) & inside)).CopyTo(pixels);
                    }
                    else
                    {
                        var pixels = target.Slice(start, length);
                        TensorPrimitives.Add(pixels, patches.Slice(to, length), pixels);
                    }
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
