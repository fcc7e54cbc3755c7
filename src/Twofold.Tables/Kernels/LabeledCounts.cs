using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Twofold.Tables;

/// <summary>
/// The weighted sum of rows, with what has to be known of each row on the way: its total and its least number.
/// <code>for j: sums[j] += w * x[j]; total += x[j]; least = min(least, x[j])</code>
/// </summary>
static class LabeledCounts
{
    /// <summary>Adds a row to the sums. A missing cell (NaN) makes the total NaN and counts as 0 in the sums.</summary>
    /// <returns>The total of the row and the least of its known numbers, or 0 if that is less.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (double Total, double Least) Add(ReadOnlySpan<double> row, double weight, Span<double> sums)
    {
        ref var x = ref MemoryMarshal.GetReference(row);
        ref var sum = ref MemoryMarshal.GetReference(sums[..row.Length]);
        var (width, length) = ((nuint)Vector<double>.Count, (nuint)row.Length);
        var weights = new Vector<double>(weight);
        Vector<double> totals = default, leasts = default;
        nuint j = 0;
        for (; j + width <= length; j += width)
        {
            var cells = Vector.LoadUnsafe(ref x, j);
            totals += cells;
            var known = Vector.ConditionalSelect(Vector.Equals(cells, cells), cells, Vector<double>.Zero);
            leasts = Vector.Min(leasts, known);
            Vector.MultiplyAddEstimate(weights, known, Vector.LoadUnsafe(ref sum, j)).StoreUnsafe(ref sum, j);
        }

        var (total, least) = (Vector.Sum(totals), 0.0);
        if (Vector.LessThanAny(leasts, Vector<double>.Zero))
            for (var lane = 0; lane < Vector<double>.Count; lane++)
                least = Math.Min(least, leasts[lane]);
        for (; j < length; j++)
        {
            var cell = Unsafe.Add(ref x, j);
            total += cell;
            if (double.IsNaN(cell))
                continue;
            least = Math.Min(least, cell);
            Unsafe.Add(ref sum, j) += weight * cell;
        }

        return (total, least);
    }
}
