using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Hosting;

namespace Twofold.Studio;

/// <summary>
/// Does long work beside the pages: begins it, tells how far it is, and cancels it. Pages come and go; jobs that the studio's end interrupted
/// can go on at its next start.
/// </summary>
sealed class JobEngine : IHostedService, IDisposable
{
    /// <summary>A training that is told to stop may need this long to write what it has.</summary>
    static readonly TimeSpan PatienceAtTheEnd = TimeSpan.FromSeconds(25);

    readonly JobStore store;
    readonly PageState pages;
    readonly Dictionary<string, JobKind> kinds;
    readonly TimeProvider time;
    readonly Action<Exception>? onBug;
    readonly ConcurrentDictionary<string, Running> running = [];
    readonly SemaphoreSlim machine = new(1);
    readonly CancellationTokenSource ending = new();

    /// <param name="store">Where jobs are kept.</param>
    /// <param name="pages">What pages keep, which may be a job.</param>
    /// <param name="kinds">The kinds of work.</param>
    /// <param name="time">The clock.</param>
    /// <param name="onBug">Told of what went wrong by a bug; see <see cref="StudioOptions.OnBug"/>.</param>
    public JobEngine(JobStore store, PageState pages, IEnumerable<JobKind> kinds, TimeProvider time, Action<Exception>? onBug = null)
    {
        (this.store, this.pages) = (store, pages);
        this.kinds = kinds.ToDictionary(kind => kind.Name);
        (this.time, this.onBug) = (time, onBug);
        store.MarkInterrupted();
    }

    /// <summary>Begins a job; it works on when the caller is gone.</summary>
    public Job Start<TRequest, TResult>(JobKind<TRequest, TResult> kind, TRequest request)
        where TRequest : notnull
        where TResult : notnull
    {
        LetOldGo();
        var id = Guid.NewGuid().ToString("N")[..12];
        store.Add(id, kind.Name, kind.TitleOf(request), kind.Page, JsonSerializer.Serialize(request, StudioJson.Options));
        Launch(id, kind, before: null);
        return store.Find(id)!; // It was just added.
    }

    /// <summary>Lets a job that ended before it was done go on, or begin again where its work cannot go on.</summary>
    /// <exception cref="TwofoldException">It works already, is done, or is of a kind that is no more.</exception>
    public void Resume(string id)
    {
        var job = store.Find(id) ?? throw Unknown(id);
        if (!kinds.TryGetValue(job.Kind, out var kind))
            throw new TwofoldException($"'{job.Title}' is of an earlier Twofold, and cannot go on: begin it again from its page.");
        // Looked at and changed as one: of two who let it go on in one moment, one does.
        if (!store.Wait(id))
            throw new TwofoldException($"'{job.Title}' is {(store.Find(id) ?? throw Unknown(id)).State.ToString().ToLowerInvariant()}: only what was interrupted, cancelled or failed can go on.");
        Launch(id, kind, job);
    }

    /// <summary>Tells a job to stop and to keep what it has; one that works no more is left as it is.</summary>
    /// <exception cref="TwofoldException">There is no such job.</exception>
    public void Cancel(string id)
    {
        if (running.TryGetValue(id, out var job))
            job.Cancel();
        else if ((store.Find(id) ?? throw Unknown(id)).IsActive)
            // It has ended, and that could not be written then.
            store.End(id, JobState.Interrupted, null, "This has ended, and what it came to could not be kept: there may have been no room on the disk of the studio.");
    }

    /// <summary>Tells a job to stop, and waits until it has; one that works no more, or is not known, is left as it is.</summary>
    public async Task EndAsync(string id)
    {
        if (!running.TryGetValue(id, out var job))
            return;
        job.Cancel();
        await job.Work.ConfigureAwait(false);
    }

    /// <summary>Takes a job that has ended off the list, with the files that are its own.</summary>
    /// <exception cref="TwofoldException">There is no such job, or it works.</exception>
    public void Forget(string id)
    {
        var job = store.Find(id) ?? throw Unknown(id);
        if (!Remove(job))
            throw new TwofoldException($"'{job.Title}' works: cancel it first.");
    }

    Task IHostedService.StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    async Task IHostedService.StopAsync(CancellationToken cancellationToken)
    {
        await ending.CancelAsync().ConfigureAwait(false);
        await Task.WhenAny(Task.WhenAll(running.Values.Select(job => job.Work)), Task.Delay(PatienceAtTheEnd, time, CancellationToken.None)).ConfigureAwait(false);
    }

