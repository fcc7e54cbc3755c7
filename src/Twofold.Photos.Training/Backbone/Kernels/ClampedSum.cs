using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Twofold.Photos.Training;

/// <summary>
/// An <see cref="Epilogue"/> of its own: a sum of two values, a clamp, or the way back through one.
/// <code>for i &lt; count: target[i] = epilogue(source[i])</code>
/// </summary>
static class ClampedSum
{
    /// <summary>Calculates all numbers of <paramref name="source"/>, a multiple of <see cref="WeightPanels.Width"/>; it may be the target.</summary>
    public static void Calculate(ReadOnlySpan<float> source, Epilogue epilogue)
    {
        epilogue.Check(source.Length);
        if (source.Length % WeightPanels.Width != 0)
            throw new ArgumentException($"{source.Length} numbers are no multiple of {WeightPanels.Width}.", nameof(source));
        if (Vector512.IsHardwareAccelerated)
            Calculate(source, new Epilogue<WideFloats, Vector512<float>>(epilogue));
        else
            Calculate(source, new Epilogue<NarrowFloats, Vector256<float>>(epilogue));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Calculate<TLanes, TVector>(ReadOnlySpan<float> source, in Epilogue<TLanes, TVector> end)
        where TLanes : IFloatLanes<TVector>
        where TVector : struct
    {
        ref var first = ref MemoryMarshal.GetReference(source);
        for (nuint i = 0; i < (nuint)source.Length; i += (nuint)TLanes.Count)
            end.Put(TLanes.Load(ref first, i), i);
    }
}
