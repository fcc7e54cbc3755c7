using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Twofold.Tables;

/// <summary>
/// The squared Euclidean distance of two rows over the columns that both know; NaN is a missing number.
/// <code>for j where a[j] and b[j] are known: sum += (a[j] - b[j])², known += 1</code>
/// </summary>
static class KnownDistance
{
    /// <summary>The sum of the squares, and how many columns are in it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (double Sum, int Known) Squared(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var columns = a.Length;
        ref var left = ref MemoryMarshal.GetReference(a);
        ref var right = ref MemoryMarshal.GetReference(b[..columns]);
        var sums = Vector<double>.Zero;
        var missing = Vector<long>.Zero;
        var width = Vector<double>.Count;
        var j = 0;
        for (; j + width <= columns; j += width)
        {
            var difference = Vector.LoadUnsafe(ref left, (nuint)j) - Vector.LoadUnsafe(ref right, (nuint)j);

            // NaN is what does not equal itself; all bits of such a lane are one, which is −1 and counts down.
            var isMissing = ~Vector.Equals(difference, difference);
            missing += isMissing;
            difference = Vector.ConditionalSelect(isMissing, Vector<double>.Zero, difference);
            sums = Vector.MultiplyAddEstimate(difference, difference, sums);
        }

        var (sum, known) = (Vector.Sum(sums), j + (int)Vector.Sum(missing));
        for (; j < columns; j++)
        {
            var difference = a[j] - b[j];
            if (double.IsNaN(difference))
                continue;
            sum += difference * difference;
            known++;
        }

        return (sum, known);
    }
}
