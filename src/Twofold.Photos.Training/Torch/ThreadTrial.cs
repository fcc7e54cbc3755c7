using System.Diagnostics;
using static TorchSharp.torch;

namespace Twofold.Photos.Training;

/// <summary>
/// Finds out whether a training loop is faster with all of libtorch's threads or with one. Threads meet after every operation: where other
/// programs use the cores, each meeting waits for a time slice, and on two busy cores one thread made seven times the steps of two. The
/// trial's own steps are training like all others.
/// </summary>
sealed class ThreadTrial : IDisposable
{
    // The first steps with another number of threads prepare libtorch's kernels for it.
    const int Warmup = 2, Timed = 3;

    readonly int all;
    readonly Stopwatch clock = Stopwatch.StartNew();
    int steps;
    TimeSpan start, withOne;

    /// <summary>Begins with one thread, so that a busy machine loses only the few steps with all.</summary>
    public ThreadTrial()
    {
        all = get_num_threads();
        set_num_threads(1);
    }

    /// <summary>Tells that a step begins.</summary>
    public void BeforeStep()
    {
        switch (steps++)
        {
            case Warmup or (2 * Warmup) + Timed:
                start = clock.Elapsed;
                break;
            case Warmup + Timed:
                withOne = clock.Elapsed - start;
                set_num_threads(all);
                break;
            case 2 * (Warmup + Timed) when clock.Elapsed - start > withOne:
                set_num_threads(1);
                break;
        }
    }

    /// <summary>Gives the next one all threads again.</summary>
    public void Dispose() => set_num_threads(all);
}
