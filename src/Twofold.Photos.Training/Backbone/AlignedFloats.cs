using System.Runtime.InteropServices;

namespace Twofold.Photos.Training;

/// <summary>Zeros that begin at a cache line, which vectors of 64 bytes are read from and written to at full speed.</summary>
sealed class AlignedFloats
{
    const int Line = 16;

    readonly float[] array;
    readonly int start;

    public AlignedFloats(int length)
    {
        array = GC.AllocateArray<float>(length + Line - 1, pinned: true);
        var address = Marshal.UnsafeAddrOfPinnedArrayElement(array, 0);
        start = (int)(-address / sizeof(float) & (Line - 1));
        Length = length;
    }

    public int Length { get; }

    public Span<float> Span => array.AsSpan(start, Length);

    /// <summary>A copy, filled up with zeros to a whole number of <see cref="WeightPanels.Width"/>.</summary>
    public static AlignedFloats Padded(float[] values)
    {
        var padded = new AlignedFloats(WeightPanels.Padded(values.Length));
        values.CopyTo(padded.Span);
        return padded;
    }
}
