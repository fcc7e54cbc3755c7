using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Twofold.Photos.Training;

/// <summary>
/// A convolution that keeps channels apart, or the way back through one:
/// <code>for each pixel t, for c &lt; channels: target[t, c] = epilogue(bias[c] + Σ over taps (s, k) of t: source[s, c] * weights[k, c])</code>
/// Vectors go along the channels. Four pixels whose windows look alike are calculated together, so that a weight is loaded once for all of them.
/// </summary>
static class DepthwiseProduct
{
    /// <summary>Convolves pictures.</summary>
    /// <param name="source">The pictures, [pictures, rows, columns, channels].</param>
    /// <param name="pictures">How many there are.</param>
    /// <param name="channels">A multiple of <see cref="WeightPanels.Width"/>.</param>
    /// <param name="taps">What each pixel reads.</param>
    /// <param name="weights">A weight for each position of the window and channel, [positions, channels].</param>
    /// <param name="bias">What the sums begin with, [channels]; empty for zeros.</param>
    /// <param name="epilogue">What becomes of the sums, [pictures, rows, columns, channels].</param>
    public static void Calculate(
        ReadOnlySpan<float> source, int pictures, int channels, WindowTaps taps, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, Epilogue epilogue)
    {
        epilogue.Check(pictures * taps.TargetPixels * channels);
        source = source[..(pictures * taps.SourcePixels * channels)];
        if (!bias.IsEmpty)
            bias = bias[..channels];
        if (Vector512.IsHardwareAccelerated)
            Pictures<WideFloats, Vector512<float>>(source, pictures, channels, taps, weights, bias, epilogue);
        else
            Pictures<NarrowFloats, Vector256<float>>(source, pictures, channels, taps, weights, bias, epilogue);
    }

    static void Pictures<TLanes, TVector>(
        ReadOnlySpan<float> source, int pictures, int channels, WindowTaps taps, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, Epilogue epilogue)
        where TLanes : IFloatLanes<TVector>
        where TVector : struct
    {
        var end = new Epilogue<TLanes, TVector>(epilogue);
        Span<(int Source, int Weight)> offsets = new (int, int)[weights.Length / channels];
        var width = taps.Columns.Targets;
        for (var picture = 0; picture < pictures; picture++)
        {
            for (var row = 0; row < taps.Rows.Targets; row++)
            {
                foreach (var tile in taps.Columns.Tiles)
                {
                    var count = 0;
                    foreach (var tapRow in taps.Rows[row])
                    {
                        foreach (var tapColumn in taps.Columns[tile.First])
                        {
                            var pixel = (((picture * taps.Rows.Sources) + tapRow.Source) * taps.Columns.Sources) + tapColumn.Source;
                            offsets[count++] = (pixel * channels, ((tapRow.Kernel * taps.KernelWidth) + tapColumn.Kernel) * channels);
                        }
                    }

                    var at = (nuint)((((picture * taps.Rows.Targets) + row) * width) + tile.First) * (nuint)channels;
                    if (tile.Count == AxisTaps.Together)
                        Channels<TLanes, TVector, Four>(source, weights, bias, offsets[..count], channels, tile.SourceStep * channels, end, at, tile.Step * channels);
                    else
                        Channels<TLanes, TVector, One>(source, weights, bias, offsets[..count], channels, 0, end, at, 0);
                }
            }
        }
    }

    // Two vectors of channels at once hide an addition's latency where one pixel stands alone.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Channels<TLanes, TVector, TShape>(
        ReadOnlySpan<float> source, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, ReadOnlySpan<(int Source, int Weight)> taps,
        int channels, int sourceStep, in Epilogue<TLanes, TVector> end, nuint at, int step)
        where TLanes : IFloatLanes<TVector>
        where TVector : struct
        where TShape : IShape
    {
        ref var firstSource = ref MemoryMarshal.GetReference(source);
        ref var firstWeight = ref MemoryMarshal.GetReference(weights);
        ref var firstBias = ref MemoryMarshal.GetReference(bias);
        var width = (nuint)TLanes.Count;
        var (s1, s2, s3) = ((nuint)sourceStep, (nuint)(2 * sourceStep), (nuint)(3 * sourceStep));
        for (nuint c = 0; c < (nuint)channels; c += width)
        {
            var t0 = bias.IsEmpty ? default : TLanes.Load(ref firstBias, c);
            TVector t1 = t0, t2 = t0, t3 = t0;
            foreach (var tap in taps)
            {
                var weight = TLanes.Load(ref firstWeight, (nuint)tap.Weight + c);
                ref var pixel = ref Unsafe.Add(ref firstSource, (nuint)tap.Source + c);
                t0 = TLanes.MultiplyAdd(TLanes.Load(ref pixel, 0), weight, t0);
                if (TShape.Pixels > 1)
                {
                    t1 = TLanes.MultiplyAdd(TLanes.Load(ref pixel, s1), weight, t1);
                    t2 = TLanes.MultiplyAdd(TLanes.Load(ref pixel, s2), weight, t2);
                    t3 = TLanes.MultiplyAdd(TLanes.Load(ref pixel, s3), weight, t3);
                }
            }

            end.Put(t0, at + c);
            if (TShape.Pixels > 1)
            {
                end.Put(t1, at + c + (nuint)step);
                end.Put(t2, at + c + (nuint)(2 * step));
                end.Put(t3, at + c + (nuint)(3 * step));
            }
        }
    }

    interface IShape
    {
        static abstract int Pixels { get; }
    }

    readonly struct Four : IShape
    {
        public static int Pixels => 4;
    }

    readonly struct One : IShape
    {
        public static int Pixels => 1;
    }
}
