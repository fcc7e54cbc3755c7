using System.Runtime.InteropServices;

namespace Twofold;

/// <summary>Makes encodings of labels and looks labels up.</summary>
public static class LabelEncoding
{
    /// <summary>Encodes one label for each of <paramref name="exampleCount"/> examples.</summary>
    /// <exception cref="TwofoldException">The numbers of examples and labels differ, there are none, or a label is missing.</exception>
    public static LabelEncoding<TLabel> Of<TLabel>(IReadOnlyList<TLabel> labels, int exampleCount)
        where TLabel : notnull
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (labels.Count != exampleCount)
            throw new TwofoldException($"{Count(exampleCount, "example")} but {Count(labels.Count, "label")}: each example needs one label.");
        if (labels.Count == 0)
            throw new TwofoldException("0 examples: give at least one example of each label.");

        if (Numbers(labels) is { } numbers && SmallRange.Of(numbers) is { } range)
        {
            var (known, ranks, counted) = range.Encode(numbers);
            return new LabelEncoding<TLabel>((TLabel[])(object)known, ranks, counted);
        }

        var codes = GC.AllocateUninitializedArray<int>(labels.Count);
        var distinct = Encode(labels, codes);
        var counts = new int[distinct.Length];
        foreach (var code in codes)
            counts[code]++;
        return new LabelEncoding<TLabel>(distinct, codes, counts);
    }

    /// <summary>Finds a label.</summary>
    /// <exception cref="TwofoldException">The label is not among them; the message names those that are.</exception>
    public static int IndexOf<TLabel>(IReadOnlyList<TLabel> labels, TLabel label)
        where TLabel : notnull
    {
        ArgumentNullException.ThrowIfNull(labels);
        for (var k = 0; k < labels.Count; k++)
            if (EqualityComparer<TLabel>.Default.Equals(labels[k], label))
                return k;
        throw new TwofoldException($"The model does not know the label '{label}': it knows {Spelling.List(labels)}.");
    }

    static int[]? Numbers<TLabel>(IReadOnlyList<TLabel> labels) =>
        typeof(TLabel) != typeof(int) ? null : labels is int[] array ? array : [.. (IReadOnlyList<int>)labels];

    static TLabel[] Encode<TLabel>(IReadOnlyList<TLabel> labels, int[] codes)
        where TLabel : notnull
    {
        var index = new Dictionary<TLabel, int>();
        var distinct = new List<TLabel>();
        for (var i = 0; i < codes.Length; i++)
        {
            var label = labels[i] ?? throw new TwofoldException($"Example {i} has no label (null): each example needs one label.");
            ref var code = ref CollectionsMarshal.GetValueRefOrAddDefault(index, label, out var known);
            if (!known)
            {
                code = distinct.Count;
                distinct.Add(label);
            }

            codes[i] = code;
        }

        if (!typeof(IComparable<TLabel>).IsAssignableFrom(typeof(TLabel)) && !typeof(TLabel).IsEnum)
            return [.. distinct];

        // The invariant order, the same on every machine.
        var sorted = distinct.ToArray();
        Array.Sort(sorted, typeof(TLabel) == typeof(string) ? (IComparer<TLabel>)(object)StringComparer.Ordinal : Comparer<TLabel>.Default);
        for (var k = 0; k < sorted.Length; k++)
            index[sorted[k]] = k;
        var rank = distinct.ConvertAll(label => index[label]).ToArray();
        foreach (ref var code in codes.AsSpan())
            code = rank[code];
        return sorted;
    }

    static string Count(int number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";
}