    public void Dispose()
    {
        machine.Dispose();
        ending.Dispose();
    }

    static TwofoldException Unknown(string id) => new($"There is no job '{id}': it may have been removed.");

    // What a page has kept a person finds again, and what can go on may be wanted still: however old they are, they stay.
    void LetOldGo()
    {
        foreach (var job in store.TooOld().Where(job => !pages.Mentions(job.Id)))
        {
            if (kinds.GetValueOrDefault(job.Kind)?.CanGoOn(job.Id) != true)
                Remove(job);
        }
    }

    bool Remove(Job job)
    {
        if (!store.Remove(job.Id))
            return false;
        foreach (var path in kinds.GetValueOrDefault(job.Kind)?.FilesOf(job.Id) ?? [])
            Delete(path);
        return true;
    }

    static void Delete(string path)
    {
        try
        {
            if (Directory.Exists(path))
                Directory.Delete(path, recursive: true);
            else if (File.Exists(path))
                File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It takes room, and does no other harm.
        }
    }

    // Before is what an earlier run came to, of a job that goes on.
    void Launch(string id, JobKind kind, Job? before)
    {
        var cancellation = CancellationTokenSource.CreateLinkedTokenSource(ending.Token);
        // In the list before it works, so that it can be cancelled at once.
        var begin = new TaskCompletionSource<Running>(TaskCreationOptions.RunContinuationsAsynchronously);
        var job = new Running(cancellation, Task.Run(async () =>
        {
            var own = await begin.Task.ConfigureAwait(false);
            try
            {
                await WorkAsync(id, kind, before, cancellation.Token).ConfigureAwait(false);
            }
            catch (Exception unsaid)
            {
                // Not even its end could be written: who cancels it tries that again.
                onBug?.Invoke(unsaid);
            }
            finally
            {
                // It may have been told to go on meanwhile: that is another.
                running.TryRemove(KeyValuePair.Create(id, own));
                cancellation.Dispose();
            }
        }));
        running[id] = job;
        begin.SetResult(job);
    }

    async Task WorkAsync(string id, JobKind kind, Job? before, CancellationToken cancellation)
    {
        var (hasMachine, hasBegun) = (false, false);
        try
        {
            if (kind.WantsMachine)
            {
                await machine.WaitAsync(cancellation).ConfigureAwait(false);
                hasMachine = true;
            }

            store.Begin(id);
            hasBegun = true;
            var (result, message, stopped) = await kind.RunAsync(store.RequestOf(id), new JobRun(id, isResumed: before is not null, store, time), cancellation).ConfigureAwait(false);
            store.End(id, stopped ? StoppedState : JobState.Done, JsonSerializer.Serialize(result, result.GetType(), StudioJson.Options), message);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            if (ending.IsCancellationRequested)
                store.End(id, JobState.Interrupted, hasBegun ? null : before?.Result?.GetRawText(), "The studio ended while this worked.");
            else if (before is { IsActive: false } && !hasBegun)
                store.PutBack(before);
            else
                store.End(id, JobState.Cancelled, null, kind.Left);
        }
        catch (TwofoldException mistake)
        {
            store.End(id, JobState.Failed, null, mistake.Message);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            store.End(id, JobState.Failed, null, $"A file could not be read or written: {refused.Message.TrimEnd('.')}. See whether its disk is there, has room and lets you write, then let this go on.");
        }
        catch (SqliteException full)
        {
            store.End(id, JobState.Failed, null, $"The studio could not keep what this did ({full.Message}): see whether its disk has room, then let this go on.");
        }
        catch (Exception bug)
        {
            // Nobody waits for this task: a bug is said where the person looks, and the studio lives on. Its message may name files: it is for whoever started the studio.
            onBug?.Invoke(bug);
            store.End(id, JobState.Failed, null, Problems.WordsFor(bug));
        }
        finally
        {
            if (hasMachine)
                machine.Release();
        }
    }

    JobState StoppedState => ending.IsCancellationRequested ? JobState.Interrupted : JobState.Cancelled;

    sealed record Running(CancellationTokenSource Cancellation, Task Work)
    {
        public void Cancel()
        {
            try
            {
                Cancellation.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // It has ended since it was looked up.
            }
        }
    }
}
