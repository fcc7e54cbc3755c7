using System.Numerics;
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
    public static void Add<T>(
        ReadOnlySpan<T> a, int strideA, ReadOnlySpan<T> b, int strideB, Span<T> c, int strideC, int rows, int sets, int columns)
        where T : unmanaged, INumber<T>
    {
        if (rows == 0)
            return;
        var width = Vector<T>.Count;
        var strip = Tile * width;
        var wholeStrips = columns - (columns % strip);
        var wholeVectors = columns - (columns % width);
        var wholeSets = sets - (sets % Tile);

        // A strip of b stays in the first-level cache while all sets of weights go over it.
        for (var j = 0; j < wholeStrips; j += strip)
        {
            for (var k = 0; k < wholeSets; k += Tile)
                AddTile(a[k..], strideA, b[j..], strideB, c[((k * strideC) + j)..], strideC, rows, strip);
            for (var k = wholeSets; k < sets; k++)
                AddStrip(a[k..], strideA, b[j..], strideB, c.Slice((k * strideC) + j, strip), rows);
        }

        var pair = wholeStrips;
        if (wholeVectors - wholeStrips >= 2 * width)
        {
            for (var k = 0; k < wholeSets; k += Tile)
                AddPair(a[k..], strideA, b[pair..], strideB, c[((k * strideC) + pair)..], strideC, rows);
            pair += 2 * width;
        }

        for (var j = wholeStrips; j < wholeVectors; j += width)
        {
            for (var k = j < pair ? wholeSets : 0; k < wholeSets; k += Tile)
                AddVector(a[k..], strideA, b[j..], strideB, c[((k * strideC) + j)..], strideC, rows);
            for (var k = wholeSets; k < sets; k++)
                AddVectorOfOne(a[k..], strideA, b[j..], strideB, c.Slice((k * strideC) + j, width), rows);
        }

        for (var j = wholeVectors; j < columns; j++)
            for (var k = 0; k < sets; k++)
            {
                var sum = T.Zero;
                for (var i = 0; i < rows; i++)
                    sum += a[(i * strideA) + k] * b[(i * strideB) + j];
                c[(k * strideC) + j] += sum;
            }
    }

    // Four sets by four vectors of columns: sixteen sums stay in registers while the rows pass.
    // Optimized at once: the first fit of a process would otherwise be over before the runtime gets to it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void AddTile<T>(
        ReadOnlySpan<T> a, int strideA, ReadOnlySpan<T> b, int strideB, Span<T> c, int strideC, int rows, int strip)
        where T : unmanaged, INumber<T>
    {
        // Slicing once here checks the bounds of everything that is read and written below.
        ref var weights = ref MemoryMarshal.GetReference(a[..(((rows - 1) * strideA) + Tile)]);
        ref var values = ref MemoryMarshal.GetReference(b[..(((rows - 1) * strideB) + strip)]);
        ref var c0 = ref MemoryMarshal.GetReference(c.Slice(0, strip));
        ref var c1 = ref MemoryMarshal.GetReference(c.Slice(strideC, strip));
        ref var c2 = ref MemoryMarshal.GetReference(c.Slice(2 * strideC, strip));
        ref var c3 = ref MemoryMarshal.GetReference(c.Slice(3 * strideC, strip));

        var width = (nuint)Vector<T>.Count;
        Vector<T> s00 = default, s01 = default, s02 = default, s03 = default;
        Vector<T> s10 = default, s11 = default, s12 = default, s13 = default;
        Vector<T> s20 = default, s21 = default, s22 = default, s23 = default;
        Vector<T> s30 = default, s31 = default, s32 = default, s33 = default;
        nuint weightsAt = 0, valuesAt = 0;
        for (var i = 0; i < rows; i++)
        {
            var v0 = Vector.LoadUnsafe(ref values, valuesAt);
            var v1 = Vector.LoadUnsafe(ref values, valuesAt + width);
            var v2 = Vector.LoadUnsafe(ref values, valuesAt + (2 * width));
            var v3 = Vector.LoadUnsafe(ref values, valuesAt + (3 * width));
            var u = new Vector<T>(At(ref weights, weightsAt));
            s00 = MultiplyAdd.Of(u, v0, s00);
            s01 = MultiplyAdd.Of(u, v1, s01);
            s02 = MultiplyAdd.Of(u, v2, s02);
            s03 = MultiplyAdd.Of(u, v3, s03);
            u = new Vector<T>(At(ref weights, weightsAt + 1));
            s10 = MultiplyAdd.Of(u, v0, s10);
            s11 = MultiplyAdd.Of(u, v1, s11);
            s12 = MultiplyAdd.Of(u, v2, s12);
            s13 = MultiplyAdd.Of(u, v3, s13);
            u = new Vector<T>(At(ref weights, weightsAt + 2));
            s20 = MultiplyAdd.Of(u, v0, s20);
            s21 = MultiplyAdd.Of(u, v1, s21);
            s22 = MultiplyAdd.Of(u, v2, s22);
            s23 = MultiplyAdd.Of(u, v3, s23);
            u = new Vector<T>(At(ref weights, weightsAt + 3));
            s30 = MultiplyAdd.Of(u, v0, s30);
            s31 = MultiplyAdd.Of(u, v1, s31);
            s32 = MultiplyAdd.Of(u, v2, s32);
            s33 = MultiplyAdd.Of(u, v3, s33);
            weightsAt += (nuint)strideA;
            valuesAt += (nuint)strideB;
        }

        AddTo(ref c0, width, s00, s01, s02, s03);
        AddTo(ref c1, width, s10, s11, s12, s13);
        AddTo(ref c2, width, s20, s21, s22, s23);
        AddTo(ref c3, width, s30, s31, s32, s33);
    }

    // One set by four vectors of columns.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void AddStrip<T>(ReadOnlySpan<T> a, int strideA, ReadOnlySpan<T> b, int strideB, Span<T> c, int rows)
        where T : unmanaged, INumber<T>
    {
        ref var weights = ref MemoryMarshal.GetReference(a[..(((rows - 1) * strideA) + 1)]);
        ref var values = ref MemoryMarshal.GetReference(b[..(((rows - 1) * strideB) + c.Length)]);
        var width = (nuint)Vector<T>.Count;
        Vector<T> s0 = default, s1 = default, s2 = default, s3 = default;
        nuint weightsAt = 0, valuesAt = 0;
        for (var i = 0; i < rows; i++)
        {
            var u = new Vector<T>(At(ref weights, weightsAt));
            s0 = MultiplyAdd.Of(u, Vector.LoadUnsafe(ref values, valuesAt), s0);
            s1 = MultiplyAdd.Of(u, Vector.LoadUnsafe(ref values, valuesAt + width), s1);
            s2 = MultiplyAdd.Of(u, Vector.LoadUnsafe(ref values, valuesAt + (2 * width)), s2);
            s3 = MultiplyAdd.Of(u, Vector.LoadUnsafe(ref values, valuesAt + (3 * width)), s3);
            weightsAt += (nuint)strideA;
            valuesAt += (nuint)strideB;
        }

        AddTo(ref MemoryMarshal.GetReference(c), width, s0, s1, s2, s3);
    }

    // Four sets by one vector of columns.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void AddVector<T>(ReadOnlySpan<T> a, int strideA, ReadOnlySpan<T> b, int strideB, Span<T> c, int strideC, int rows)
        where T : unmanaged, INumber<T>
    {
        var length = Vector<T>.Count;
        ref var weights = ref MemoryMarshal.GetReference(a[..(((rows - 1) * strideA) + Tile)]);
        ref var values = ref MemoryMarshal.GetReference(b[..(((rows - 1) * strideB) + length)]);
        ref var sums = ref MemoryMarshal.GetReference(c[..((3 * strideC) + length)]);
        Vector<T> s0 = default, s1 = default, s2 = default, s3 = default;
        nuint weightsAt = 0, valuesAt = 0;
        for (var i = 0; i < rows; i++)
        {
            var v = Vector.LoadUnsafe(ref values, valuesAt);
            s0 = MultiplyAdd.Of(new Vector<T>(At(ref weights, weightsAt)), v, s0);
            s1 = MultiplyAdd.Of(new Vector<T>(At(ref weights, weightsAt + 1)), v, s1);
            s2 = MultiplyAdd.Of(new Vector<T>(At(ref weights, weightsAt + 2)), v, s2);
            s3 = MultiplyAdd.Of(new Vector<T>(At(ref weights, weightsAt + 3)), v, s3);
            weightsAt += (nuint)strideA;
            valuesAt += (nuint)strideB;
        }

        AddTo(ref sums, (nuint)strideC, s0, s1, s2, s3);
    }

    // Four sets by two vectors of columns.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void AddPair<T>(ReadOnlySpan<T> a, int strideA, ReadOnlySpan<T> b, int strideB, Span<T> c, int strideC, int rows)
        where T : unmanaged, INumber<T>
    {
        var width = (nuint)Vector<T>.Count;
        ref var weights = ref MemoryMarshal.GetReference(a[..(((rows - 1) * strideA) + Tile)]);
        ref var values = ref MemoryMarshal.GetReference(b[..(((rows - 1) * strideB) + (2 * Vector<T>.Count))]);
        ref var sums = ref MemoryMarshal.GetReference(c[..((3 * strideC) + (2 * Vector<T>.Count))]);
        Vector<T> s00 = default, s10 = default, s20 = default, s30 = default;
        Vector<T> s01 = default, s11 = default, s21 = default, s31 = default;
        nuint weightsAt = 0, valuesAt = 0;
        for (var i = 0; i < rows; i++)
        {
            var v0 = Vector.LoadUnsafe(ref values, valuesAt);
            var v1 = Vector.LoadUnsafe(ref values, valuesAt + width);
            var u = new Vector<T>(At(ref weights, weightsAt));
            s00 = MultiplyAdd.Of(u, v0, s00);
            s01 = MultiplyAdd.Of(u, v1, s01);
            u = new Vector<T>(At(ref weights, weightsAt + 1));
            s10 = MultiplyAdd.Of(u, v0, s10);
            s11 = MultiplyAdd.Of(u, v1, s11);
            u = new Vector<T>(At(ref weights, weightsAt + 2));
            s20 = MultiplyAdd.Of(u, v0, s20);
            s21 = MultiplyAdd.Of(u, v1, s21);
            u = new Vector<T>(At(ref weights, weightsAt + 3));
            s30 = MultiplyAdd.Of(u, v0, s30);
            s31 = MultiplyAdd.Of(u, v1, s31);
            weightsAt += (nuint)strideA;
            valuesAt += (nuint)strideB;
        }

        AddTo(ref sums, (nuint)strideC, s00, s10, s20, s30);
        AddTo(ref At(ref sums, width), (nuint)strideC, s01, s11, s21, s31);
    }

    // One set by one vector of columns.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void AddVectorOfOne<T>(ReadOnlySpan<T> a, int strideA, ReadOnlySpan<T> b, int strideB, Span<T> c, int rows)
        where T : unmanaged, INumber<T>
    {
        ref var weights = ref MemoryMarshal.GetReference(a[..(((rows - 1) * strideA) + 1)]);
        ref var values = ref MemoryMarshal.GetReference(b[..(((rows - 1) * strideB) + c.Length)]);
        var sum = new Vector<T>(c);
        nuint weightsAt = 0, valuesAt = 0;
        for (var i = 0; i < rows; i++)
        {
            sum = MultiplyAdd.Of(new Vector<T>(At(ref weights, weightsAt)), Vector.LoadUnsafe(ref values, valuesAt), sum);
            weightsAt += (nuint)strideA;
            valuesAt += (nuint)strideB;
        }

        sum.CopyTo(c);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ref T At<T>(ref T first, nuint index)
        where T : unmanaged => ref Unsafe.Add(ref first, index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void AddTo<T>(ref T row, nuint width, Vector<T> s0, Vector<T> s1, Vector<T> s2, Vector<T> s3)
        where T : unmanaged
    {
        (Vector.LoadUnsafe(ref row) + s0).StoreUnsafe(ref row);
        (Vector.LoadUnsafe(ref row, width) + s1).StoreUnsafe(ref row, width);
        (Vector.LoadUnsafe(ref row, 2 * width) + s2).StoreUnsafe(ref row, 2 * width);
        (Vector.LoadUnsafe(ref row, 3 * width) + s3).StoreUnsafe(ref row, 3 * width);
    }
}
