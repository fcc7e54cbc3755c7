using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Twofold.Photos.Training;

/// <summary>
/// The vectors of float32 that the kernels of a frozen backbone are written in, so that one text serves processors with 512-bit vectors
/// (<see cref="WideFloats"/>) and all others (<see cref="NarrowFloats"/>). Indices count floats.
/// </summary>
/// <typeparam name="TVector">The vector.</typeparam>
interface IFloatLanes<TVector>
    where TVector : struct
{
    /// <summary>The numbers in a vector: 8 or 16.</summary>
    static abstract int Count { get; }

    static abstract TVector Load(ref float source, nuint index);

    static abstract TVector Spread(float value);

    static abstract TVector Add(TVector left, TVector right);

    /// <summary><c>left * right + sum</c>, with one rounding where the processor can.</summary>
    static abstract TVector MultiplyAdd(TVector left, TVector right, TVector sum);

    /// <summary><c>min(max(value, low), high)</c>; what is not a number stays so.</summary>
    static abstract TVector Clamp(TVector value, TVector low, TVector high);

    static abstract void Store(TVector vector, ref float destination, nuint index);

    /// <summary>Writes a bit for each number: whether it lies between the bounds, where the derivative of a clamp is one.</summary>
    static abstract void StorePassing(TVector value, TVector low, TVector high, ref byte bits, nuint index);

    /// <summary>The numbers whose bit is set, and zeros in place of the others.</summary>
    static abstract TVector KeepPassing(TVector value, ref byte bits, nuint index);
}

/// <summary>512 bits.</summary>
readonly struct WideFloats : IFloatLanes<Vector512<float>>
{
    public static int Count => Vector512<float>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(ref float source, nuint index) => Vector512.LoadUnsafe(ref source, index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Spread(float value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Add(Vector512<float> left, Vector512<float> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> MultiplyAdd(Vector512<float> left, Vector512<float> right, Vector512<float> sum) =>
        Vector512.MultiplyAddEstimate(left, right, sum);

    // x86 returns the second operand where one is not a number.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Clamp(Vector512<float> value, Vector512<float> low, Vector512<float> high) =>
        Vector512.MinNative(high, Vector512.MaxNative(low, value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> vector, ref float destination, nuint index) => vector.StoreUnsafe(ref destination, index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePassing(Vector512<float> value, Vector512<float> low, Vector512<float> high, ref byte bits, nuint index)
    {
        var passing = Vector512.GreaterThan(value, low) & Vector512.LessThan(value, high);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref bits, index / 8), (ushort)passing.ExtractMostSignificantBits());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> KeepPassing(Vector512<float> value, ref byte bits, nuint index)
    {
        var positions = Vector512.Create(1, 1 << 1, 1 << 2, 1 << 3, 1 << 4, 1 << 5, 1 << 6, 1 << 7, 1 << 8, 1 << 9, 1 << 10, 1 << 11, 1 << 12, 1 << 13, 1 << 14, 1 << 15);
        var word = Vector512.Create((int)Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref bits, index / 8)));
        return Vector512.ConditionalSelect(Vector512.Equals(word & positions, Vector512<int>.Zero).AsSingle(), Vector512<float>.Zero, value);
    }
}

/// <summary>256 bits, which a processor with 128 takes in two halves.</summary>
readonly struct NarrowFloats : IFloatLanes<Vector256<float>>
{
    public static int Count => Vector256<float>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(ref float source, nuint index) => Vector256.LoadUnsafe(ref source, index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Spread(float value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Add(Vector256<float> left, Vector256<float> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> MultiplyAdd(Vector256<float> left, Vector256<float> right, Vector256<float> sum) =>
        Vector256.MultiplyAddEstimate(left, right, sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Clamp(Vector256<float> value, Vector256<float> low, Vector256<float> high) =>
        Vector256.MinNative(high, Vector256.MaxNative(low, value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<float> vector, ref float destination, nuint index) => vector.StoreUnsafe(ref destination, index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePassing(Vector256<float> value, Vector256<float> low, Vector256<float> high, ref byte bits, nuint index)
    {
        var passing = Vector256.GreaterThan(value, low) & Vector256.LessThan(value, high);
        Unsafe.Add(ref bits, index / 8) = (byte)passing.ExtractMostSignificantBits();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> KeepPassing(Vector256<float> value, ref byte bits, nuint index)
    {
        var word = Vector256.Create((int)Unsafe.Add(ref bits, index / 8));
        var zeros = Vector256.Equals(word & Vector256.Create(1, 2, 4, 8, 16, 32, 64, 128), Vector256<int>.Zero);
        return Vector256.ConditionalSelect(zeros.AsSingle(), Vector256<float>.Zero, value);
    }
}
