using System.Diagnostics;
using Twofold.Photos.Training;

namespace Twofold.Benchmarks;

/// <summary>A training that rests between measurements, so that it can take turns with something else.</summary>
sealed class WatchedTraining : IDisposable
{
    // The first steps prepare kernels; after a rest a step or two find cold caches.
    const int Warmup = 3;

    readonly ManualResetEventSlim goes = new(initialState: false);
    readonly CancellationTokenSource ending = new();
    readonly Lock at = new();
    readonly Task training;
    (long Count, long Time) done;

    /// <summary>Of a creator.</summary>
    public WatchedTraining(GanTrainer trainer, SmallPictures pictures)
        : this((afterStep, cancellation) => (trainer with { Budget = TimeSpan.FromDays(1), AfterStep = (_, _) => afterStep() }).Train(pictures, progress: null, cancellation))
    {
    }

    /// <summary>Of a recognizer, which never looks at pictures that it did not learn from.</summary>
    public WatchedTraining(ScratchRecognizerTrainer trainer, SmallPictures pictures)
        : this((afterStep, cancellation) => (trainer with { Budget = TimeSpan.FromDays(1), BeforeStep = (_, _) => afterStep() })
            .Train(pictures, new SmallPictures(pictures.Size, [], [], pictures.LabelCount), progress: null, cancellation))
    {
    }

    WatchedTraining(Action<Action, CancellationToken> train) => training = Task.Run(() => train(AfterStep, ending.Token));

    /// <summary>Trains for so many seconds, from one step's end to another's.</summary>
    public double StepsPerSecond(double seconds)
    {
        var before = Done().Count;
        goes.Set();
        while (Done().Count < before + Warmup)
        {
            if (training.Wait(1))
                throw new TwofoldException("The training ended while it was measured.");
        }

        var start = Done();
        Thread.Sleep(TimeSpan.FromSeconds(seconds));
        while (Done().Count == start.Count)
            Thread.Sleep(1);
        goes.Reset();
        var end = Done();
        return (end.Count - start.Count) / Stopwatch.GetElapsedTime(start.Time, end.Time).TotalSeconds;
    }

    public void Dispose()
    {
        ending.Cancel();
        goes.Set();
        training.Wait();
        goes.Dispose();
        ending.Dispose();
    }

    void AfterStep()
    {
        lock (at)
            done = (done.Count + 1, Stopwatch.GetTimestamp());
        goes.Wait();
    }

    (long Count, long Time) Done()
    {
        lock (at)
            return done;
    }
}
