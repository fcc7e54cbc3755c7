namespace Twofold.Photos.Training;

/// <summary>
/// Draws pictures so that every label comes up equally often, however many pictures it has, and every picture of a label before any comes
/// again. Labels come in changing company: a network that normalizes over a batch would adapt to it, were it always the same.
/// </summary>
sealed class LabelSampler
{
    readonly int[][] picturesOf;
    readonly int[] taken;
    readonly SeededRandom random;

    // The labels in the order in which their turns come, and whose is next.
    readonly int[] order;
    int next;

    /// <summary>Creates a sampler of pictures with these labels, from 0 to <paramref name="labelCount"/> - 1, each of which has one.</summary>
    public LabelSampler(int[] labels, int labelCount, SeededRandom random)
    {
        this.random = random;
        picturesOf = new int[labelCount][];
        for (var label = 0; label < labelCount; label++)
            picturesOf[label] = [.. Enumerable.Range(0, labels.Length).Where(picture => labels[picture] == label)];
        order = [.. Enumerable.Range(0, labelCount)];
        taken = [.. picturesOf.Select(pictures => pictures.Length)];
    }

    /// <summary>The indices of the next pictures, and their labels: of at most <paramref name="labelCount"/> labels, so that several share one.</summary>
    public (long[] Pictures, long[] Labels) Next(int count, int labelCount)
    {
        var (pictures, labels) = (new long[count], new long[count]);
        var drawn = NextLabels(Math.Min(count, Math.Min(labelCount, picturesOf.Length)));
        for (var i = 0; i < count; i++)
        {
            var label = drawn[i % drawn.Length];
            if (taken[label] == picturesOf[label].Length)
            {
                random.Shuffle(picturesOf[label].AsSpan());
                taken[label] = 0;
            }

            (pictures[i], labels[i]) = (picturesOf[label][taken[label]++], label);
        }

        return (pictures, labels);
    }

    int[] NextLabels(int count)
    {
        // Where they come out even, each would be in the same company for ever, and be the one that comes once more where the pictures do not.
        if (next == 0 && order.Length % count == 0)
            random.Shuffle(order.AsSpan());
        int[] drawn = [.. Enumerable.Range(next, count).Select(i => order[i % order.Length])];
        next = (next + count) % order.Length;
        return drawn;
    }
}
