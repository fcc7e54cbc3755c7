using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Twofold.Tables;

/// <summary>
/// The product of a matrix with a transposed one, both given by their rows: an inner product for each pair of rows.
/// <code>for i, k: c[i, k] += sign * Σ_j a[i, j] * b[k, j]</code>
/// </summary>
static class ProductOfRows
{
    const int Tile = 4;

    /// <summary>c += a·bᵀ, with <c>a [rows, depth]</c>, <c>b [columns, depth]</c>, <c>c [rows, columns]</c> and each matrix' row stride.</summary>
    public static void Add(
        ReadOnlySpan<double> a, int strideA, ReadOnlySpan<double> b, int strideB, Span<double> c, int strideC, int rows, int columns, int depth) =>
        Accumulate(a, strideA, b, strideB, c, strideC, rows, columns, depth, 1);

    /// <summary>c −= a·bᵀ, shapes as in <see cref="Add"/>.</summary>
    public static void Subtract(
        ReadOnlySpan<double> a, int strideA, ReadOnlySpan<double> b, int strideB, Span<double> c, int strideC, int rows, int columns, int depth) =>
        Accumulate(a, strideA, b, strideB, c, strideC, rows, columns, depth, -1);

    static void Accumulate(
        ReadOnlySpan<double> a, int strideA, ReadOnlySpan<double> b, int strideB, Span<double> c, int strideC, int rows, int columns, int depth, double sign)
    {
        var wholeRows = rows - (rows % Tile);
        var wholeColumns = columns - (columns % Tile);
        for (var i = 0; i < wholeRows; i += Tile)
            for (var k = 0; k < wholeColumns; k += Tile)
                AccumulateTile(a[(i * strideA)..], strideA, b[(k * strideB)..], strideB, c[((i * strideC) + k)..], strideC, depth, sign);

        for (var i = 0; i < rows; i++)
            for (var k = i < wholeRows ? wholeColumns : 0; k < columns; k++)
                c[(i * strideC) + k] += sign * TensorPrimitives.Dot(a.Slice(i * strideA, depth), b.Slice(k * strideB, depth));
    }

    // Sixteen sums side by side in registers: each vector that is loaded is used four times, so that arithmetic and not loading is the limit.
    // Optimized at once: the first fit of a process would otherwise be over before the runtime gets to it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void AccumulateTile(
        ReadOnlySpan<double> a, int strideA, ReadOnlySpan<double> b, int strideB, Span<double> c, int strideC, int depth, double sign)
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

        Vector<double> s00 = default, s01 = default, s02 = default, s03 = default;
        Vector<double> s10 = default, s11 = default, s12 = default, s13 = default;
        Vector<double> s20 = default, s21 = default, s22 = default, s23 = default;
        Vector<double> s30 = default, s31 = default, s32 = default, s33 = default;
        nuint j = 0;
        var width = (nuint)Vector<double>.Count;
        for (; j + width <= (nuint)depth; j += width)
        {
            var v0 = Vector.LoadUnsafe(ref b0, j);
            var v1 = Vector.LoadUnsafe(ref b1, j);
            var v2 = Vector.LoadUnsafe(ref b2, j);
            var v3 = Vector.LoadUnsafe(ref b3, j);
            var u = Vector.LoadUnsafe(ref a0, j);
            s00 = Vector.MultiplyAddEstimate(u, v0, s00);
            s01 = Vector.MultiplyAddEstimate(u, v1, s01);
            s02 = Vector.MultiplyAddEstimate(u, v2, s02);
            s03 = Vector.MultiplyAddEstimate(u, v3, s03);
            u = Vector.LoadUnsafe(ref a1, j);
            s10 = Vector.MultiplyAddEstimate(u, v0, s10);
            s11 = Vector.MultiplyAddEstimate(u, v1, s11);
            s12 = Vector.MultiplyAddEstimate(u, v2, s12);
            s13 = Vector.MultiplyAddEstimate(u, v3, s13);
            u = Vector.LoadUnsafe(ref a2, j);
            s20 = Vector.MultiplyAddEstimate(u, v0, s20);
            s21 = Vector.MultiplyAddEstimate(u, v1, s21);
            s22 = Vector.MultiplyAddEstimate(u, v2, s22);
            s23 = Vector.MultiplyAddEstimate(u, v3, s23);
            u = Vector.LoadUnsafe(ref a3, j);
            s30 = Vector.MultiplyAddEstimate(u, v0, s30);
            s31 = Vector.MultiplyAddEstimate(u, v1, s31);
            s32 = Vector.MultiplyAddEstimate(u, v2, s32);
            s33 = Vector.MultiplyAddEstimate(u, v3, s33);
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
    static void AddSums(Span<double> row, double sign, Vector<double> s0, Vector<double> s1, Vector<double> s2, Vector<double> s3)
    {
        row[0] += sign * Vector.Sum(s0);
        row[1] += sign * Vector.Sum(s1);
        row[2] += sign * Vector.Sum(s2);
        row[3] += sign * Vector.Sum(s3);
    }
}
