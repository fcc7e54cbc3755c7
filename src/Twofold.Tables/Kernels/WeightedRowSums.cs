using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Twofold.Tables;

/// <summary>
/// The product of a transposed matrix with another one: sums of rows, each with several sets of weights.
/// <code>for k, j: c[k, j] += Σ_i a[i, k] * b[i, j]</code>
/// </summary>
static class WeightedRowSums
{
    const int Tile = 4;

    /// <summary>c += aᵀ·b, with <c>a [rows, sets]</c>, <c>b [rows, columns]</c>, <c>c [sets, columns]</c> and each matrix' row stride.</summary>
    public static void Add(
        ReadOnlySpan<double> a, int strideA, ReadOnlySpan<double> b, int strideB, Span<double> c, int strideC, int rows, int sets, int columns)
    {
        if (rows == 0)
            return;
        var strip = Tile * Vector<double>.Count;
        var wholeColumns = columns - (columns % strip);
        var wholeSets = sets - (sets % Tile);

        // A strip of b stays in the first-level cache while all sets of weights go over it.
        for (var j = 0; j < wholeColumns; j += strip)
            for (var k = 0; k < wholeSets; k += Tile)
                AddTile(a[k..], strideA, b[j..], strideB, c[((k * strideC) + j)..], strideC, rows, strip);

        for (var i = 0; i < rows; i++)
        {
            var weights = a.Slice(i * strideA, sets);
            var row = b.Slice(i * strideB, columns);
            for (var k = 0; k < sets; k++)
            {
                var from = k < wholeSets ? wholeColumns : 0;
                var sum = c.Slice((k * strideC) + from, columns - from);
                TensorPrimitives.MultiplyAdd(row[from..], weights[k], sum, sum);
            }
        }
    }

    // Four sets by four vectors of columns: sixteen sums stay in registers while the rows pass.
    // Optimized at once: the first fit of a process would otherwise be over before the runtime gets to it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void AddTile(
        ReadOnlySpan<double> a, int strideA, ReadOnlySpan<double> b, int strideB, Span<double> c, int strideC, int rows, int strip)
    {
        // Slicing once here checks the bounds of everything that is read and written below.
        ref var weights = ref MemoryMarshal.GetReference(a[..(((rows - 1) * strideA) + Tile)]);
        ref var values = ref MemoryMarshal.GetReference(b[..(((rows - 1) * strideB) + strip)]);
        ref var c0 = ref MemoryMarshal.GetReference(c.Slice(0, strip));
        ref var c1 = ref MemoryMarshal.GetReference(c.Slice(strideC, strip));
        ref var c2 = ref MemoryMarshal.GetReference(c.Slice(2 * strideC, strip));
        ref var c3 = ref MemoryMarshal.GetReference(c.Slice(3 * strideC, strip));

        var width = (nuint)Vector<double>.Count;
        Vector<double> s00 = default, s01 = default, s02 = default, s03 = default;
        Vector<double> s10 = default, s11 = default, s12 = default, s13 = default;
        Vector<double> s20 = default, s21 = default, s22 = default, s23 = default;
        Vector<double> s30 = default, s31 = default, s32 = default, s33 = default;
        nuint weightsAt = 0, valuesAt = 0;
        for (var i = 0; i < rows; i++)
        {
            var v0 = Vector.LoadUnsafe(ref values, valuesAt);
            var v1 = Vector.LoadUnsafe(ref values, valuesAt + width);
            var v2 = Vector.LoadUnsafe(ref values, valuesAt + (2 * width));
            var v3 = Vector.LoadUnsafe(ref values, valuesAt + (3 * width));
            var u = new Vector<double>(At(ref weights, weightsAt));
            s00 = Vector.MultiplyAddEstimate(u, v0, s00);
            s01 = Vector.MultiplyAddEstimate(u, v1, s01);
            s02 = Vector.MultiplyAddEstimate(u, v2, s02);
            s03 = Vector.MultiplyAddEstimate(u, v3, s03);
            u = new Vector<double>(At(ref weights, weightsAt + 1));
            s10 = Vector.MultiplyAddEstimate(u, v0, s10);
            s11 = Vector.MultiplyAddEstimate(u, v1, s11);
            s12 = Vector.MultiplyAddEstimate(u, v2, s12);
            s13 = Vector.MultiplyAddEstimate(u, v3, s13);
            u = new Vector<double>(At(ref weights, weightsAt + 2));
            s20 = Vector.MultiplyAddEstimate(u, v0, s20);
            s21 = Vector.MultiplyAddEstimate(u, v1, s21);
            s22 = Vector.MultiplyAddEstimate(u, v2, s22);
            s23 = Vector.MultiplyAddEstimate(u, v3, s23);
            u = new Vector<double>(At(ref weights, weightsAt + 3));
            s30 = Vector.MultiplyAddEstimate(u, v0, s30);
            s31 = Vector.MultiplyAddEstimate(u, v1, s31);
            s32 = Vector.MultiplyAddEstimate(u, v2, s32);
            s33 = Vector.MultiplyAddEstimate(u, v3, s33);
            weightsAt += (nuint)strideA;
            valuesAt += (nuint)strideB;
        }

        AddTo(ref c0, width, s00, s01, s02, s03);
        AddTo(ref c1, width, s10, s11, s12, s13);
        AddTo(ref c2, width, s20, s21, s22, s23);
        AddTo(ref c3, width, s30, s31, s32, s33);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static double At(ref double first, nuint index) => Unsafe.Add(ref first, index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void AddTo(ref double row, nuint width, Vector<double> s0, Vector<double> s1, Vector<double> s2, Vector<double> s3)
    {
        (Vector.LoadUnsafe(ref row) + s0).StoreUnsafe(ref row);
        (Vector.LoadUnsafe(ref row, width) + s1).StoreUnsafe(ref row, width);
        (Vector.LoadUnsafe(ref row, 2 * width) + s2).StoreUnsafe(ref row, 2 * width);
        (Vector.LoadUnsafe(ref row, 3 * width) + s3).StoreUnsafe(ref row, 3 * width);
    }
}
