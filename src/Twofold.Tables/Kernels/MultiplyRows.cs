using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Twofold.Tables;

/// <summary>
/// Rows, each times a number of its own.
/// <code>for i, j: c[i, j] = w[i] * x[i, j]</code>
/// </summary>
static class MultiplyRows
{
    /// <summary>Writes <c>c [rows, stride]</c>, with <c>x [rows, stride]</c> and <c>w [rows]</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void To(ReadOnlySpan<double> x, int stride, ReadOnlySpan<double> factors, Span<double> c, int rows)
    {
        // Slicing once here checks the bounds of everything that is read and written below.
        ref var from = ref MemoryMarshal.GetReference(x[..(rows * stride)]);
        ref var to = ref MemoryMarshal.GetReference(c[..(rows * stride)]);
        var width = Vector<double>.Count;
        var whole = stride - (stride % width);
        for (var i = 0; i < rows; i++)
        {
            var factor = factors[i];
            var vector = new Vector<double>(factor);
            var row = (nuint)(i * stride);
            for (nuint j = 0; j < (nuint)whole; j += (nuint)width)
                (Vector.LoadUnsafe(ref from, row + j) * vector).StoreUnsafe(ref to, row + j);
            for (var j = (nuint)whole; j < (nuint)stride; j++)
                Unsafe.Add(ref to, row + j) = factor * Unsafe.Add(ref from, row + j);
        }
    }
}
