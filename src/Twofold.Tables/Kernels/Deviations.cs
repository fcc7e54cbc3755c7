using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Twofold.Tables;

/// <summary>
/// Rows as deviations from a center, so that whatever is squared later loses no digits to columns far from zero.
/// <code>for j: d = x[j] - center[j]; sum[j] += weight * d; deviation[j] = scale * d</code>
/// </summary>
static class Deviations
{
    /// <summary>Writes <c>x - center</c> into <paramref name="deviation"/> and zeros after it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Of(ReadOnlySpan<double> x, ReadOnlySpan<double> center, Span<double> deviation)
    {
        ref var from = ref MemoryMarshal.GetReference(x);
        ref var middle = ref MemoryMarshal.GetReference(center[..x.Length]);
        ref var to = ref MemoryMarshal.GetReference(deviation[..x.Length]);
        var (j, length) = ((nuint)0, (nuint)x.Length);
        for (; j + 8 <= length; j += 8)
            (Vector512.LoadUnsafe(ref from, j) - Vector512.LoadUnsafe(ref middle, j)).StoreUnsafe(ref to, j);
        for (; j + 2 <= length; j += 2)
            (Vector128.LoadUnsafe(ref from, j) - Vector128.LoadUnsafe(ref middle, j)).StoreUnsafe(ref to, j);
        for (var rest = (int)j; rest < x.Length; rest++)
            deviation[rest] = x[rest] - center[rest];
        deviation[x.Length..].Clear();
    }

    /// <summary>
    /// Writes <c>scale * (x - center)</c> into <paramref name="deviation"/> and zeros after it, and adds <c>weight * (x - center)</c> to
    /// <paramref name="sum"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(ReadOnlySpan<double> x, ReadOnlySpan<double> center, double weight, double scale, Span<double> sum, Span<double> deviation)
    {
        ref var from = ref MemoryMarshal.GetReference(x);
        ref var middle = ref MemoryMarshal.GetReference(center[..x.Length]);
        ref var total = ref MemoryMarshal.GetReference(sum[..x.Length]);
        ref var to = ref MemoryMarshal.GetReference(deviation[..x.Length]);
        var (j, length) = ((nuint)0, (nuint)x.Length);
        for (; j + 8 <= length; j += 8)
        {
            var difference = Vector512.LoadUnsafe(ref from, j) - Vector512.LoadUnsafe(ref middle, j);
            (Vector512.LoadUnsafe(ref total, j) + (weight * difference)).StoreUnsafe(ref total, j);
            (scale * difference).StoreUnsafe(ref to, j);
        }

        for (; j + 2 <= length; j += 2)
        {
            var difference = Vector128.LoadUnsafe(ref from, j) - Vector128.LoadUnsafe(ref middle, j);
            (Vector128.LoadUnsafe(ref total, j) + (weight * difference)).StoreUnsafe(ref total, j);
            (scale * difference).StoreUnsafe(ref to, j);
        }

        for (var rest = (int)j; rest < x.Length; rest++)
        {
            var difference = x[rest] - center[rest];
            sum[rest] += weight * difference;
            deviation[rest] = scale * difference;
        }

        deviation[x.Length..].Clear();
    }
}
