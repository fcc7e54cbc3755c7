using System.Numerics.Tensors;

namespace Twofold;

/// <summary>
/// Integer labels that lie close together are counted in an array: on a million examples a dictionary would cost more than many a fit.
/// </summary>
readonly struct SmallRange
{
    // The counts of seen numbers stay in the first-level cache.
    const int Largest = 4096;

    // Equal labels in a row would each wait for the count before them to be stored: neighbors count apart.
    const int Apart = 4;

    // About as many multiplications as counting a label takes, and at most so many parts with counts of their own.
    const int CostOfCount = 4;
    const int MostParts = 8;

    readonly int least;
    readonly int width;

    SmallRange(int least, int width) => (this.least, this.width) = (least, width);

    /// <summary>The range of <paramref name="labels"/>; null where it is too wide to count.</summary>
    public static SmallRange? Of(ReadOnlySpan<int> labels)
    {
        var (least, greatest) = (TensorPrimitives.Min(labels), TensorPrimitives.Max(labels));
        return (long)greatest - least < Largest ? new SmallRange(least, greatest - least + 1) : null;
    }

    /// <summary>
    /// The different labels in rising order, the index of each example's label among them, and how often each stands there. Labels that are
    /// themselves such indices are not copied.
    /// </summary>
    public (int[] Labels, int[] Codes, int[] Counts) Encode(int[] labels)
    {
        var range = this;
        var counted = Chunks.Sum(
            labels.Length, CostOfCount, MostParts, (first, count) => range.Count(labels.AsSpan(first, count)),
            static (sum, next) => TensorPrimitives.Add(sum, next, sum));
        var (distinct, counts) = (new List<int>(), new List<int>());
        var rank = new int[width];
        for (var offset = 0; offset < width; offset++)
            if (counted[offset] > 0)
            {
                rank[offset] = distinct.Count;
                distinct.Add(least + offset);
                counts.Add(counted[offset]);
            }

        return ([.. distinct], least == 0 && distinct.Count == width ? labels : Ranked(labels, rank), [.. counts]);
    }

    int[] Ranked(int[] labels, int[] rank)
    {
        var codes = GC.AllocateUninitializedArray<int>(labels.Length);
        for (var i = 0; i < labels.Length; i++)
            codes[i] = rank[labels[i] - least];
        return codes;
    }

    int[] Count(ReadOnlySpan<int> labels)
    {
        var counts = new int[Apart * width];
        var (second, third, fourth) = (width - least, (2 * width) - least, (3 * width) - least);
        var i = 0;
        for (; i <= labels.Length - Apart; i += Apart)
        {
            counts[labels[i] - least]++;
            counts[labels[i + 1] + second]++;
            counts[labels[i + 2] + third]++;
            counts[labels[i + 3] + fourth]++;
        }

        for (; i < labels.Length; i++)
            counts[labels[i] - least]++;
        for (var offset = 0; offset < width; offset++)
            counts[offset] += counts[width + offset] + counts[(2 * width) + offset] + counts[(3 * width) + offset];
        return counts;
    }
}
