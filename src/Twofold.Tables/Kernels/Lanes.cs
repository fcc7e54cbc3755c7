using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Twofold.Tables;

/// <summary>
/// The vectors that a kernel is written in, so that one text serves processors with 512-bit vectors (<see cref="WideLanes"/>) and all others
/// (<see cref="NativeLanes"/>): the runtime's own <see cref="Vector{T}"/> stays at 256 bits even where the processor has 512.
/// </summary>
/// <typeparam name="TVector">The vector.</typeparam>
interface ILanes<TVector>
    where TVector : struct
{
    /// <summary>The numbers in a vector: 2, 4 or 8.</summary>
    static abstract int Count { get; }

    static abstract TVector Load(ref double source, nuint index);

    static abstract TVector Spread(double value);

    static abstract TVector Subtract(TVector left, TVector right);

    /// <summary><c>left * right + sum</c>, with one rounding where the processor can.</summary>
    static abstract TVector MultiplyAdd(TVector left, TVector right, TVector sum);

    static abstract void Store(TVector vector, ref double destination, nuint index);

    static abstract double Sum(TVector vector);
}

/// <summary>512 bits.</summary>
readonly struct WideLanes : ILanes<Vector512<double>>
{
    public static int Count => Vector512<double>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Load(ref double source, nuint index) => Vector512.LoadUnsafe(ref source, index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Spread(double value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Subtract(Vector512<double> left, Vector512<double> right) => left - right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> MultiplyAdd(Vector512<double> left, Vector512<double> right, Vector512<double> sum) =>
        Vector512.MultiplyAddEstimate(left, right, sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<double> vector, ref double destination, nuint index) => vector.StoreUnsafe(ref destination, index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(Vector512<double> vector) => Vector512.Sum(vector);
}

/// <summary>As wide as <see cref="Vector{T}"/> is: 256 bits or 128.</summary>
readonly struct NativeLanes : ILanes<Vector<double>>
{
    public static int Count => Vector<double>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<double> Load(ref double source, nuint index) => Vector.LoadUnsafe(ref source, index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<double> Spread(double value) => new(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<double> Subtract(Vector<double> left, Vector<double> right) => left - right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<double> MultiplyAdd(Vector<double> left, Vector<double> right, Vector<double> sum) =>
        Vector.MultiplyAddEstimate(left, right, sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector<double> vector, ref double destination, nuint index) => vector.StoreUnsafe(ref destination, index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(Vector<double> vector) => Vector.Sum(vector);
}
