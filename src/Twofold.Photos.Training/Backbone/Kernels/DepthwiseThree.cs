using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Twofold.Photos.Training;

/// <summary>
/// <see cref="DepthwiseProduct"/> where the window is 3x3 around each pixel, which most depthwise convolutions are, and the way back through one,
/// which is the same with the weights turned around:
/// <code>for each pixel (y, x), for c &lt; channels: target[y, x, c] = epilogue(bias[c] + Σ_i Σ_j source[y + i - 1, x + j - 1, c] * weights[3 i + j, c])</code>
/// For a vector of channels the nine weights stay in registers, and so do the three columns under the window: a step to the right loads one column.
/// </summary>
static class DepthwiseThree
{
    // What lies above and below a picture: read again and again, however wide the picture is.
    static readonly AlignedFloats Zeros = new(WeightPanels.Width);

    /// <summary>Convolves pictures.</summary>
    /// <param name="source">The pictures, [pictures, rows, columns, channels].</param>
    /// <param name="pictures">How many there are.</param>
    /// <param name="shape">The size of each, before and after; its channels a multiple of <see cref="WeightPanels.Width"/>.</param>
    /// <param name="weights">A weight for each position of the window and channel, [9, channels].</param>
    /// <param name="bias">What the sums begin with, [channels]; empty for zeros.</param>
    /// <param name="epilogue">What becomes of the sums, [pictures, rows, columns, channels].</param>
    public static void Calculate(
        ReadOnlySpan<float> source, int pictures, PictureShape shape, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, Epilogue epilogue)
    {
        epilogue.Check(pictures * shape.Length);
        source = source[..(pictures * shape.Length)];
        weights = weights[..(9 * shape.Channels)];
        if (!bias.IsEmpty)
            bias = bias[..shape.Channels];
        if (Vector512.IsHardwareAccelerated)
            Channels<WideFloats, Vector512<float>>(source, pictures, shape, weights, bias, new Epilogue<WideFloats, Vector512<float>>(epilogue));
        else
            Channels<NarrowFloats, Vector256<float>>(source, pictures, shape, weights, bias, new Epilogue<NarrowFloats, Vector256<float>>(epilogue));
    }

    // Optimized at once: the first pass of a process would otherwise be over before the runtime gets to it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Channels<TLanes, TVector>(
        ReadOnlySpan<float> source, int pictures, PictureShape shape, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, in Epilogue<TLanes, TVector> end)
        where TLanes : IFloatLanes<TVector>
        where TVector : struct
    {
        ref var zeros = ref MemoryMarshal.GetReference(Zeros.Span);
        var pixel = (nuint)shape.Channels;
        var line = (nuint)shape.Width * pixel;
        for (nuint c = 0; c < pixel; c += (nuint)TLanes.Count)
        {
            ref var weight = ref Unsafe.Add(ref MemoryMarshal.GetReference(weights), c);
            var w0 = TLanes.Load(ref weight, 0);
            var w1 = TLanes.Load(ref weight, pixel);
            var w2 = TLanes.Load(ref weight, 2 * pixel);
            var w3 = TLanes.Load(ref weight, 3 * pixel);
            var w4 = TLanes.Load(ref weight, 4 * pixel);
            var w5 = TLanes.Load(ref weight, 5 * pixel);
            var w6 = TLanes.Load(ref weight, 6 * pixel);
            var w7 = TLanes.Load(ref weight, 7 * pixel);
            var w8 = TLanes.Load(ref weight, 8 * pixel);
            var start = bias.IsEmpty ? default : TLanes.Load(ref MemoryMarshal.GetReference(bias), c);
            var at = c;
            for (var row = 0; row < pictures * shape.Height; row++)
            {
                var inPicture = row % shape.Height;
                ref var middle = ref Unsafe.Add(ref MemoryMarshal.GetReference(source), at);
                ref var above = ref inPicture > 0 ? ref Unsafe.Subtract(ref middle, line) : ref zeros;
                ref var below = ref inPicture < shape.Height - 1 ? ref Unsafe.Add(ref middle, line) : ref zeros;
                var stepAbove = inPicture > 0 ? pixel : 0;
                var stepBelow = inPicture < shape.Height - 1 ? pixel : 0;
                // Columns to the left of the pixel, at it and to the right of it: a, b, d.
                TVector a0 = default, a1 = default, a2 = default;
                var b0 = TLanes.Load(ref above, 0);
                var b1 = TLanes.Load(ref middle, 0);
                var b2 = TLanes.Load(ref below, 0);
                for (var left = shape.Width - 1; left >= 0; left--)
                {
                    TVector d0 = default, d1 = default, d2 = default;
                    if (left > 0)
                    {
                        above = ref Unsafe.Add(ref above, stepAbove);
                        middle = ref Unsafe.Add(ref middle, pixel);
                        below = ref Unsafe.Add(ref below, stepBelow);
                        d0 = TLanes.Load(ref above, 0);
                        d1 = TLanes.Load(ref middle, 0);
                        d2 = TLanes.Load(ref below, 0);
                    }

                    var sum = TLanes.MultiplyAdd(a0, w0, start);
                    sum = TLanes.MultiplyAdd(b0, w1, sum);
                    sum = TLanes.MultiplyAdd(d0, w2, sum);
                    sum = TLanes.MultiplyAdd(a1, w3, sum);
                    sum = TLanes.MultiplyAdd(b1, w4, sum);
                    sum = TLanes.MultiplyAdd(d1, w5, sum);
                    sum = TLanes.MultiplyAdd(a2, w6, sum);
                    sum = TLanes.MultiplyAdd(b2, w7, sum);
                    sum = TLanes.MultiplyAdd(d2, w8, sum);
                    end.Put(sum, at);
                    at += pixel;
                    (a0, a1, a2, b0, b1, b2) = (b0, b1, b2, d0, d1, d2);
                }
            }
        }
    }
}
