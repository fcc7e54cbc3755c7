namespace Twofold.Photos;

/// <summary>A bounded pipeline: every core maps, answers come out in order, and never more than a few are waiting.</summary>
static class ParallelMap
{
    /// <summary>Maps inputs on all cores; reads ahead only as far as it takes to keep them busy.</summary>
    public static IEnumerable<TOut> Ordered<TIn, TOut>(IEnumerable<TIn> inputs, Func<TIn, TOut> map, CancellationToken cancellation)
    {
        var window = 2 * Environment.ProcessorCount;
        var running = new Queue<Task<TOut>>(window);
        try
        {
            foreach (var input in inputs)
            {
                cancellation.ThrowIfCancellationRequested();
                if (running.Count == window)
                    yield return running.Dequeue().GetAwaiter().GetResult();
                running.Enqueue(Task.Run(() => map(input), cancellation));
            }

            while (running.TryDequeue(out var task))
                yield return task.GetAwaiter().GetResult();
        }
        finally
        {
            // Whoever stops listening may dispose at once what the mapping works with: not before it has stopped.
            Task.WhenAll(running).ContinueWith(static _ => { }, TaskScheduler.Default).Wait(CancellationToken.None);
        }
    }
}
