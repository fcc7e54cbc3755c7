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
    const int Tile = 4;

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

    // Four rows by one center: center and weights are read once for them, and four sums run beside each other.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void OfGroup(
        ReadOnlySpan<double> x, ReadOnlySpan<double> center, ReadOnlySpan<double> weights, int rows, int columns, Span<double> distances, int stride)
    {
        ref var x0 = ref MemoryMarshal.GetReference(x[..(rows * columns)]);
        ref var c = ref MemoryMarshal.GetReference(center[..columns]);
        ref var w = ref MemoryMarshal.GetReference(weights[..columns]);
        var (width, length) = ((nuint)Vector<double>.Count, (nuint)columns);
        var i = 0;
        for (; i <= rows - Tile; i += Tile)
        {
            ref var x1 = ref Unsafe.Add(ref x0, length);
            ref var x2 = ref Unsafe.Add(ref x1, length);
            ref var x3 = ref Unsafe.Add(ref x2, length);
            Vector<double> s0 = default, s1 = default, s2 = default, s3 = default;
            nuint j = 0;
            for (; j + width <= length; j += width)
            {
                var (from, by) = (Vector.LoadUnsafe(ref c, j), Vector.LoadUnsafe(ref w, j));
                var d0 = Vector.LoadUnsafe(ref x0, j) - from;
                var d1 = Vector.LoadUnsafe(ref x1, j) - from;
                var d2 = Vector.LoadUnsafe(ref x2, j) - from;
                var d3 = Vector.LoadUnsafe(ref x3, j) - from;
                s0 = Vector.MultiplyAddEstimate(d0 * by, d0, s0);
                s1 = Vector.MultiplyAddEstimate(d1 * by, d1, s1);
                s2 = Vector.MultiplyAddEstimate(d2 * by, d2, s2);
                s3 = Vector.MultiplyAddEstimate(d3 * by, d3, s3);
            }

            distances[i * stride] = Vector.Sum(s0) + Rest(ref x0, ref c, ref w, j, length);
            distances[(i + 1) * stride] = Vector.Sum(s1) + Rest(ref x1, ref c, ref w, j, length);
            distances[(i + 2) * stride] = Vector.Sum(s2) + Rest(ref x2, ref c, ref w, j, length);
            distances[(i + 3) * stride] = Vector.Sum(s3) + Rest(ref x3, ref c, ref w, j, length);
            x0 = ref Unsafe.Add(ref x3, length);
        }

        for (; i < rows; i++)
        {
            Vector<double> s = default;
            nuint j = 0;
            for (; j + width <= length; j += width)
            {
                var d = Vector.LoadUnsafe(ref x0, j) - Vector.LoadUnsafe(ref c, j);
                s = Vector.MultiplyAddEstimate(d * Vector.LoadUnsafe(ref w, j), d, s);
            }

            distances[i * stride] = Vector.Sum(s) + Rest(ref x0, ref c, ref w, j, length);
            x0 = ref Unsafe.Add(ref x0, length);
        }
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
