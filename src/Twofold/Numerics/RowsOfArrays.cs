using System.Runtime.InteropServices;

namespace Twofold;

/// <summary>
/// Rows of two-dimensional arrays of numbers as spans: <c>double[,]</c> is one contiguous block in row order. Arrays of objects have none: behind an
/// <c>object[,]</c> may be a <c>string[,]</c>, into which a span would let anything be written.
/// </summary>
public static class RowsOfArrays
{
    /// <summary>Row <paramref name="row"/> of <paramref name="array"/>, without a copy.</summary>
    public static Span<T> Row<T>(this T[,] array, int row)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(array);
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, array.GetLength(0));
        var columns = array.GetLength(1);
        return array.AsFlatSpan().Slice(row * columns, columns);
    }

    /// <summary>The whole of <paramref name="array"/> in row order, without a copy.</summary>
    public static Span<T> AsFlatSpan<T>(this T[,] array)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(array);
        return MemoryMarshal.CreateSpan(ref System.Runtime.CompilerServices.Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(array)), array.Length);
    }

    /// <summary>Copies of the rows at <paramref name="indices"/>, in that order.</summary>
    internal static T[,] Rows<T>(this T[,] array, ReadOnlySpan<int> indices)
        where T : unmanaged
    {
        var rows = new T[indices.Length, array.GetLength(1)];
        for (var i = 0; i < indices.Length; i++)
            array.Row(indices[i]).CopyTo(rows.Row(i));
        return rows;
    }
}
