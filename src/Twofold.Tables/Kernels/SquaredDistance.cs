using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Twofold.Tables;

/// <summary>
/// The squared distance of two points, and of many points from one.
/// <code>Σ_j (x[j] - y[j])²</code>
/// <c>TensorPrimitives.Distance</c> takes a root that is squared again, and a call and a remainder that rows padded to whole vectors do not need.
/// </summary>
static class SquaredDistance
{
    /// <summary>The squared distance; the length is a multiple of eight.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Of(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        ref var first = ref MemoryMarshal.GetReference(x);
        ref var second = ref MemoryMarshal.GetReference(y[..x.Length]);
        return Vector512.IsHardwareAccelerated
            ? Of<WideLanes, Vector512<double>>(ref first, ref second, (nuint)x.Length)
            : Of<NativeLanes, System.Numerics.Vector<double>>(ref first, ref second, (nuint)x.Length);
    }

    /// <summary>
    /// The squared distances from <paramref name="y"/> of points side by side, <c>[y's length, distances' length]</c>; there is a multiple of eight of
    /// them.
    /// </summary>
    public static void OfColumns(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> distances)
    {
        x = x[..(y.Length * distances.Length)];
        if (Vector512.IsHardwareAccelerated)
            OfColumns<WideLanes, Vector512<double>>(x, y, distances);
        else
            OfColumns<NativeLanes, System.Numerics.Vector<double>>(x, y, distances);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static double Of<TLanes, TVector>(ref double x, ref double y, nuint length)
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        TVector sum = default;
        for (nuint j = 0; j < length; j += (nuint)TLanes.Count)
        {
            var difference = TLanes.Subtract(TLanes.Load(ref x, j), TLanes.Load(ref y, j));
            sum = TLanes.MultiplyAdd(difference, difference, sum);
        }

        return TLanes.Sum(sum);
    }

    // Two sums side by side for each eight points or fewer, so that one addition need not wait for the other.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void OfColumns<TLanes, TVector>(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> distances)
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        ref var points = ref MemoryMarshal.GetReference(x);
        ref var to = ref MemoryMarshal.GetReference(distances);
        var stride = (nuint)distances.Length;
        for (nuint i = 0; i < stride; i += (nuint)TLanes.Count)
        {
            TVector even = default, odd = default;
            var at = i;
            var j = 0;
            for (; j < y.Length - 1; j += 2, at += 2 * stride)
            {
                var difference = TLanes.Subtract(TLanes.Load(ref points, at), TLanes.Spread(y[j]));
                even = TLanes.MultiplyAdd(difference, difference, even);
                difference = TLanes.Subtract(TLanes.Load(ref points, at + stride), TLanes.Spread(y[j + 1]));
                odd = TLanes.MultiplyAdd(difference, difference, odd);
            }

            if (j < y.Length)
            {
                var difference = TLanes.Subtract(TLanes.Load(ref points, at), TLanes.Spread(y[j]));
                even = TLanes.MultiplyAdd(difference, difference, even);
            }

            TLanes.Store(TLanes.MultiplyAdd(TLanes.Spread(1), odd, even), ref to, i);
        }
    }
}
