namespace Twofold.Tables;

/// <summary>Splits rows among the processor's cores.</summary>
static class Chunks
{
    // Below this many multiplications handing work to another thread costs more than it saves.
    const long WorthAThread = 500_000;

    /// <summary>
    /// Runs <paramref name="work"/> with consecutive ranges (first, count) that together cover 0 to <paramref name="count"/>, in parallel where
    /// it pays. The ranges depend on the number of cores, so only work whose rows do not meet belongs here.
    /// </summary>
    /// <param name="count">The number of rows.</param>
    /// <param name="costOfOne">About how many multiplications a row takes.</param>
    /// <param name="work">What to do with the first row and the number of rows of a range.</param>
    public static void Run(int count, long costOfOne, Action<int, int> work)
    {
        var chunks = (int)Math.Clamp(count * costOfOne / WorthAThread, 1, Environment.ProcessorCount);

        // Whole tiles of the product kernel, so that it meets its remainder only at the end.
        var size = ((((count + chunks - 1) / chunks) + 3) / 4) * 4;
        if (size >= count)
        {
            if (count > 0)
                work(0, count);
            return;
        }

        Parallel.For(0, (count + size - 1) / size, chunk => work(chunk * size, Math.Min(size, count - (chunk * size))));
    }
}
