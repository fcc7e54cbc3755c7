using System.Numerics;
using System.Numerics.Tensors;

namespace Twofold.Tables;

/// <summary>
/// Forward substitution for several right-hand sides, each a row, in place: y becomes L⁻¹ y for a lower triangular L.
/// <code>for each row y, for c: y[c] = (y[c] - Σ_{j&lt;c} L[c, j] * y[j]) / L[c, c]</code>
/// </summary>
static class TriangularSolve
{
    // Nearly all of the work is then in products of long rows, and a block's part of the factor stays in the cache.
    const int Block = 64;

    /// <summary>Solves in place, with <c>lower [size, size]</c> and <c>sides [rows, size]</c>, each with its row stride.</summary>
    public static void Rows<T>(ReadOnlySpan<T> lower, int strideLower, int size, Span<T> sides, int strideSides, int rows)
        where T : unmanaged, INumber<T>
    {
        for (var first = 0; first < size; first += Block)
        {
            var end = Math.Min(first + Block, size);
            if (first > 0 && rows > 0)
                ProductOfRows.Subtract(
                    sides, strideSides, lower[(first * strideLower)..], strideLower, sides[first..], strideSides, rows, end - first, first);
            for (var i = 0; i < rows; i++)
            {
                var side = sides.Slice(i * strideSides, size);
                for (var c = first; c < end; c++)
                {
                    var known = TensorPrimitives.Dot(lower.Slice((c * strideLower) + first, c - first), side[first..c]);
                    side[c] = (side[c] - known) / lower[(c * strideLower) + c];
                }
            }
        }
    }
}
