using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Twofold;

/// <summary>
/// The product of a matrix with a transposed one, both given by their rows: an inner product for each pair of rows.
/// <code>for i, k: c[i, k] += sign * Σ_j a[i, j] * b[k, j]</code>
/// </summary>
static class ProductOfRows
{
    const int Tile = 4;

    /// <summary>c += a·bᵀ, with <c>a [rows, depth]</c>, <c>b [columns, depth]</c>, <c>c [rows, columns]</c> and each matrix' row stride.</summary>
    public static void Add<T>(
        ReadOnlySpan<T> a, int strideA, ReadOnlySpan<T> b, int strideB, Span<T> c, int strideC, int rows, int columns, int depth)
        where T : unmanaged, INumber<T> =>
        Accumulate(a, strideA, b, strideB, c, strideC, rows, columns, depth, T.One);

    /// <summary>c −= a·bᵀ, shapes as in <see cref="Add"/>.</summary>
    public static void Subtract<T>(
        ReadOnlySpan<T> a, int strideA, ReadOnlySpan<T> b, int strideB, Span<T> c, int strideC, int rows, int columns, int depth)
        where T : unmanaged, INumber<T> =>
        Accumulate(a, strideA, b, strideB, c, strideC, rows, columns, depth, -T.One);

    static void Accumulate<T>(
        ReadOnlySpan<T> a, int strideA, ReadOnlySpan<T> b, int strideB, Span<T> c, int strideC, int rows, int columns, int depth, T sign)
        where T : unmanaged, INumber<T>
    {
        var wholeRows = rows - (rows % Tile);
        var wholeColumns = columns - (columns % Tile);
        for (var i = 0; i < wholeRows; i += Tile)
            for (var k = 0; k < wholeColumns; k += Tile)
                AccumulateTile(a[(i * strideA)..], strideA, b[(k * strideB)..], strideB, c[((i * strideC) + k)..], strideC, depth, sign);

        // What is left beside whole tiles: each of the last rows with four columns at a time, each of the last columns with four rows.
        for (var i = wholeRows; i < rows; i++)
            for (var k = 0; k < wholeColumns; k += Tile)
                AccumulateStrip(a[(i * strideA)..], b[(k * strideB)..], strideB, c[((i * strideC) + k)..], 1, depth, sign);
        for (var k = wholeColumns; k < columns; k++)
            for (var i = 0; i < wholeRows; i += Tile)
                AccumulateStrip(b[(k * strideB)..], a[(i * strideA)..], strideA, c[((i * strideC) + k)..], strideC, depth, sign);
        for (var i = wholeRows; i < rows; i++)
            for (var k = wholeColumns; k < columns; k++)
                c[(i * strideC) + k] += sign * TensorPrimitives.Dot(a.Slice(i * strideA, depth), b.Slice(k * strideB, depth));
    }

    // One row with four others.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void AccumulateStrip<T>(ReadOnlySpan<T> one, ReadOnlySpan<T> four, int stride, Span<T> c, int strideC, int depth, T sign)
        where T : unmanaged, INumber<T>
    {
        ref var a = ref MemoryMarshal.GetReference(one[..depth]);
        ref var b0 = ref MemoryMarshal.GetReference(four.Slice(0, depth));
        ref var b1 = ref MemoryMarshal.GetReference(four.Slice(stride, depth));
        ref var b2 = ref MemoryMarshal.GetReference(four.Slice(2 * stride, depth));
        ref var b3 = ref MemoryMarshal.GetReference(four.Slice(3 * stride, depth));
        Vector<T> s0 = default, s1 = default, s2 = default, s3 = default;
        nuint j = 0;
        var width = (nuint)Vector<T>.Count;
        for (; j + width <= (nuint)depth; j += width)
        {
            var u = Vector.LoadUnsafe(ref a, j);
            s0 = MultiplyAdd.Of(u, Vector.LoadUnsafe(ref b0, j), s0);
            s1 = MultiplyAdd.Of(u, Vector.LoadUnsafe(ref b1, j), s1);
            s2 = MultiplyAdd.Of(u, Vector.LoadUnsafe(ref b2, j), s2);
            s3 = MultiplyAdd.Of(u, Vector.LoadUnsafe(ref b3, j), s3);
        }

        var (r0, r1, r2, r3) = (Vector.Sum(s0), Vector.Sum(s1), Vector.Sum(s2), Vector.Sum(s3));
        for (var rest = (int)j; rest < depth; rest++)
        {
            r0 += one[rest] * four[rest];
            r1 += one[rest] * four[stride + rest];
            r2 += one[rest] * four[(2 * stride) + rest];
            r3 += one[rest] * four[(3 * stride) + rest];
        }

        c[0] += sign * r0;
        c[strideC] += sign * r1;
        c[2 * strideC] += sign * r2;
        c[3 * strideC] += sign * r3;
    }

