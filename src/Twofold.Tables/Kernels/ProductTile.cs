using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Twofold.Tables;

/// <summary>
/// A tile of a matrix product, as large as the processor's registers: what the larger kernels are made of.
/// <code>for i &lt; rows, for j &lt; columns: s = Σ_p a[i, p] * b[p, j]; c[i, j] = s, or c[i, j] + s, or c[i, j] - s</code>
/// Numbers of a are spread over a vector and may lie anywhere; those of b and c are loaded as vectors, so that a tile's columns are rounded up
/// to eight: b must be readable and c writable there.
/// </summary>
static class ProductTile
{
    /// <summary>The rows of a whole tile.</summary>
    public const int Rows = 4;

    /// <summary>At most so many columns: three of the widest vectors. Twelve sums are enough to hide an addition's latency.</summary>
    public const int Columns = 24;

    /// <summary>What becomes of the sums.</summary>
    public enum Outcome
    {
        /// <summary>They replace what stands there.</summary>
        Set,

        /// <summary>They are added.</summary>
        Add,

        /// <summary>They are subtracted.</summary>
        Subtract,
    }

    /// <summary>Columns rounded up to what a tile may read and write.</summary>
    public static int Padded(int columns) => (columns + 7) / 8 * 8;

    /// <summary>
    /// Calculates tile after tile of so many rows and up to <see cref="Columns"/> columns, with <c>a[i * rowsOfA + p * depthOfA]</c>,
    /// <c>b[p * depthOfB + j]</c> and <c>c[i * rowsOfC + j]</c>. With <see cref="Outcome.Set"/>, a may be c where b is upper triangular: columns are gone
    /// over from the last to the first. So may b where there is one row, or a whole tile of them.
    /// </summary>
    public static void Calculate(
        ReadOnlySpan<double> a, int rowsOfA, int depthOfA, ReadOnlySpan<double> b, int depthOfB, Span<double> c, int rowsOfC, int rows, int columns, int depth, Outcome outcome)
    {
        if (rows == 0 || depth == 0)
            return;

        // Slicing checks the bounds of everything that is read and written below.
        var padded = Padded(columns);
        ref var firstOfA = ref MemoryMarshal.GetReference(a[..(((rows - 1) * rowsOfA) + ((depth - 1) * depthOfA) + 1)]);
        ref var firstOfB = ref MemoryMarshal.GetReference(b[..(((depth - 1) * depthOfB) + padded)]);
        ref var firstOfC = ref MemoryMarshal.GetReference(c[..(((rows - 1) * rowsOfC) + padded)]);
        if (Vector512.IsHardwareAccelerated)
            Tiles<WideLanes, Vector512<double>>(
                ref firstOfA, (nuint)rowsOfA, (nuint)depthOfA, ref firstOfB, (nuint)depthOfB, ref firstOfC, (nuint)rowsOfC, rows, padded, depth, outcome);
        else
            Tiles<NativeLanes, System.Numerics.Vector<double>>(
                ref firstOfA, (nuint)rowsOfA, (nuint)depthOfA, ref firstOfB, (nuint)depthOfB, ref firstOfC, (nuint)rowsOfC, rows, padded, depth, outcome);
    }

