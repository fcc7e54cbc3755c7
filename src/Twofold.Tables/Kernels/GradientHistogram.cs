using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Twofold.Tables;

/// <summary>
/// Sums of gradients by column and bin, which is where the time of boosting goes.
/// <code>for r in rows, for j: s[j, bin[r, j]] += g[r]</code>
/// </summary>
static class GradientHistogram
{
    /// <summary>The room of a column: one for each value of a byte.</summary>
    public const int BinsOfColumn = 256;

    // So many rows are fetched before they are added.
    const int Ahead = 64;

    // A 256th of a column's room in a histogram is 16 bytes: log2 of it, and of the column's.
    const int SumShift = 4;
    const int ColumnShift = 12;

    /// <summary>Adds rows.</summary>
    /// <param name="bins">The bins of all rows, <c>[all rows, width]</c>.</param>
    /// <param name="width">The number of columns.</param>
    /// <param name="rows">The rows to add.</param>
    /// <param name="gradients">The gradients of all rows.</param>
    /// <param name="sums">The sums, <c>[width, 256]</c>.</param>
    public static void Add(ReadOnlySpan<byte> bins, int width, ReadOnlySpan<int> rows, ReadOnlySpan<GradientSum> gradients, Span<GradientSum> sums)
    {
        // The rows are checked here, once for all the references below.
        if (sums.Length < width * BinsOfColumn)
            throw new ArgumentException($"{sums.Length} sums for {width} columns.", nameof(sums));
        ref var firstBin = ref MemoryMarshal.GetReference(bins);
        ref var firstSum = ref Unsafe.As<GradientSum, byte>(ref MemoryMarshal.GetReference(sums));
        Span<GradientSum> near = stackalloc GradientSum[Ahead];
        for (; !rows.IsEmpty; rows = rows[Math.Min(Ahead, rows.Length)..])
        {
            // The rows of a leaf lie apart. Reading them one after another, nothing waiting for what was read, fetches many at a time.
            var part = rows[..Math.Min(Ahead, rows.Length)];
            var touched = 0;
            for (var i = 0; i < part.Length; i++)
            {
                near[i] = gradients[part[i]];
                touched += bins[part[i] * width] + bins[(part[i] * width) + width - 1];
            }

            if (touched < 0)
                return; // Never: it keeps the reads.
            for (var i = 0; i < part.Length; i++)
                AddRow(ref Unsafe.Add(ref firstBin, (nint)part[i] * width), width, Unsafe.BitCast<GradientSum, Vector128<long>>(near[i]), ref firstSum);
        }
    }

    /// <summary>s −= part.</summary>
    public static void Subtract(Span<GradientSum> sums, ReadOnlySpan<GradientSum> part)
    {
        var numbers = MemoryMarshal.Cast<GradientSum, long>(sums);
        TensorPrimitives.Subtract(numbers, MemoryMarshal.Cast<GradientSum, long>(part), numbers);
    }

    /// <summary>s += part.</summary>
    public static void Add(Span<GradientSum> sums, ReadOnlySpan<GradientSum> part)
    {
        var numbers = MemoryMarshal.Cast<GradientSum, long>(sums);
        TensorPrimitives.Add(numbers, MemoryMarshal.Cast<GradientSum, long>(part), numbers);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void AddRow(ref byte bin, int width, Vector128<long> gradient, ref byte sum)
    {
        nint j = 0;
        for (; j <= width - 8; j += 8)
        {
            // All eight are read before the first is written: the processor then needs no proof that they are different.
            var eight = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref bin, j));
            ref var s0 = ref At(ref sum, j, eight & 255);
            ref var s1 = ref At(ref sum, j + 1, (eight >> 8) & 255);
            ref var s2 = ref At(ref sum, j + 2, (eight >> 16) & 255);
            ref var s3 = ref At(ref sum, j + 3, (eight >> 24) & 255);
            ref var s4 = ref At(ref sum, j + 4, (eight >> 32) & 255);
            ref var s5 = ref At(ref sum, j + 5, (eight >> 40) & 255);
            ref var s6 = ref At(ref sum, j + 6, (eight >> 48) & 255);
            ref var s7 = ref At(ref sum, j + 7, eight >> 56);
            var (v0, v1, v2, v3) = (s0 + gradient, s1 + gradient, s2 + gradient, s3 + gradient);
            var (v4, v5, v6, v7) = (s4 + gradient, s5 + gradient, s6 + gradient, s7 + gradient);
            (s0, s1, s2, s3) = (v0, v1, v2, v3);
            (s4, s5, s6, s7) = (v4, v5, v6, v7);
        }

        if (j <= width - 4)
        {
            ulong four = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref bin, j));
            ref var s0 = ref At(ref sum, j, four & 255);
            ref var s1 = ref At(ref sum, j + 1, (four >> 8) & 255);
            ref var s2 = ref At(ref sum, j + 2, (four >> 16) & 255);
            ref var s3 = ref At(ref sum, j + 3, four >> 24);
            var (v0, v1, v2, v3) = (s0 + gradient, s1 + gradient, s2 + gradient, s3 + gradient);
            (s0, s1, s2, s3) = (v0, v1, v2, v3);
            j += 4;
        }

        for (; j < width; j++)
            At(ref sum, j, Unsafe.Add(ref bin, j)) += gradient;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ref Vector128<long> At(ref byte sum, nint column, ulong bin) =>
        ref Unsafe.As<byte, Vector128<long>>(ref Unsafe.Add(ref sum, (column << ColumnShift) + (nint)(bin << SumShift)));
}