    // Sixteen sums side by side in registers: each vector that is loaded is used four times, so that arithmetic and not loading is the limit.
    // Optimized at once: the first fit of a process would otherwise be over before the runtime gets to it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void AccumulateTile<T>(
        ReadOnlySpan<T> a, int strideA, ReadOnlySpan<T> b, int strideB, Span<T> c, int strideC, int depth, T sign)
        where T : unmanaged, INumber<T>
    {
        // Slicing once here checks the bounds of everything that is read below.
        ref var a0 = ref MemoryMarshal.GetReference(a.Slice(0, depth));
        ref var a1 = ref MemoryMarshal.GetReference(a.Slice(strideA, depth));
        ref var a2 = ref MemoryMarshal.GetReference(a.Slice(2 * strideA, depth));
        ref var a3 = ref MemoryMarshal.GetReference(a.Slice(3 * strideA, depth));
        ref var b0 = ref MemoryMarshal.GetReference(b.Slice(0, depth));
        ref var b1 = ref MemoryMarshal.GetReference(b.Slice(strideB, depth));
        ref var b2 = ref MemoryMarshal.GetReference(b.Slice(2 * strideB, depth));
        ref var b3 = ref MemoryMarshal.GetReference(b.Slice(3 * strideB, depth));

        Vector<T> s00 = default, s01 = default, s02 = default, s03 = default;
        Vector<T> s10 = default, s11 = default, s12 = default, s13 = default;
        Vector<T> s20 = default, s21 = default, s22 = default, s23 = default;
        Vector<T> s30 = default, s31 = default, s32 = default, s33 = default;
        nuint j = 0;
        var width = (nuint)Vector<T>.Count;
        for (; j + width <= (nuint)depth; j += width)
        {
            var v0 = Vector.LoadUnsafe(ref b0, j);
            var v1 = Vector.LoadUnsafe(ref b1, j);
            var v2 = Vector.LoadUnsafe(ref b2, j);
            var v3 = Vector.LoadUnsafe(ref b3, j);
            var u = Vector.LoadUnsafe(ref a0, j);
            s00 = MultiplyAdd.Of(u, v0, s00);
            s01 = MultiplyAdd.Of(u, v1, s01);
            s02 = MultiplyAdd.Of(u, v2, s02);
            s03 = MultiplyAdd.Of(u, v3, s03);
            u = Vector.LoadUnsafe(ref a1, j);
            s10 = MultiplyAdd.Of(u, v0, s10);
            s11 = MultiplyAdd.Of(u, v1, s11);
            s12 = MultiplyAdd.Of(u, v2, s12);
            s13 = MultiplyAdd.Of(u, v3, s13);
            u = Vector.LoadUnsafe(ref a2, j);
            s20 = MultiplyAdd.Of(u, v0, s20);
            s21 = MultiplyAdd.Of(u, v1, s21);
            s22 = MultiplyAdd.Of(u, v2, s22);
            s23 = MultiplyAdd.Of(u, v3, s23);
            u = Vector.LoadUnsafe(ref a3, j);
            s30 = MultiplyAdd.Of(u, v0, s30);
            s31 = MultiplyAdd.Of(u, v1, s31);
            s32 = MultiplyAdd.Of(u, v2, s32);
            s33 = MultiplyAdd.Of(u, v3, s33);
        }

        AddSums(c[..Tile], sign, s00, s01, s02, s03);
        AddSums(c.Slice(strideC, Tile), sign, s10, s11, s12, s13);
        AddSums(c.Slice(2 * strideC, Tile), sign, s20, s21, s22, s23);
        AddSums(c.Slice(3 * strideC, Tile), sign, s30, s31, s32, s33);

        for (var rest = (int)j; rest < depth; rest++)
            for (var i = 0; i < Tile; i++)
                for (var k = 0; k < Tile; k++)
                    c[(i * strideC) + k] += sign * a[(i * strideA) + rest] * b[(k * strideB) + rest];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void AddSums<T>(Span<T> row, T sign, Vector<T> s0, Vector<T> s1, Vector<T> s2, Vector<T> s3)
        where T : unmanaged, INumber<T>
    {
        row[0] += sign * Vector.Sum(s0);
        row[1] += sign * Vector.Sum(s1);
        row[2] += sign * Vector.Sum(s2);
        row[3] += sign * Vector.Sum(s3);
    }
}
