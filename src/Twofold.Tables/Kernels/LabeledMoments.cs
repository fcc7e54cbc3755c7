using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Twofold.Tables;

/// <summary>
/// Sums of rows and of their squares, apart for each label, of what the rows differ from a row of that label.
/// <code>for i, j: d = x[i, j] - shift[label i, j]; sums[label i, j] += w[i] * d; squares[label i, j] += w[i] * d²</code>
/// </summary>
static class LabeledMoments
{
    /// <summary>
    /// Adds rows that all count 1 and have no missing cell (one makes its sums NaN). The first row of a label becomes its shift.
    /// </summary>
    /// <param name="rows">The rows, <c>[rows, columns]</c>.</param>
    /// <param name="codes">The number of each row's label, <c>[rows]</c>.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="counts">The number of rows of each label so far, <c>[labels]</c>.</param>
    /// <param name="shifts"><c>[labels, columns]</c>, as are the sums and the squares.</param>
    /// <param name="sums">The sums of the differences.</param>
    /// <param name="squares">The sums of their squares.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(
        ReadOnlySpan<double> rows, ReadOnlySpan<int> codes, int columns, Span<double> counts, Span<double> shifts, Span<double> sums, Span<double> squares)
    {
        // Slicing once here checks the bounds of everything that is read and written below; the count checks the label.
        ref var row = ref MemoryMarshal.GetReference(rows[..(codes.Length * columns)]);
        ref var shift0 = ref MemoryMarshal.GetReference(shifts[..(counts.Length * columns)]);
        ref var sum0 = ref MemoryMarshal.GetReference(sums[..(counts.Length * columns)]);
        ref var square0 = ref MemoryMarshal.GetReference(squares[..(counts.Length * columns)]);
        var width = (nuint)Vector<double>.Count;
        var length = (nuint)columns;
        foreach (var code in codes)
        {
            var offset = (nuint)code * length;
            ref var shift = ref Unsafe.Add(ref shift0, offset);
            ref var sum = ref Unsafe.Add(ref sum0, offset);
            ref var square = ref Unsafe.Add(ref square0, offset);
            if (counts[code]++ == 0)
                MemoryMarshal.CreateSpan(ref row, columns).CopyTo(MemoryMarshal.CreateSpan(ref shift, columns));
            nuint j = 0;
            for (; j + width <= length; j += width)
            {
                var difference = Vector.LoadUnsafe(ref row, j) - Vector.LoadUnsafe(ref shift, j);
                (Vector.LoadUnsafe(ref sum, j) + difference).StoreUnsafe(ref sum, j);
                Vector.MultiplyAddEstimate(difference, difference, Vector.LoadUnsafe(ref square, j)).StoreUnsafe(ref square, j);
            }

            for (; j < length; j++)
            {
                var difference = Unsafe.Add(ref row, j) - Unsafe.Add(ref shift, j);
                Unsafe.Add(ref sum, j) += difference;
                Unsafe.Add(ref square, j) += difference * difference;
            }

            row = ref Unsafe.Add(ref row, length);
        }
    }

    /// <summary>
    /// Adds one row of a label with a weight, leaving its missing cells (NaN) out.
    /// <code>for j: if x[j] is there: d = x[j] - shift[j]; observed[j] += w; sums[j] += w * d; squares[j] += w * d²</code>
    /// </summary>
    public static void AddObserved(
        ReadOnlySpan<double> row, double weight, ReadOnlySpan<double> shift, Span<double> observed, Span<double> sum, Span<double> square)
    {
        var j = 0;
        for (var weights = new Vector<double>(weight); j <= row.Length - Vector<double>.Count; j += Vector<double>.Count)
        {
            var difference = new Vector<double>(row[j..]) - new Vector<double>(shift[j..]);
            var there = Vector.Equals(difference, difference);
            difference = Vector.ConditionalSelect(there, difference, Vector<double>.Zero);
            var weighted = weights * difference;
            (new Vector<double>(observed[j..]) + Vector.ConditionalSelect(there, weights, Vector<double>.Zero)).CopyTo(observed[j..]);
            (new Vector<double>(sum[j..]) + weighted).CopyTo(sum[j..]);
            Vector.MultiplyAddEstimate(weighted, difference, new Vector<double>(square[j..])).CopyTo(square[j..]);
        }

        for (; j < row.Length; j++)
        {
            var difference = row[j] - shift[j];
            if (double.IsNaN(difference))
                continue;
            observed[j] += weight;
            sum[j] += weight * difference;
            square[j] += weight * difference * difference;
        }
    }
}
