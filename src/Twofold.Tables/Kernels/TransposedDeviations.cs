using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Twofold.Tables;

/// <summary>
/// Rows as deviations from a center, turned so that rows lie side by side: what is then done to all of them alike fills whole vectors, however few
/// columns there are.
/// <code>for j, for i &lt; rows: deviation[j, i] = x[i, j] - center[j]</code>
/// </summary>
static class TransposedDeviations
{
    const int Width = 8;

    /// <summary>
    /// Writes the deviations of so many rows, <c>[rows, center's length]</c>, into <paramref name="deviations"/>,
    /// <c>[center's length, rows padded to whole vectors of eight]</c>, and zeros after them.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Of(ReadOnlySpan<double> rows, int count, ReadOnlySpan<double> center, Span<double> deviations)
    {
        var (columns, stride) = (center.Length, ProductTile.Padded(count));
        deviations = deviations[..(columns * stride)];
        rows = rows[..(count * columns)];
        var i = 0;
        for (; i + Width <= count; i += Width)
        {
            ref var row0 = ref Unsafe.Add(ref MemoryMarshal.GetReference(rows), (nint)i * columns);
            ref var row4 = ref Unsafe.Add(ref row0, 4 * (nint)columns);
            ref var to = ref Unsafe.Add(ref MemoryMarshal.GetReference(deviations), i);
            for (nint j = 0; j < center.Length; j++)
            {
                var values = Vector512.Create(
                    Unsafe.Add(ref row0, j),
                    Unsafe.Add(ref row0, j + columns),
                    Unsafe.Add(ref row0, j + (2 * (nint)columns)),
                    Unsafe.Add(ref row0, j + (3 * (nint)columns)),
                    Unsafe.Add(ref row4, j),
                    Unsafe.Add(ref row4, j + columns),
                    Unsafe.Add(ref row4, j + (2 * (nint)columns)),
                    Unsafe.Add(ref row4, j + (3 * (nint)columns)));
                (values - Vector512.Create(center[(int)j])).StoreUnsafe(ref to, (nuint)(j * stride));
            }
        }

        if (i == count)
            return;
        for (var j = 0; j < columns; j++)
        {
            var rest = deviations.Slice((j * stride) + i, Width);
            rest.Clear();
            for (var r = i; r < count; r++)
                rest[r - i] = rows[(r * columns) + j] - center[j];
        }
    }
}
