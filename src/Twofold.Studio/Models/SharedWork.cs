namespace Twofold.Studio;

/// <summary>Long work that several may wait for: it is done once for all of them, and ends when nobody waits any more. Thread-safe.</summary>
sealed class SharedWork<TKey, TResult>
    where TKey : notnull
{
    readonly Lock gate = new();
    readonly Dictionary<TKey, Shared> going = [];

    /// <summary>Waits for the work on something, which begins where it is not going on.</summary>
    /// <param name="key">What it works on.</param>
    /// <param name="work">The work; what it tells of its progress goes to all who wait.</param>
    /// <param name="progress">Told how far it is; null for nothing.</param>
    /// <param name="cancellation">Ends the waiting, and the work if nobody else waits.</param>
    public TResult Wait(TKey key, Func<IProgress<WorkProgress>, CancellationToken, TResult> work, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        Shared? shared;
        lock (gate)
        {
            if (!going.TryGetValue(key, out shared))
                going[key] = shared = new Shared(work);
            shared.Waiting = [.. shared.Waiting, progress];
        }

        try
        {
            return shared.Work.WaitAsync(cancellation).GetAwaiter().GetResult();
        }
        finally
        {
            if (IsLastToLeave(key, shared, progress))
                shared.Ending.Cancel();
        }
    }

    bool IsLastToLeave(TKey key, Shared shared, IProgress<WorkProgress>? progress)
    {
        lock (gate)
        {
            var at = Array.IndexOf(shared.Waiting, progress);
            shared.Waiting = [.. shared.Waiting[..at], .. shared.Waiting[(at + 1)..]];
            // Who comes from here on begins anew, and does not wait for what ends.
            return shared.Waiting.Length == 0 && going.Remove(key);
        }
    }

    sealed class Shared : IProgress<WorkProgress>
    {
        public Shared(Func<IProgress<WorkProgress>, CancellationToken, TResult> work) => Work = Task.Run(() => work(this, Ending.Token), Ending.Token);

        public CancellationTokenSource Ending { get; } = new();

        public Task<TResult> Work { get; }

        /// <summary>What each of those who wait is told by. Another array for each change: it is read while others come and go.</summary>
        public IProgress<WorkProgress>?[] Waiting { get; set; } = [];

        public void Report(WorkProgress value)
        {
            foreach (var one in Waiting)
                one?.Report(value);
        }
    }
}
