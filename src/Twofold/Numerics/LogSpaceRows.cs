using System.Buffers;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Twofold;

/// <summary>
/// What <see cref="LogSpace"/> does, for many rows at once: the same numbers are added to each, the logarithms of the prior, and the answer is
/// taken of the sums. Rows of few columns would leave most of a vector empty, so that blocks of them are turned: a vector then holds one column
/// of as many rows.
/// </summary>
static class LogSpaceRows
{
    // A turned block stays in the first-level cache.
    const int BlockNumbers = 2048;
    const int FewestRows = 8;

    /// <summary>
    /// The softmax of each row, <c>[rows × columns]</c>, in place.
    /// <code>for i, k: rows[i, k] = exp(rows[i, k] + addends[k]) / Σ_m exp(rows[i, m] + addends[m])</code>
    /// </summary>
    // Optimized at once: a model's first answers, block by block, would otherwise be over before the runtime gets to it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Softmax(Span<double> rows, ReadOnlySpan<double> addends)
    {
        var columns = addends.Length;
        if (columns == 2)
        {
            SoftmaxOfPairs(rows, addends[0], addends[1]);
            return;
        }

        var size = BlockSize(rows.Length, columns);
        var rented = ArrayPool<double>.Shared.Rent(size * columns);
        var block = rented.AsSpan(0, size * columns);
        for (var at = 0; at < rows.Length; at += size * columns)
        {
            var part = rows.Slice(at, Math.Min(size * columns, rows.Length - at));
            var count = part.Length / columns;
            Turn(part, addends, block, count);
            SoftmaxOfColumns.Apply(block, count, columns, count, []);
            if (!TensorPrimitives.IsNaNAny<double>(block[..count]))
            {
                Transposition.Apply(block, count, columns, count, part, columns);
                continue;
            }

            // A greatest is infinite, or a number is missing.
            for (var i = 0; i < count; i++)
            {
                var row = part.Slice(i * columns, columns);
                TensorPrimitives.Add(row, addends, row);
                LogSpace.Softmax(row, row);
            }
        }

        ArrayPool<double>.Shared.Return(rented);
    }

    /// <summary>The index of a row's greatest sum, the first of equals, as <see cref="LogSpace.IndexOfMax"/>.</summary>
    public static int IndexOfMax(ReadOnlySpan<double> row, ReadOnlySpan<double> addends)
    {
        var (best, greatest) = (0, row[0] + addends[0]);
        for (var k = 1; k < row.Length; k++)
        {
            var sum = row[k] + addends[k];
            if (!(sum > greatest) && !(double.IsNaN(greatest) && !double.IsNaN(sum)))
                continue;
            (best, greatest) = (k, sum);
        }

        return best;
    }

    /// <summary>The logarithm of each row's sum of exponentials, as <see cref="LogSpace.LogSumExp"/>.</summary>
    public static void LogSumExp(ReadOnlySpan<double> rows, ReadOnlySpan<double> addends, Span<double> results)
    {
        var columns = addends.Length;
        var size = BlockSize(rows.Length, columns);
        var (block, greatest, sums) = (new double[size * columns], new double[size], new double[size]);
        for (var at = 0; at < rows.Length; at += size * columns)
        {
            var part = rows.Slice(at, Math.Min(size * columns, rows.Length - at));
            var count = part.Length / columns;
            Turn(part, addends, block, count);
            Greatest(block, columns, greatest.AsSpan(0, count));
            Exponentials(block, columns, greatest.AsSpan(0, count), sums.AsSpan(0, count));
            for (var i = 0; i < count; i++)
                results[(at / columns) + i] = double.IsNaN(sums[i]) ? greatest[i] : greatest[i] + Math.Log(sums[i]);
        }
    }

    // Of two, each has the other beside it in the vector: with d = other − own, exp(own) / (exp(own) + exp(other)) = 1 / (1 + exp(d)), written so
    // that only exponentials of −|d| are taken: nothing overflows, and what is close to 0 keeps its digits.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void SoftmaxOfPairs(Span<double> rows, double first, double second)
    {
        var addends = Vector256.Create(first, second, first, second);
        ref var start = ref MemoryMarshal.GetReference(rows);
        var i = 0;
        for (; i <= rows.Length - Vector256<double>.Count; i += Vector256<double>.Count)
        {
            var own = Vector256.LoadUnsafe(ref start, (nuint)i) + addends;
            var difference = Vector256.Shuffle(own, Vector256.Create(1L, 0, 3, 2)) - own;
            var exponentials = Vector256.Exp(-Vector256.Abs(difference));
            var shares = Vector256.ConditionalSelect(Vector256.GreaterThan(difference, Vector256<double>.Zero), exponentials, Vector256<double>.One)
                / (Vector256<double>.One + exponentials);
            if (Vector256.EqualsAll(shares, shares))
            {
                shares.StoreUnsafe(ref start, (nuint)i);
                continue;
            }

            // Both are infinite, or a number is missing.
            SoftmaxOfPair(rows.Slice(i, 2), first, second);
            SoftmaxOfPair(rows.Slice(i + 2, 2), first, second);
        }

        if (i < rows.Length)
            SoftmaxOfPair(rows[i..], first, second);
    }

    static void SoftmaxOfPair(Span<double> pair, double first, double second)
    {
        (pair[0], pair[1]) = (pair[0] + first, pair[1] + second);
        LogSpace.Softmax(pair, pair);
    }

    static int BlockSize(int length, int columns) => Math.Max(Math.Min(Math.Max(BlockNumbers / columns, FewestRows), length / columns), 1);

    // block[k, i] = rows[i, k] + addends[k]
    static void Turn(ReadOnlySpan<double> rows, ReadOnlySpan<double> addends, Span<double> block, int count)
    {
        Transposition.Apply(rows, addends.Length, count, addends.Length, block, count);
        for (var k = 0; k < addends.Length; k++)
            TensorPrimitives.Add(block.Slice(k * count, count), addends[k], block.Slice(k * count, count));
    }

    // greatest[i] = max_k block[k, i]; NaN where one is.
    static void Greatest(ReadOnlySpan<double> block, int columns, Span<double> greatest)
    {
        block[..greatest.Length].CopyTo(greatest);
        for (var k = 1; k < columns; k++)
            TensorPrimitives.Max(greatest, block.Slice(k * greatest.Length, greatest.Length), greatest);
    }

    // block[k, i] = exp(block[k, i] - greatest[i]); sums[i] = Σ_k block[k, i]
    static void Exponentials(Span<double> block, int columns, ReadOnlySpan<double> greatest, Span<double> sums)
    {
        var count = greatest.Length;
        for (var k = 0; k < columns; k++)
            TensorPrimitives.Subtract(block.Slice(k * count, count), greatest, block.Slice(k * count, count));
        TensorPrimitives.Exp(block[..(columns * count)], block);
        block[..count].CopyTo(sums);
        for (var k = 1; k < columns; k++)
            TensorPrimitives.Add(sums, block.Slice(k * count, count), sums);
    }
}
