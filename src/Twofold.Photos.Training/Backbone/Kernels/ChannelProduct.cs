using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Twofold.Photos.Training;

/// <summary>
/// The product of rows of channels with a matrix of weights: a 1x1 convolution, forward or, with the weights transposed, backward.
/// <code>for i &lt; rows, for j &lt; columns: target[i, j] = epilogue(bias[j] + Σ_p source[i, p] * weights[p, j])</code>
/// A tile of sums stays in registers while the depth is walked along: twelve rows by two vectors or eight by three, so that two of three
/// instructions are multiplications. Rows that are left over go four at a time, then one at a time.
/// </summary>
static class ChannelProduct
{
    /// <summary>Multiplies.</summary>
    /// <param name="source">The rows, <c>source[i * stride + p]</c>.</param>
    /// <param name="stride">From one row to the next.</param>
    /// <param name="rows">How many rows there are.</param>
    /// <param name="weights">The matrix.</param>
    /// <param name="bias">What the sums begin with, [columns]; empty for zeros.</param>
    /// <param name="epilogue">What becomes of the sums, [rows, columns].</param>
    public static void Calculate(ReadOnlySpan<float> source, int stride, int rows, WeightPanels weights, ReadOnlySpan<float> bias, Epilogue epilogue)
    {
        if (rows == 0)
            return;
        epilogue.Check(rows * weights.Columns);
        if (!bias.IsEmpty)
            bias = bias[..weights.Columns];
        source = source[..(((rows - 1) * stride) + weights.Depth)];
        if (Vector512.IsHardwareAccelerated)
            Strips<WideFloats, Vector512<float>>(source, stride, rows, weights, bias, epilogue);
        else
            Strips<NarrowFloats, Vector256<float>>(source, stride, rows, weights, bias, epilogue);
    }

    static void Strips<TLanes, TVector>(ReadOnlySpan<float> source, int stride, int rows, WeightPanels weights, ReadOnlySpan<float> bias, Epilogue epilogue)
        where TLanes : IFloatLanes<TVector>
        where TVector : struct
    {
        var end = new Epilogue<TLanes, TVector>(epilogue);
        var all = weights.Weights;
        ref var first = ref MemoryMarshal.GetReference(source);
        foreach (var (column, width) in weights.Strips)
        {
            ref var strip = ref MemoryMarshal.GetReference(all.Slice(column * weights.Depth, width * weights.Depth));
            var biasOfStrip = bias.IsEmpty ? bias : bias[column..];
            var (depth, columns) = (weights.Depth, (nuint)weights.Columns);
            switch (width / TLanes.Count)
            {
                case 3:
                    Rows<TLanes, TVector, EightByThree, FourByThree, OneByThree>(ref first, stride, rows, ref strip, depth, biasOfStrip, end, (nuint)column, columns);
                    break;
                case 2 when TLanes.Count == WeightPanels.Width:
                    Rows<TLanes, TVector, TwelveByTwo, FourByTwo, OneByTwo>(ref first, stride, rows, ref strip, depth, biasOfStrip, end, (nuint)column, columns);
                    break;
                case 2:
                    // Sixteen registers hold no more.
                    Rows<TLanes, TVector, FourByTwo, FourByTwo, OneByTwo>(ref first, stride, rows, ref strip, depth, biasOfStrip, end, (nuint)column, columns);
                    break;
                default:
                    Rows<TLanes, TVector, TwelveByOne, FourByOne, OneByOne>(ref first, stride, rows, ref strip, depth, biasOfStrip, end, (nuint)column, columns);
                    break;
            }
        }
    }

    static void Rows<TLanes, TVector, TMost, TFour, TOne>(
        ref float source, int stride, int rows, ref float weights, int depth, ReadOnlySpan<float> bias, in Epilogue<TLanes, TVector> end, nuint at, nuint columns)
        where TLanes : IFloatLanes<TVector>
        where TVector : struct
        where TMost : IShape
        where TFour : IShape
        where TOne : IShape
    {
        for (; rows >= TMost.Rows; rows -= TMost.Rows)
        {
            Tile<TLanes, TVector, TMost>(ref source, stride, ref weights, depth, bias, end, at, columns);
            source = ref Unsafe.Add(ref source, TMost.Rows * stride);
            at += (nuint)TMost.Rows * columns;
        }

        for (; rows >= TFour.Rows; rows -= TFour.Rows)
        {
            Tile<TLanes, TVector, TFour>(ref source, stride, ref weights, depth, bias, end, at, columns);
            source = ref Unsafe.Add(ref source, TFour.Rows * stride);
            at += (nuint)TFour.Rows * columns;
        }

        for (; rows > 0; rows--)
        {
            Tile<TLanes, TVector, TOne>(ref source, stride, ref weights, depth, bias, end, at, columns);
            source = ref Unsafe.Add(ref source, stride);
            at += columns;
        }
    }

