using static TorchSharp.torch;

namespace Twofold.Photos.Training;

/// <summary>
/// Splits a training step by examples, one part a core, each part on one thread of its own. libtorch would split every operation instead, and
/// its convolutions' threads wait for one another by spinning in a barrier that no environment variable reaches: with another process on one
/// of the cores most of the time went there (80 % of the samples of a profile). This way threads meet twice a step, and sleep while they wait.
/// </summary>
static class Workers
{
    /// <summary>How many parts a step is split into: one for each core, up to eight.</summary>
    public static int Count { get; } = Math.Clamp(Environment.ProcessorCount, 1, 8);

    /// <summary>Runs <paramref name="part"/> for 0 to <see cref="Count"/> - 1 at once, and returns when all are done.</summary>
    public static void Each(Action<int> part) => Each(Count, part);

    /// <summary>Runs <paramref name="part"/> for 0 to <paramref name="count"/> - 1 at once, and returns when all are done.</summary>
    public static void Each(int count, Action<int> part)
    {
        var threads = get_num_threads();
        var others = Enumerable.Range(1, count - 1).Select(index => Task.Run(() => Alone(index))).ToArray();
        try
        {
            Alone(0);
        }
        finally
        {
            Task.WaitAll(others);
        }

        void Alone(int index)
        {
            // The number of threads belongs to the thread that asks; it is given back because others may train on this one next.
            set_num_threads(1);
            try
            {
                using var scope = NewDisposeScope();
                part(index);
            }
            finally
            {
                set_num_threads(threads);
            }
        }
    }
}
