using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Twofold.Studio;

/// <summary>Jobs over HTTP.</summary>
static class JobEndpoints
{
    public static void AddStudioJobs(this IServiceCollection services, Action<Exception>? onBug)
    {
        services.AddSingleton<JobStore>();
        services.AddSingleton(provider => new JobEngine(
            provider.GetRequiredService<JobStore>(), provider.GetRequiredService<PageState>(), provider.GetServices<JobKind>(), provider.GetRequiredService<TimeProvider>(), onBug));
        services.AddHostedService(provider => provider.GetRequiredService<JobEngine>());
    }

    /// <summary>Adds a kind of work, for its endpoint to start and for the engine to let go on.</summary>
    public static void AddJob<TKind>(this IServiceCollection services)
        where TKind : JobKind
    {
        services.AddSingleton<TKind>();
        services.AddSingleton<JobKind>(provider => provider.GetRequiredService<TKind>());
    }

    public static void MapJobs(this RouteGroupBuilder api)
    {
        var jobs = api.MapGroup("/jobs").WithTags("Jobs");
        jobs.MapGet("/", Ok<IReadOnlyList<Job>> (bool? active, JobStore store) => TypedResults.Ok(active == true ? store.Active() : store.All()))
            .WithSummary("All jobs, the newest first; by 'active=true' those that wait or work, without results.");
        jobs.MapGet("/{id}", Results<Ok<Job>, NotFound> (string id, JobStore store) => store.Find(id) is { } job ? TypedResults.Ok(job) : TypedResults.NotFound())
            .ProducesProblem(StatusCodes.Status404NotFound).WithSummary("Where a job stands.");
        jobs.MapGet("/{id}/events", Events)
            .WithSummary("Everything that happens in a job, from its beginning or after the event of Last-Event-ID, as server-sent events until it ends.");
        jobs.MapPost("/{id}/cancel", NoContent (string id, JobEngine engine) =>
        {
            engine.Cancel(id);
            return TypedResults.NoContent();
        }).WithSummary("Stops a job; what it has is kept.");
        jobs.MapPost("/{id}/resume", NoContent (string id, JobEngine engine) =>
        {
            engine.Resume(id);
            return TypedResults.NoContent();
        }).WithSummary("Lets a job that was interrupted, cancelled or failed go on, or begin again.");
        jobs.MapDelete("/{id}", NoContent (string id, JobEngine engine) =>
        {
            engine.Forget(id);
            return TypedResults.NoContent();
        }).WithSummary("Takes a job that ended off the list, with the files that are its own: pictures that were made and not exported, a report, what a training could go on from. Models, boards and sorted photos stay.");
    }

    static ServerSentEventsResult<string> Events(
        string id, JobStore store, IHostApplicationLifetime lifetime, [FromHeader(Name = "Last-Event-ID")] long? lastEventId, CancellationToken cancellation)
    {
        if (store.Find(id) is null)
            throw new TwofoldException($"There is no job '{id}': it may have been removed.");
        return TypedResults.ServerSentEvents(Follow(id, store, lastEventId ?? 0, lifetime.ApplicationStopping, cancellation));
    }

    static async IAsyncEnumerable<SseItem<string>> Follow(
        string id, JobStore store, long last, CancellationToken stopping, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (!stopping.IsCancellationRequested)
        {
            var news = store.NewsOf(id);
            foreach (var happened in store.EventsAfter(id, last))
            {
                last = happened.Number;
                yield return new SseItem<string>(happened.Data, happened.Type) { EventId = $"{happened.Number}" };
            }

            if (store.Find(id) is not { IsActive: true })
            {
                if (store.EventsAfter(id, last).Count > 0)
                    continue;
                // Without it the browser would take the end for a broken line, and come again.
                yield return new SseItem<string>("{}", "end") { EventId = $"{last}" };
                yield break;
            }

            using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellation);
            await news.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.ThrowIfCancellationRequested();
        }
    }
}
