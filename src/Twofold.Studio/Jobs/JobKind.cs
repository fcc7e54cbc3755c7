using System.Text.Json;

namespace Twofold.Studio;

/// <summary>A kind of long work. Its request is kept with the job, so that work that was interrupted can be begun again.</summary>
abstract class JobKind
{
    /// <summary>Its name, such as "train-photos".</summary>
    public abstract string Name { get; }

    /// <summary>The page that shows its jobs, such as "/recognize".</summary>
    public abstract string Page { get; }

    /// <summary>Whether it wants the whole machine: such jobs work one after the other. Default false.</summary>
    public virtual bool WantsMachine => false;

    /// <summary>What is said of a job that was cancelled and has no result: what it leaves. Default: that it leaves nothing.</summary>
    public virtual string Left => "Cancelled before there was anything to keep.";

    /// <summary>The files and folders in the studio's state that are of a job and of nothing else; they go when it is taken off the list, or makes room for newer ones. Default: none.</summary>
    public virtual IReadOnlyList<string> FilesOf(string job) => [];

    /// <summary>Whether a job that ended would go on in its middle, and so makes no room for newer ones. Default false: it would begin again.</summary>
    public virtual bool CanGoOn(string job) => false;

    /// <summary>Does the work of a request that was kept, and gives its result and what is to be said of it.</summary>
    public abstract Task<(object Result, string? Message, bool Stopped)> RunAsync(JsonElement request, JobRun run, CancellationToken cancellation);
}

/// <summary>A kind of work with its request and its result.</summary>
abstract class JobKind<TRequest, TResult> : JobKind
    where TRequest : notnull
    where TResult : notnull
{
    /// <summary>What a job of the request does, in a person's words.</summary>
    public abstract string TitleOf(TRequest request);

    /// <summary>Does the work. Cancelled, it either returns what it kept with <see cref="JobOutcome{TResult}.Stopped"/>, or throws.</summary>
    protected abstract Task<JobOutcome<TResult>> RunAsync(TRequest request, JobRun run, CancellationToken cancellation);

    /// <inheritdoc/>
    public sealed override async Task<(object Result, string? Message, bool Stopped)> RunAsync(JsonElement request, JobRun run, CancellationToken cancellation)
    {
        var outcome = await RunAsync(request.Deserialize<TRequest>(StudioJson.Options)!, run, cancellation).ConfigureAwait(false); // It was kept from one.
        return (outcome.Result, outcome.Message, outcome.Stopped);
    }
}

/// <summary>What a job has come to.</summary>
/// <param name="Result">What it made.</param>
/// <param name="Message">What a person should know of it; null for nothing.</param>
/// <param name="Stopped">Whether it was cancelled, and the result is what it had until then.</param>
sealed record JobOutcome<TResult>(TResult Result, string? Message = null, bool Stopped = false);
