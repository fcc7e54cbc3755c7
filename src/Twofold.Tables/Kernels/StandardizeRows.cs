using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Twofold.Tables;

/// <summary>
/// Rows relative to the columns' means and in units of their scales. The mean is taken off first, so that columns far from zero lose no digits.
/// <code>for i, j: c[i, j] = (x[i, j] − mean[j]) * scale[j]</code>
/// </summary>
static class StandardizeRows
{
    /// <summary>Writes <c>x [rows, columns]</c>, without gaps between its rows, to <c>c [rows, columns]</c> of row stride <paramref name="strideC"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void To(ReadOnlySpan<double> x, ReadOnlySpan<double> means, ReadOnlySpan<double> scales, Span<double> c, int strideC, int rows)
    {
        var columns = means.Length;
        if (rows == 0 || columns == 0)
            return;

        // Slicing once here checks the bounds of everything that is read and written below.
        ref var from = ref MemoryMarshal.GetReference(x[..(rows * columns)]);
        ref var to = ref MemoryMarshal.GetReference(c[..(((rows - 1) * strideC) + columns)]);
        ref var mean = ref MemoryMarshal.GetReference(means);
        ref var scale = ref MemoryMarshal.GetReference(scales[..columns]);
        var width = Vector<double>.Count;
        var whole = columns - (columns % width);
        for (var i = 0; i < rows; i++)
        {
            var (source, target) = ((nuint)(i * columns), (nuint)(i * strideC));
            for (nuint j = 0; j < (nuint)whole; j += (nuint)width)
                ((Vector.LoadUnsafe(ref from, source + j) - Vector.LoadUnsafe(ref mean, j)) * Vector.LoadUnsafe(ref scale, j)).StoreUnsafe(ref to, target + j);
            for (nuint j = (nuint)whole; j < (nuint)columns; j++)
                Unsafe.Add(ref to, target + j) = (Unsafe.Add(ref from, source + j) - Unsafe.Add(ref mean, j)) * Unsafe.Add(ref scale, j);
        }
    }
}
