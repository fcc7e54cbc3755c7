using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Twofold.Tables;

/// <summary>
/// The squared distance of two points.
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
}
