using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Twofold.Tables;

/// <summary>
/// Squared distances of rows from centers, every column with a weight of its own for each center.
/// <code>for i, k: distances[i, k] = Σ_j (x[i, j] - centers[k, j])² * weights[k, j]</code>
/// </summary>
static class DiagonalDistances
{
    // So many rows stay in the first-level cache while the centers pass.
    const int Group = 32;
    const int Tile = 8;

    /// <summary>The distances, <c>[rows, centers]</c>, of <c>x [rows, columns]</c> from <c>centers [centers, columns]</c>.</summary>
    public static void Of(
        ReadOnlySpan<double> x, ReadOnlySpan<double> centers, ReadOnlySpan<double> weights, int rows, int centerCount, int columns, Span<double> distances)
    {
        for (var first = 0; first < rows; first += Group)
        {
            var count = Math.Min(Group, rows - first);
            for (var k = 0; k < centerCount; k++)
                OfGroup(
                    x.Slice(first * columns, count * columns), centers.Slice(k * columns, columns), weights.Slice(k * columns, columns), count, columns,
                    distances[((first * centerCount) + k)..], centerCount);
        }
    }

    // Eight rows by one center: center and weights are read once for them, and eight sums run beside each other.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void OfGroup(
        ReadOnlySpan<double> x, ReadOnlySpan<double> center, ReadOnlySpan<double> weights, int rows, int columns, Span<double> distances, int stride)
    {
        ref var x0 = ref MemoryMarshal.GetReference(x[..(rows * columns)]);
        ref var c = ref MemoryMarshal.GetReference(center[..columns]);
        ref var w = ref MemoryMarshal.GetReference(weights[..columns]);
        var (width, length) = ((nuint)Vector<double>.Count, (nuint)columns);
        var (twice, thrice) = (2 * length, 3 * length);
        var i = 0;
        for (; i <= rows - Tile; i += Tile)
        {
            // Two places and three distances between rows reach all eight: more addresses than that do not fit into registers.
            ref var x4 = ref Unsafe.Add(ref x0, 4 * length);
            Vector<double> s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
            nuint j = 0;
            for (; j + width <= length; j += width)
            {
                var (from, by) = (Vector.LoadUnsafe(ref c, j), Vector.LoadUnsafe(ref w, j));
                ref var upper = ref Unsafe.Add(ref x0, j);
                ref var lower = ref Unsafe.Add(ref x4, j);
                s0 = Add(ref upper, 0, from, by, s0);
                s1 = Add(ref upper, length, from, by, s1);
                s2 = Add(ref upper, twice, from, by, s2);
                s3 = Add(ref upper, thrice, from, by, s3);
                s4 = Add(ref lower, 0, from, by, s4);
                s5 = Add(ref lower, length, from, by, s5);
                s6 = Add(ref lower, twice, from, by, s6);
                s7 = Add(ref lower, thrice, from, by, s7);
            }

            var answers = distances[(i * stride)..];
            answers[0] = Vector.Sum(s0) + Rest(ref x0, ref c, ref w, j, length);
            answers[stride] = Vector.Sum(s1) + Rest(ref Unsafe.Add(ref x0, length), ref c, ref w, j, length);
            answers[2 * stride] = Vector.Sum(s2) + Rest(ref Unsafe.Add(ref x0, twice), ref c, ref w, j, length);
            answers[3 * stride] = Vector.Sum(s3) + Rest(ref Unsafe.Add(ref x0, thrice), ref c, ref w, j, length);
            answers[4 * stride] = Vector.Sum(s4) + Rest(ref x4, ref c, ref w, j, length);
            answers[5 * stride] = Vector.Sum(s5) + Rest(ref Unsafe.Add(ref x4, length), ref c, ref w, j, length);
            answers[6 * stride] = Vector.Sum(s6) + Rest(ref Unsafe.Add(ref x4, twice), ref c, ref w, j, length);
            answers[7 * stride] = Vector.Sum(s7) + Rest(ref Unsafe.Add(ref x4, thrice), ref c, ref w, j, length);
            x0 = ref Unsafe.Add(ref x4, 4 * length);
        }

        for (; i < rows; i++)
        {
            Vector<double> s = default;
            nuint j = 0;
            for (; j + width <= length; j += width)
                s = Add(ref x0, j, Vector.LoadUnsafe(ref c, j), Vector.LoadUnsafe(ref w, j), s);
            distances[i * stride] = Vector.Sum(s) + Rest(ref x0, ref c, ref w, j, length);
            x0 = ref Unsafe.Add(ref x0, length);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector<double> Add(ref double x, nuint at, Vector<double> center, Vector<double> weights, Vector<double> sum)
    {
        // Negated, which the square does not feel: so the subtraction loads its second operand itself.
        var difference = center - Vector.LoadUnsafe(ref x, at);
        return Vector.MultiplyAddEstimate(difference * weights, difference, sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static double Rest(ref double x, ref double center, ref double weights, nuint from, nuint length)
    {
        var sum = 0.0;
        for (var j = from; j < length; j++)
        {
            var difference = Unsafe.Add(ref x, j) - Unsafe.Add(ref center, j);
            sum += difference * Unsafe.Add(ref weights, j) * difference;
        }

        return sum;
    }
}
