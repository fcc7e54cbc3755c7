using System.Numerics.Tensors;

namespace Twofold;

/// <summary>
/// Integer labels that lie close together are looked up in an array: on a million examples a dictionary would cost more than many a fit.
/// </summary>
readonly struct SmallRange
{
    // The table of seen numbers stays in the first-level cache.
    const int Largest = 4096;

    readonly int least;
    readonly int count;

    SmallRange(int least, int count) => (this.least, this.count) = (least, count);

    /// <summary>The range of <paramref name="labels"/>; null where it is too wide for a table.</summary>
    public static SmallRange? Of(ReadOnlySpan<int> labels)
    {
        var (least, greatest) = (TensorPrimitives.Min(labels), TensorPrimitives.Max(labels));
        return (long)greatest - least < Largest ? new SmallRange(least, greatest - least + 1) : null;
    }

    /// <summary>The different labels in rising order; <paramref name="codes"/> gets the index of each example's label among them.</summary>
    public int[] Encode(ReadOnlySpan<int> labels, Span<int> codes)
    {
        var seen = new bool[count];
        foreach (var label in labels)
            seen[label - least] = true;
        var rank = new int[count];
        var distinct = new List<int>();
        for (var offset = 0; offset < count; offset++)
            if (seen[offset])
            {
                rank[offset] = distinct.Count;
                distinct.Add(least + offset);
            }

        for (var i = 0; i < labels.Length; i++)
            codes[i] = rank[labels[i] - least];
        return [.. distinct];
    }
}