    static void Tiles<TLanes, TVector>(
        ref double a, nuint rowsOfA, nuint depthOfA, ref double b, nuint depthOfB, ref double c, nuint rowsOfC, int rows, int columns, int depth, Outcome outcome)
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        // Three vectors a strip; the last strip may have fewer.
        var strip = 3 * TLanes.Count;
        for (var from = (columns - 1) / strip * strip; from >= 0; from -= strip)
        {
            ref var stripOfB = ref Unsafe.Add(ref b, from);
            ref var stripOfC = ref Unsafe.Add(ref c, from);
            switch (Math.Min(strip, columns - from) / TLanes.Count)
            {
                case 3:
                    Strip<TLanes, TVector, FourByThree, OneByThree>(ref a, rowsOfA, depthOfA, ref stripOfB, depthOfB, ref stripOfC, rowsOfC, rows, depth, outcome);
                    break;
                case 2:
                    Strip<TLanes, TVector, FourByTwo, OneByTwo>(ref a, rowsOfA, depthOfA, ref stripOfB, depthOfB, ref stripOfC, rowsOfC, rows, depth, outcome);
                    break;
                default:
                    Strip<TLanes, TVector, FourByOne, OneByOne>(ref a, rowsOfA, depthOfA, ref stripOfB, depthOfB, ref stripOfC, rowsOfC, rows, depth, outcome);
                    break;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Strip<TLanes, TVector, TFour, TOne>(
        ref double a, nuint rowsOfA, nuint depthOfA, ref double b, nuint depthOfB, ref double c, nuint rowsOfC, int rows, int depth, Outcome outcome)
        where TLanes : ILanes<TVector>
        where TVector : struct
        where TFour : IShape
        where TOne : IShape
    {
        for (; rows >= Rows; rows -= Rows)
        {
            Sums<TLanes, TVector, TFour>(ref a, rowsOfA, depthOfA, ref b, depthOfB, ref c, rowsOfC, depth, outcome);
            a = ref Unsafe.Add(ref a, Rows * rowsOfA);
            c = ref Unsafe.Add(ref c, Rows * rowsOfC);
        }

        for (; rows > 0; rows--)
        {
            Sums<TLanes, TVector, TOne>(ref a, rowsOfA, depthOfA, ref b, depthOfB, ref c, rowsOfC, depth, outcome);
            a = ref Unsafe.Add(ref a, rowsOfA);
            c = ref Unsafe.Add(ref c, rowsOfC);
        }
    }

    // Up to twelve sums side by side in registers: each vector of b is used four times, so that arithmetic and not loading is the limit. The
    // shape is known when the method is compiled, and what it leaves out costs nothing.
    // Optimized at once: the first fit of a process would otherwise be over before the runtime gets to it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Sums<TLanes, TVector, TShape>(
        ref double a, nuint rowsOfA, nuint depthOfA, ref double b, nuint depthOfB, ref double c, nuint rowsOfC, int depth, Outcome outcome)
        where TLanes : ILanes<TVector>
        where TVector : struct
        where TShape : IShape
    {
        TVector s00 = default, s01 = default, s02 = default;
        TVector s10 = default, s11 = default, s12 = default;
        TVector s20 = default, s21 = default, s22 = default;
        TVector s30 = default, s31 = default, s32 = default;
        TVector v1 = default, v2 = default;
        var width = (nuint)TLanes.Count;
        ref var a2 = ref Unsafe.Add(ref a, 2 * rowsOfA);
        nuint atA = 0, atB = 0;
        for (var p = 0; p < depth; p++)
        {
            var v0 = TLanes.Load(ref b, atB);
            if (TShape.Vectors > 1)
                v1 = TLanes.Load(ref b, atB + width);
            if (TShape.Vectors > 2)
                v2 = TLanes.Load(ref b, atB + (2 * width));
            var u = TLanes.Spread(Unsafe.Add(ref a, atA));
            s00 = TLanes.MultiplyAdd(u, v0, s00);
            if (TShape.Vectors > 1)
                s01 = TLanes.MultiplyAdd(u, v1, s01);
            if (TShape.Vectors > 2)
                s02 = TLanes.MultiplyAdd(u, v2, s02);
            if (TShape.Rows > 1)
            {
                u = TLanes.Spread(Unsafe.Add(ref a, atA + rowsOfA));
                s10 = TLanes.MultiplyAdd(u, v0, s10);
                if (TShape.Vectors > 1)
                    s11 = TLanes.MultiplyAdd(u, v1, s11);
                if (TShape.Vectors > 2)
                    s12 = TLanes.MultiplyAdd(u, v2, s12);
                u = TLanes.Spread(Unsafe.Add(ref a2, atA));
                s20 = TLanes.MultiplyAdd(u, v0, s20);
                if (TShape.Vectors > 1)
                    s21 = TLanes.MultiplyAdd(u, v1, s21);
                if (TShape.Vectors > 2)
                    s22 = TLanes.MultiplyAdd(u, v2, s22);
                u = TLanes.Spread(Unsafe.Add(ref a2, atA + rowsOfA));
                s30 = TLanes.MultiplyAdd(u, v0, s30);
                if (TShape.Vectors > 1)
                    s31 = TLanes.MultiplyAdd(u, v1, s31);
                if (TShape.Vectors > 2)
                    s32 = TLanes.MultiplyAdd(u, v2, s32);
            }

            atA += depthOfA;
            atB += depthOfB;
        }

        Put<TLanes, TVector, TShape>(ref c, outcome, s00, s01, s02);
        if (TShape.Rows > 1)
        {
            Put<TLanes, TVector, TShape>(ref Unsafe.Add(ref c, rowsOfC), outcome, s10, s11, s12);
            Put<TLanes, TVector, TShape>(ref Unsafe.Add(ref c, 2 * rowsOfC), outcome, s20, s21, s22);
            Put<TLanes, TVector, TShape>(ref Unsafe.Add(ref c, 3 * rowsOfC), outcome, s30, s31, s32);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Put<TLanes, TVector, TShape>(ref double row, Outcome outcome, TVector s0, TVector s1, TVector s2)
        where TLanes : ILanes<TVector>
        where TVector : struct
        where TShape : IShape
    {
        var width = (nuint)TLanes.Count;
        if (outcome != Outcome.Set)
        {
            var sign = TLanes.Spread(outcome == Outcome.Add ? 1 : -1);
            s0 = TLanes.MultiplyAdd(sign, s0, TLanes.Load(ref row, 0));
            if (TShape.Vectors > 1)
                s1 = TLanes.MultiplyAdd(sign, s1, TLanes.Load(ref row, width));
            if (TShape.Vectors > 2)
                s2 = TLanes.MultiplyAdd(sign, s2, TLanes.Load(ref row, 2 * width));
        }

        TLanes.Store(s0, ref row, 0);
        if (TShape.Vectors > 1)
            TLanes.Store(s1, ref row, width);
        if (TShape.Vectors > 2)
            TLanes.Store(s2, ref row, 2 * width);
    }

    interface IShape
    {
        static abstract int Rows { get; }

        static abstract int Vectors { get; }
    }

    readonly struct FourByThree : IShape
    {
        public static int Rows => 4;

        public static int Vectors => 3;
    }

    readonly struct FourByTwo : IShape
    {
        public static int Rows => 4;

        public static int Vectors => 2;
    }

    readonly struct FourByOne : IShape
    {
        public static int Rows => 4;

        public static int Vectors => 1;
    }

    readonly struct OneByThree : IShape
    {
        public static int Rows => 1;

        public static int Vectors => 3;
    }

    readonly struct OneByTwo : IShape
    {
        public static int Rows => 1;

        public static int Vectors => 2;
    }

    readonly struct OneByOne : IShape
    {
        public static int Rows => 1;

        public static int Vectors => 1;
    }
}
