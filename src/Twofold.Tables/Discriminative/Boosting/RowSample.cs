namespace Twofold.Tables;

/// <summary>Chooses among indices without putting one back, in their order.</summary>
static class RowSample
{
    /// <summary>So many of <paramref name="from"/>, each with the same chance (Knuth: The Art of Computer Programming 2, 3.4.2, algorithm S).</summary>
    public static int[] Choose(ReadOnlySpan<int> from, int count, SeededRandom random)
    {
        var chosen = new int[count];
        for (int i = 0, taken = 0; taken < count; i++)
            if (random.NextDouble() * (from.Length - i) < count - taken)
                chosen[taken++] = from[i];
        return chosen;
    }
}