    // The shape is known when the method is compiled, and what it leaves out costs nothing.
    // Optimized at once: the first pass of a process would otherwise be over before the runtime gets to it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Tile<TLanes, TVector, TShape>(
        ref float source, int stride, ref float weights, int depth, ReadOnlySpan<float> bias, in Epilogue<TLanes, TVector> end, nuint at, nuint columns)
        where TLanes : IFloatLanes<TVector>
        where TVector : struct
        where TShape : IShape
    {
        var width = (nuint)TLanes.Count;
        TVector b0 = default, b1 = default, b2 = default;
        if (!bias.IsEmpty)
        {
            ref var firstBias = ref MemoryMarshal.GetReference(bias);
            b0 = TLanes.Load(ref firstBias, 0);
            if (TShape.Vectors > 1)
                b1 = TLanes.Load(ref firstBias, width);
            if (TShape.Vectors > 2)
                b2 = TLanes.Load(ref firstBias, 2 * width);
        }

        TVector s00 = b0, s01 = b1, s02 = b2;
        TVector s10 = b0, s11 = b1, s12 = b2;
        TVector s20 = b0, s21 = b1, s22 = b2;
        TVector s30 = b0, s31 = b1, s32 = b2;
        TVector s40 = b0, s41 = b1, s42 = b2;
        TVector s50 = b0, s51 = b1, s52 = b2;
        TVector s60 = b0, s61 = b1, s62 = b2;
        TVector s70 = b0, s71 = b1, s72 = b2;
        TVector s80 = b0, s81 = b1;
        TVector s90 = b0, s91 = b1;
        TVector s100 = b0, s101 = b1;
        TVector s110 = b0, s111 = b1;
        TVector v1 = default, v2 = default;
        // Every third row has a reference of its own; the two after it are one and two strides away.
        var once = (nint)stride * sizeof(float);
        var twice = 2 * once;
        ref var a0 = ref source;
        ref var a3 = ref Unsafe.Add(ref source, TShape.Rows > 3 ? 3 * stride : 0);
        ref var a6 = ref Unsafe.Add(ref source, TShape.Rows > 6 ? 6 * stride : 0);
        ref var a9 = ref Unsafe.Add(ref source, TShape.Rows > 9 ? 9 * stride : 0);
        for (var p = depth; p > 0; p--)
        {
            var v0 = TLanes.Load(ref weights, 0);
            if (TShape.Vectors > 1)
                v1 = TLanes.Load(ref weights, width);
            if (TShape.Vectors > 2)
                v2 = TLanes.Load(ref weights, 2 * width);
            weights = ref Unsafe.Add(ref weights, (nuint)TShape.Vectors * width);
            var u = TLanes.Spread(a0);
            s00 = TLanes.MultiplyAdd(u, v0, s00);
            if (TShape.Vectors > 1)
                s01 = TLanes.MultiplyAdd(u, v1, s01);
            if (TShape.Vectors > 2)
                s02 = TLanes.MultiplyAdd(u, v2, s02);
            if (TShape.Rows > 1)
            {
                u = TLanes.Spread(Unsafe.AddByteOffset(ref a0, once));
                s10 = TLanes.MultiplyAdd(u, v0, s10);
                if (TShape.Vectors > 1)
                    s11 = TLanes.MultiplyAdd(u, v1, s11);
                if (TShape.Vectors > 2)
                    s12 = TLanes.MultiplyAdd(u, v2, s12);
                u = TLanes.Spread(Unsafe.AddByteOffset(ref a0, twice));
                s20 = TLanes.MultiplyAdd(u, v0, s20);
                if (TShape.Vectors > 1)
                    s21 = TLanes.MultiplyAdd(u, v1, s21);
                if (TShape.Vectors > 2)
                    s22 = TLanes.MultiplyAdd(u, v2, s22);
                u = TLanes.Spread(a3);
                s30 = TLanes.MultiplyAdd(u, v0, s30);
                if (TShape.Vectors > 1)
                    s31 = TLanes.MultiplyAdd(u, v1, s31);
                if (TShape.Vectors > 2)
                    s32 = TLanes.MultiplyAdd(u, v2, s32);
            }

            if (TShape.Rows > 4)
            {
                u = TLanes.Spread(Unsafe.AddByteOffset(ref a3, once));
                s40 = TLanes.MultiplyAdd(u, v0, s40);
                if (TShape.Vectors > 1)
                    s41 = TLanes.MultiplyAdd(u, v1, s41);
                if (TShape.Vectors > 2)
                    s42 = TLanes.MultiplyAdd(u, v2, s42);
                u = TLanes.Spread(Unsafe.AddByteOffset(ref a3, twice));
                s50 = TLanes.MultiplyAdd(u, v0, s50);
                if (TShape.Vectors > 1)
                    s51 = TLanes.MultiplyAdd(u, v1, s51);
                if (TShape.Vectors > 2)
                    s52 = TLanes.MultiplyAdd(u, v2, s52);
                u = TLanes.Spread(a6);
                s60 = TLanes.MultiplyAdd(u, v0, s60);
                if (TShape.Vectors > 1)
                    s61 = TLanes.MultiplyAdd(u, v1, s61);
                if (TShape.Vectors > 2)
                    s62 = TLanes.MultiplyAdd(u, v2, s62);
                u = TLanes.Spread(Unsafe.AddByteOffset(ref a6, once));
                s70 = TLanes.MultiplyAdd(u, v0, s70);
                if (TShape.Vectors > 1)
                    s71 = TLanes.MultiplyAdd(u, v1, s71);
                if (TShape.Vectors > 2)
                    s72 = TLanes.MultiplyAdd(u, v2, s72);
            }

            if (TShape.Rows > 8)
            {
                u = TLanes.Spread(Unsafe.AddByteOffset(ref a6, twice));
                s80 = TLanes.MultiplyAdd(u, v0, s80);
                if (TShape.Vectors > 1)
                    s81 = TLanes.MultiplyAdd(u, v1, s81);
                u = TLanes.Spread(a9);
                s90 = TLanes.MultiplyAdd(u, v0, s90);
                if (TShape.Vectors > 1)
                    s91 = TLanes.MultiplyAdd(u, v1, s91);
                u = TLanes.Spread(Unsafe.AddByteOffset(ref a9, once));
                s100 = TLanes.MultiplyAdd(u, v0, s100);
                if (TShape.Vectors > 1)
                    s101 = TLanes.MultiplyAdd(u, v1, s101);
                u = TLanes.Spread(Unsafe.AddByteOffset(ref a9, twice));
                s110 = TLanes.MultiplyAdd(u, v0, s110);
                if (TShape.Vectors > 1)
                    s111 = TLanes.MultiplyAdd(u, v1, s111);
            }

            a0 = ref Unsafe.Add(ref a0, 1);
            if (TShape.Rows > 3)
                a3 = ref Unsafe.Add(ref a3, 1);
            if (TShape.Rows > 6)
                a6 = ref Unsafe.Add(ref a6, 1);
            if (TShape.Rows > 9)
                a9 = ref Unsafe.Add(ref a9, 1);
        }

        Put<TLanes, TVector, TShape>(end, at, s00, s01, s02);
        if (TShape.Rows > 1)
        {
            Put<TLanes, TVector, TShape>(end, at + (1 * columns), s10, s11, s12);
            Put<TLanes, TVector, TShape>(end, at + (2 * columns), s20, s21, s22);
            Put<TLanes, TVector, TShape>(end, at + (3 * columns), s30, s31, s32);
        }

        if (TShape.Rows > 4)
        {
            Put<TLanes, TVector, TShape>(end, at + (4 * columns), s40, s41, s42);
            Put<TLanes, TVector, TShape>(end, at + (5 * columns), s50, s51, s52);
            Put<TLanes, TVector, TShape>(end, at + (6 * columns), s60, s61, s62);
            Put<TLanes, TVector, TShape>(end, at + (7 * columns), s70, s71, s72);
        }

        if (TShape.Rows > 8)
        {
            Put<TLanes, TVector, TShape>(end, at + (8 * columns), s80, s81, default);
            Put<TLanes, TVector, TShape>(end, at + (9 * columns), s90, s91, default);
            Put<TLanes, TVector, TShape>(end, at + (10 * columns), s100, s101, default);
            Put<TLanes, TVector, TShape>(end, at + (11 * columns), s110, s111, default);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Put<TLanes, TVector, TShape>(in Epilogue<TLanes, TVector> end, nuint at, TVector s0, TVector s1, TVector s2)
        where TLanes : IFloatLanes<TVector>
        where TVector : struct
        where TShape : IShape
    {
        end.Put(s0, at);
        if (TShape.Vectors > 1)
            end.Put(s1, at + (nuint)TLanes.Count);
        if (TShape.Vectors > 2)
            end.Put(s2, at + (2 * (nuint)TLanes.Count));
    }

    interface IShape
    {
        static abstract int Rows { get; }

        static abstract int Vectors { get; }
    }

    readonly struct TwelveByTwo : IShape
    {
        public static int Rows => 12;

        public static int Vectors => 2;
    }

    readonly struct TwelveByOne : IShape
    {
        public static int Rows => 12;

        public static int Vectors => 1;
    }

    readonly struct EightByThree : IShape
    {
        public static int Rows => 8;

        public static int Vectors => 3;
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
