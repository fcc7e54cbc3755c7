using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Twofold.Tables;

/// <summary>
/// Both solves with a triangular factor that is held as float32 while everything is calculated in float64, in place: y becomes L⁻¹ y or L⁻ᵀ y.
/// <code>
/// forward:  for c rising:  y[c] = (y[c] - Σ_{j&lt;c} L[c, j] * y[j]) / L[c, c]
/// backward: for c falling: y[c] = y[c] / L[c, c]; for j &lt; c: y[j] -= y[c] * L[c, j]
/// </code>
/// </summary>
static class WideningSolve
{
    /// <summary>y becomes L⁻¹ y, with <c>lower [size, size]</c> and <c>y [size]</c>.</summary>
    public static void Forward(float[,] lower, Span<double> y)
    {
        for (var c = 0; c < y.Length; c++)
        {
            var row = lower.Row(c);
            y[c] = (y[c] - Dot(row[..c], y[..c])) / row[c];
        }
    }

    /// <summary>y becomes L⁻ᵀ y, with <c>lower [size, size]</c> and <c>y [size]</c>.</summary>
    public static void Backward(float[,] lower, Span<double> y)
    {
        for (var c = y.Length - 1; c >= 0; c--)
        {
            var row = lower.Row(c);
            y[c] /= row[c];
            AddMultiple(y[..c], row[..c], -y[c]);
        }
    }

    /// <summary>Lᵀ y, which <see cref="Backward"/> takes back.</summary>
    public static void Undo(float[,] lower, Span<double> y)
    {
        for (var c = 0; c < y.Length; c++)
        {
            var row = lower.Row(c);
            AddMultiple(y[..c], row[..c], y[c]);
            y[c] *= row[c];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<double> b)
    {
        ref var narrow = ref MemoryMarshal.GetReference(a);
        ref var wide = ref MemoryMarshal.GetReference(b[..a.Length]);
        var width = Vector<double>.Count;
        var (even, odd) = (Vector<double>.Zero, Vector<double>.Zero);
        var j = 0;
        for (; j + (2 * width) <= a.Length; j += 2 * width)
        {
            Vector.Widen(Vector.LoadUnsafe(ref narrow, (nuint)j), out var low, out var high);
            even = MultiplyAdd.Of(low, Vector.LoadUnsafe(ref wide, (nuint)j), even);
            odd = MultiplyAdd.Of(high, Vector.LoadUnsafe(ref wide, (nuint)(j + width)), odd);
        }

        var sum = Vector.Sum(even + odd);
        for (; j < a.Length; j++)
            sum += a[j] * b[j];
        return sum;
    }

    // y += factor * a
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void AddMultiple(Span<double> y, ReadOnlySpan<float> a, double factor)
    {
        ref var narrow = ref MemoryMarshal.GetReference(a);
        ref var wide = ref MemoryMarshal.GetReference(y[..a.Length]);
        var width = Vector<double>.Count;
        var factors = new Vector<double>(factor);
        var j = 0;
        for (; j + (2 * width) <= a.Length; j += 2 * width)
        {
            Vector.Widen(Vector.LoadUnsafe(ref narrow, (nuint)j), out var low, out var high);
            MultiplyAdd.Of(low, factors, Vector.LoadUnsafe(ref wide, (nuint)j)).StoreUnsafe(ref wide, (nuint)j);
            MultiplyAdd.Of(high, factors, Vector.LoadUnsafe(ref wide, (nuint)(j + width))).StoreUnsafe(ref wide, (nuint)(j + width));
        }

        for (; j < a.Length; j++)
            y[j] += factor * a[j];
    }
}
