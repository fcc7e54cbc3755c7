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
    // What is left of a row after whole vectors is done by one that overlaps the last of them; only shorter rows go number by number.
    const int Width = 8;

    /// <summary>Writes <c>x - center</c> into <paramref name="deviation"/>, which is padded to whole vectors of eight, and zeros after it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Of(ReadOnlySpan<double> x, ReadOnlySpan<double> center, Span<double> deviation)
    {
        ref var from = ref MemoryMarshal.GetReference(x);
        ref var middle = ref MemoryMarshal.GetReference(center[..x.Length]);
        ref var to = ref MemoryMarshal.GetReference(deviation[..ProductTile.Padded(x.Length)]);
        Vector512<double>.Zero.StoreUnsafe(ref to, (nuint)(deviation.Length - Width));
        if (x.Length < Width)
        {
            for (var rest = 0; rest < x.Length; rest++)
                deviation[rest] = x[rest] - center[rest];
            return;
        }

        var last = (nuint)(x.Length - Width);
        for (nuint j = 0; j < last; j += (nuint)Width)
            (Vector512.LoadUnsafe(ref from, j) - Vector512.LoadUnsafe(ref middle, j)).StoreUnsafe(ref to, j);
        (Vector512.LoadUnsafe(ref from, last) - Vector512.LoadUnsafe(ref middle, last)).StoreUnsafe(ref to, last);
    }

    /// <summary>
    /// Writes <c>scale * (x - center)</c> into <paramref name="deviation"/>, which is padded to whole vectors of eight, and zeros after it, and adds
    /// <c>weight * (x - center)</c> to <paramref name="sum"/>, padded too.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(ReadOnlySpan<double> x, ReadOnlySpan<double> center, double weight, double scale, Span<double> sum, Span<double> deviation)
    {
        Of(x, center, deviation);
        ref var total = ref MemoryMarshal.GetReference(sum[..deviation.Length]);
        ref var to = ref MemoryMarshal.GetReference(deviation);
        for (nuint j = 0; j < (nuint)deviation.Length; j += (nuint)Width)
        {
            var difference = Vector512.LoadUnsafe(ref to, j);
            (Vector512.LoadUnsafe(ref total, j) + (weight * difference)).StoreUnsafe(ref total, j);
            (scale * difference).StoreUnsafe(ref to, j);
        }
    }
}
