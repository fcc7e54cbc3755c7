using System.Numerics;
using System.Runtime.CompilerServices;

namespace Twofold;

/// <summary>The multiplication and addition that the kernels are made of, for both widths of numbers.</summary>
static class MultiplyAdd
{
    /// <summary>a * b + c, rounded once where the processor can. Any other <typeparamref name="T"/> than double and float is rounded twice.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Of<T>(Vector<T> a, Vector<T> b, Vector<T> c)
    {
        // The base class library has no generic form; the branches are decided when the code is compiled for T.
        if (typeof(T) == typeof(double))
            return Vector.MultiplyAddEstimate(a.As<T, double>(), b.As<T, double>(), c.As<T, double>()).As<double, T>();
        if (typeof(T) == typeof(float))
            return Vector.MultiplyAddEstimate(a.As<T, float>(), b.As<T, float>(), c.As<T, float>()).As<float, T>();
        return (a * b) + c;
    }
}
