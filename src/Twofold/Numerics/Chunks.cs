using System.Runtime.ExceptionServices;

namespace Twofold;

/// <summary>
/// Splits rows among the processor's cores. The ranges depend on the work alone and not on the number of cores, so that sums that are made
/// range by range and added in order are the same on every machine; there are more of them than cores, so that a core that is busy with
/// something else holds up only its last one.
/// </summary>
static class Chunks
{
    // Below this many multiplications handing work to another thread costs more than it saves.
    const long WorthAThread = 250_000;

    const int Most = 64;

    // Whole tiles of the product kernel, so that it meets its remainder only at the end.
    const int Tile = 8;

    /// <summary>
    /// Runs <paramref name="work"/> with consecutive ranges (first, count) that together cover 0 to <paramref name="count"/>, in parallel where
    /// it pays.
    /// </summary>
    /// <param name="count">The number of rows.</param>
    /// <param name="costOfOne">About how many multiplications a row takes.</param>
    /// <param name="work">What to do with the first row and the number of rows of a range.</param>
    public static void Run(int count, long costOfOne, Action<int, int> work)
    {
        var size = SizeOf(count, costOfOne, Most);
        if (size < count)
            For((count + size - 1) / size, chunk => work(chunk * size, Math.Min(size, count - (chunk * size))));
        else if (count > 0)
            work(0, count);
    }

    /// <summary>
    /// Makes a sum for each range, in parallel where it pays, and adds them up in order: each as soon as those before it are, so that few are in
    /// memory at a time.
    /// </summary>
    /// <param name="count">The number of rows, at least 1.</param>
    /// <param name="costOfOne">About how many multiplications a row takes.</param>
    /// <param name="most">At most so many ranges: where one is slow, the sums of those after it wait in memory.</param>
    /// <param name="sum">Makes the sum of a range, given by its first row and its number of rows.</param>
    /// <param name="add">Adds the second sum to the first; the second is not used any more. Never called by two threads at a time.</param>
    public static T Sum<T>(int count, long costOfOne, int most, Func<int, int, T> sum, Action<T, T> add)
    {
        var size = SizeOf(count, costOfOne, most);
        if (size >= count)
            return sum(0, count);
        var sums = new T[(count + size - 1) / size];
        var isMade = new bool[sums.Length];
        var (handedOut, added, adding) = (0, 1, new Lock());
        For(Math.Min(sums.Length, Environment.ProcessorCount), _ =>
        {
            for (int chunk; (chunk = Interlocked.Increment(ref handedOut) - 1) < sums.Length;)
            {
                var made = sum(chunk * size, Math.Min(size, count - (chunk * size)));
                lock (adding)
                {
                    (sums[chunk], isMade[chunk]) = (made, true);
                    for (; isMade[0] && added < sums.Length && isMade[added]; added++)
                    {
                        add(sums[0], sums[added]);
                        sums[added] = default!;
                    }
                }
            }
        });
        return sums[0];
    }

    // An expected mistake or a cancellation comes out as itself, as it does where nothing runs in parallel.
    static void For(int chunks, Action<int> work)
    {
        try
        {
            Parallel.For(0, chunks, work);
        }
        catch (AggregateException exception)
        {
            ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
        }
    }

    static int SizeOf(int count, long costOfOne, int most)
    {
        var chunks = (int)Math.Clamp(count * costOfOne / WorthAThread, 1, most);
        return (((count + chunks - 1) / chunks) + Tile - 1) / Tile * Tile;
    }
}
