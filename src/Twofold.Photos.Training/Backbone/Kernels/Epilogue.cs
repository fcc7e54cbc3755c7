using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Twofold.Photos.Training;

/// <summary>
/// What becomes of a kernel's sums before they are written, so that no pass over memory of its own is needed for it:
/// <code>v = sum + added;  record: passing = low &lt; v &lt; high;  recall: v = passing ? v : 0;  target = min(max(v, low), high)</code>
/// All three of target, added and passing have the same layout, [rows, channels], a bit of passing for each number.
/// </summary>
readonly ref struct Epilogue
{
    /// <summary>What is written.</summary>
    public required Span<float> Target { get; init; }

    /// <summary>What is added to the sums; empty where nothing is. It may be <see cref="Target"/>.</summary>
    public ReadOnlySpan<float> Added { get; init; }

    /// <summary>Where the clamp's derivative is one: written where <see cref="Recalls"/> is false, read where it is true; empty where there is none.</summary>
    public Span<byte> Passing { get; init; }

    /// <summary>That <see cref="Passing"/> is read.</summary>
    public bool Recalls { get; init; }

    /// <summary>The bounds of the clamp; null where nothing is cut off.</summary>
    public Clamp? Clamp { get; init; }

    /// <summary>The same from a later number on, a multiple of eight.</summary>
    public Epilogue From(int first) => new()
    {
        Target = Target[first..],
        Added = Added.IsEmpty ? Added : Added[first..],
        Passing = Passing.IsEmpty ? Passing : Passing[(first / 8)..],
        Recalls = Recalls,
        Clamp = Clamp,
    };

    /// <summary>Checks that everything holds so many numbers; the kernels do not.</summary>
    public void Check(int numbers)
    {
        if (Target.Length < numbers || (!Added.IsEmpty && Added.Length < numbers) || (!Passing.IsEmpty && Passing.Length < numbers / 8))
            throw new ArgumentException($"{numbers} numbers do not fit into {Target.Length}, added {Added.Length}, bits {8 * Passing.Length}.");
    }
}

/// <summary>An <see cref="Epilogue"/> as the inner loops use it.</summary>
readonly ref struct Epilogue<TLanes, TVector>
    where TLanes : IFloatLanes<TVector>
    where TVector : struct
{
    readonly ref float target;
    readonly ref float added;
    readonly ref byte passing;
    readonly TVector low, high;
    readonly bool adds, records, recalls, clamps;

    public Epilogue(Epilogue epilogue)
    {
        target = ref MemoryMarshal.GetReference(epilogue.Target);
        added = ref MemoryMarshal.GetReference(epilogue.Added);
        passing = ref MemoryMarshal.GetReference(epilogue.Passing);
        var clamp = epilogue.Clamp ?? Clamp.None;
        low = TLanes.Spread(clamp.Low);
        high = TLanes.Spread(clamp.High);
        adds = !epilogue.Added.IsEmpty;
        recalls = !epilogue.Passing.IsEmpty && epilogue.Recalls;
        records = !epilogue.Passing.IsEmpty && !epilogue.Recalls;
        clamps = clamp.Bounds;
    }

    /// <summary>Finishes a vector of sums, the first of which belongs at <paramref name="index"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Put(TVector value, nuint index)
    {
        if (adds)
            value = TLanes.Add(value, TLanes.Load(ref added, index));
        if (records)
            TLanes.StorePassing(value, low, high, ref passing, index);
        if (recalls)
            value = TLanes.KeepPassing(value, ref passing, index);
        if (clamps)
            value = TLanes.Clamp(value, low, high);
        TLanes.Store(value, ref target, index);
    }
}
