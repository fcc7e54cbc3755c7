using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Twofold;

/// <summary>
/// Turns a matrix, so that what lay one after the other in a row lies side by side: rows then fill a vector's lanes, however few columns there are.
/// <code>for i, j: target[j, i] = source[i, j]</code>
/// </summary>
static class Transposition
{
    const int Tile = 4;

    /// <summary>Turns <c>source [rows, columns]</c> into <c>target [columns, rows]</c>, each with its row stride.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Apply(ReadOnlySpan<double> source, int sourceStride, int rows, int columns, Span<double> target, int targetStride)
    {
        if (rows == 0 || columns == 0)
            return;

        // Slicing checks the bounds of everything that is read and written below.
        source = source[..(((rows - 1) * sourceStride) + columns)];
        target = target[..(((columns - 1) * targetStride) + rows)];
        if (!Avx.IsSupported || rows < Tile || columns < Tile)
        {
            for (var i = 0; i < rows; i++)
                for (var j = 0; j < columns; j++)
                    target[(j * targetStride) + i] = source[(i * sourceStride) + j];
            return;
        }

        // The last tile of each direction overlaps the one before it.
        ref var from = ref MemoryMarshal.GetReference(source);
        ref var to = ref MemoryMarshal.GetReference(target);
        for (var i = 0; i < rows; i += Tile)
        {
            var row = Math.Min(i, rows - Tile);
            for (var j = 0; j < columns; j += Tile)
            {
                var column = Math.Min(j, columns - Tile);
                ApplyTile(
                    ref Unsafe.Add(ref from, ((nint)row * sourceStride) + column), (nuint)sourceStride,
                    ref Unsafe.Add(ref to, ((nint)column * targetStride) + row), (nuint)targetStride);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static unsafe void ApplyTile(ref double from, nuint sourceStride, ref double to, nuint targetStride)
    {
        // The next four rows: the processor by itself does not foresee rows so short. What is behind the end is only asked for, never read.
        var next = (double*)Unsafe.AsPointer(ref from) + (Tile * sourceStride);
        Sse.Prefetch0(next);
        Sse.Prefetch0(next + sourceStride);
        Sse.Prefetch0(next + (2 * sourceStride));
        Sse.Prefetch0(next + (3 * sourceStride));
        var row0 = Vector256.LoadUnsafe(ref from);
        var row1 = Vector256.LoadUnsafe(ref from, sourceStride);
        var row2 = Vector256.LoadUnsafe(ref from, 2 * sourceStride);
        var row3 = Vector256.LoadUnsafe(ref from, 3 * sourceStride);
        var (even01, odd01) = (Avx.UnpackLow(row0, row1), Avx.UnpackHigh(row0, row1));
        var (even23, odd23) = (Avx.UnpackLow(row2, row3), Avx.UnpackHigh(row2, row3));
        Avx.Permute2x128(even01, even23, 0x20).StoreUnsafe(ref to);
        Avx.Permute2x128(odd01, odd23, 0x20).StoreUnsafe(ref to, targetStride);
        Avx.Permute2x128(even01, even23, 0x31).StoreUnsafe(ref to, 2 * targetStride);
        Avx.Permute2x128(odd01, odd23, 0x31).StoreUnsafe(ref to, 3 * targetStride);
    }
}
