using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Twofold.Tables;

/// <summary>
/// Squared lengths after a product with a lower triangular matrix W of few rows, which is never written down: what a whole factor's solve would store
/// and read again stays in registers.
/// <code>for i: length[i] = Σ_r (Σ_{p ≤ r} W[r, p] * x[p, i])²</code>
/// W is given transposed, <c>[size, <see cref="Width"/>]</c>, with zeros elsewhere.
/// </summary>
static class TriangularLengths
{
    /// <summary>The most rows of W.</summary>
    public const int Width = ProductTile.Columns;

    const int Rows = 4;

    /// <summary>The squared lengths, <c>[stride]</c>, of vectors that lie side by side, <c>x [size, stride]</c>; the stride is a multiple of eight.</summary>
    public static void OfColumns(ReadOnlySpan<double> transposed, int size, ReadOnlySpan<double> x, int stride, Span<double> lengths)
    {
        if (Vector512.IsHardwareAccelerated)
            OfColumns<WideLanes, Vector512<double>>(transposed, size, x, stride, lengths);
        else
            OfColumns<NativeLanes, Vector<double>>(transposed, size, x, stride, lengths);
    }

    /// <summary>The squared length of one row's deviation from a center, both <c>[size]</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double OfRow(ReadOnlySpan<double> transposed, ReadOnlySpan<double> row, ReadOnlySpan<double> center)
    {
        ref var w = ref MemoryMarshal.GetReference(transposed[..(row.Length * Width)]);
        Vector512<double> s0 = default, s1 = default, s2 = default, t0 = default, t1 = default, t2 = default;
        var p = 0;
        for (; p + 2 <= row.Length; p += 2)
        {
            var (x, y) = (Vector512.Create(row[p] - center[p]), Vector512.Create(row[p + 1] - center[p + 1]));
            var at = (nuint)(p * Width);
            s0 = Vector512.MultiplyAddEstimate(x, Vector512.LoadUnsafe(ref w, at), s0);
            s1 = Vector512.MultiplyAddEstimate(x, Vector512.LoadUnsafe(ref w, at + 8), s1);
            s2 = Vector512.MultiplyAddEstimate(x, Vector512.LoadUnsafe(ref w, at + 16), s2);
            t0 = Vector512.MultiplyAddEstimate(y, Vector512.LoadUnsafe(ref w, at + 24), t0);
            t1 = Vector512.MultiplyAddEstimate(y, Vector512.LoadUnsafe(ref w, at + 32), t1);
            t2 = Vector512.MultiplyAddEstimate(y, Vector512.LoadUnsafe(ref w, at + 40), t2);
        }

        if (p < row.Length)
        {
            var (x, at) = (Vector512.Create(row[p] - center[p]), (nuint)(p * Width));
            s0 = Vector512.MultiplyAddEstimate(x, Vector512.LoadUnsafe(ref w, at), s0);
            s1 = Vector512.MultiplyAddEstimate(x, Vector512.LoadUnsafe(ref w, at + 8), s1);
            s2 = Vector512.MultiplyAddEstimate(x, Vector512.LoadUnsafe(ref w, at + 16), s2);
        }

        (s0, s1, s2) = (s0 + t0, s1 + t1, s2 + t2);
        return Vector512.Sum((s0 * s0) + (s1 * s1) + (s2 * s2));
    }

    // Four rows of W by two vectors of x: eight sums beside each other hide an addition's latency.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void OfColumns<TLanes, TVector>(ReadOnlySpan<double> transposed, int size, ReadOnlySpan<double> x, int stride, Span<double> lengths)
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        ref var w = ref MemoryMarshal.GetReference(transposed[..(size * Width)]);
        ref var firstOfX = ref MemoryMarshal.GetReference(x[..(size * stride)]);
        ref var length = ref MemoryMarshal.GetReference(lengths[..stride]);

        // The last two vectors overlap those before them; where there is room for one only, both are the same.
        var width = TLanes.Count;
        var apart = stride > width ? width : 0;
        for (var i = 0; i < stride; i += 2 * width)
        {
            var at = Math.Min(i, stride - width - apart);
            TVector l0 = default, l1 = default;
            for (var r = 0; r < size; r += Rows)
            {
                TVector s00 = default, s01 = default, s10 = default, s11 = default, s20 = default, s21 = default, s30 = default, s31 = default;
                ref var own = ref Unsafe.Add(ref w, r);
                ref var side = ref Unsafe.Add(ref firstOfX, at);
                var depth = Math.Min(r + Rows, size);
                for (var p = 0; p < depth; p++)
                {
                    var (v0, v1) = (TLanes.Load(ref side, 0), TLanes.Load(ref side, (nuint)apart));
                    var u = TLanes.Spread(own);
                    (s00, s01) = (TLanes.MultiplyAdd(u, v0, s00), TLanes.MultiplyAdd(u, v1, s01));
                    u = TLanes.Spread(Unsafe.Add(ref own, 1));
                    (s10, s11) = (TLanes.MultiplyAdd(u, v0, s10), TLanes.MultiplyAdd(u, v1, s11));
                    u = TLanes.Spread(Unsafe.Add(ref own, 2));
                    (s20, s21) = (TLanes.MultiplyAdd(u, v0, s20), TLanes.MultiplyAdd(u, v1, s21));
                    u = TLanes.Spread(Unsafe.Add(ref own, 3));
                    (s30, s31) = (TLanes.MultiplyAdd(u, v0, s30), TLanes.MultiplyAdd(u, v1, s31));
                    own = ref Unsafe.Add(ref own, Width);
                    side = ref Unsafe.Add(ref side, stride);
                }

                l0 = TLanes.MultiplyAdd(s00, s00, TLanes.MultiplyAdd(s10, s10, TLanes.MultiplyAdd(s20, s20, TLanes.MultiplyAdd(s30, s30, l0))));
                l1 = TLanes.MultiplyAdd(s01, s01, TLanes.MultiplyAdd(s11, s11, TLanes.MultiplyAdd(s21, s21, TLanes.MultiplyAdd(s31, s31, l1))));
            }

            TLanes.Store(l0, ref length, (nuint)at);
            TLanes.Store(l1, ref length, (nuint)(at + apart));
        }
    }
}
