using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Twofold.Tables;

/// <summary>
/// Weighted sums and sums of squares of each column, from near the column's own numbers, so that squares do not cancel.
/// <code>for i, for j: d = x[i, j] - shift[j]; sums[j] += w[i] * d; squares[j] += w[i] * d * d</code>
/// </summary>
static class ShiftedSums
{
    /// <summary>Adds so many rows, <c>[rows × columns]</c>; without weights each counts 1. What is not finite reaches the sums of its column only.</summary>
    public static void Add(
        ReadOnlySpan<double> x, int rows, int columns, ReadOnlySpan<double> weights, ReadOnlySpan<double> shift, Span<double> sums, Span<double> squares)
    {
        if (rows == 0)
            return;
        var strip = 2 * Vector<double>.Count;
        var whole = columns - (columns % strip);
        for (var j = 0; j < whole; j += strip)
            AddStrip(x[j..], rows, columns, weights, shift[j..], sums[j..], squares[j..]);
        for (var i = 0; i < rows; i++)
        {
            var weight = weights.IsEmpty ? 1 : weights[i];
            for (var j = whole; j < columns; j++)
            {
                var difference = x[(i * columns) + j] - shift[j];
                sums[j] += weight * difference;
                squares[j] += weight * difference * difference;
            }
        }
    }

    // Two vectors of columns at a time: their four sums stay in registers while the rows, which stay in the cache, pass.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void AddStrip(
        ReadOnlySpan<double> x, int rows, int stride, ReadOnlySpan<double> weights, ReadOnlySpan<double> shift, Span<double> sums, Span<double> squares)
    {
        var width = Vector<double>.Count;

        // Slicing once here checks the bounds of everything that is read below.
        ref var values = ref MemoryMarshal.GetReference(x[..(((rows - 1) * stride) + (2 * width))]);
        var (shift0, shift1) = (new Vector<double>(shift), new Vector<double>(shift[width..]));
        var (sum0, sum1) = (new Vector<double>(sums), new Vector<double>(sums[width..]));
        var (square0, square1) = (new Vector<double>(squares), new Vector<double>(squares[width..]));
        nuint at = 0;
        for (var i = 0; i < rows; i++, at += (nuint)stride)
        {
            var weight = new Vector<double>(weights.IsEmpty ? 1 : weights[i]);
            var difference = Vector.LoadUnsafe(ref values, at) - shift0;
            var weighted = weight * difference;
            sum0 += weighted;
            square0 = Vector.MultiplyAddEstimate(weighted, difference, square0);
            difference = Vector.LoadUnsafe(ref values, at + (nuint)width) - shift1;
            weighted = weight * difference;
            sum1 += weighted;
            square1 = Vector.MultiplyAddEstimate(weighted, difference, square1);
        }

        sum0.CopyTo(sums);
        sum1.CopyTo(sums[width..]);
        square0.CopyTo(squares);
        square1.CopyTo(squares[width..]);
    }
}
