using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Twofold.Studio;

/// <summary>Models over HTTP.</summary>
static class ModelEndpoints
{
    public static void AddStudioModels(this IServiceCollection services)
    {
        services.AddSingleton<ModelShelf>();
        services.AddJob<RecallJob>();
    }

    public static void MapModels(this RouteGroupBuilder api)
    {
        var models = api.MapGroup("/models").WithTags("Models");
        models.MapGet("/", Ok<IReadOnlyList<KnownModel>> (ModelShelf shelf) => TypedResults.Ok(shelf.All)).WithSummary("The models that were trained or opened here, the newest first.");
        models.MapPost("/", Ok<KnownModel> (NamedModel named, ModelShelf shelf, OpenedFolders folders) =>
            TypedResults.Ok(shelf.Add(folders.Within(named.Path), named.Data is { } data ? folders.Open(data) : null))).WithSummary("Opens a model file in an opened folder, and says which folder it learned from where that is known.");
        models.MapGet("/{id}", Ok<KnownModel> (string id, ModelShelf shelf) => TypedResults.Ok(shelf.Find(id))).WithSummary("What a model says of itself.");
        models.MapDelete("/{id}", NoContent (string id, ModelShelf shelf) =>
        {
            shelf.Forget(id);
            return TypedResults.NoContent();
        }).WithSummary("Takes a model off the list; its file stays.");
        models.MapPost("/{id}/recall", Ok<Job> (string id, ModelShelf shelf, JobStore jobs, JobEngine engine, RecallJob kind) =>
            TypedResults.Ok(jobs.ActiveOn(kind.Name, "model", id) ?? engine.Start(kind, new RecallRequest(id, shelf.Find(id).Name))))
            .WithSummary("Recalls the photos that a model learned from, as a job, or as the one that does so already: what answers are explained by.");
    }
}

/// <summary>A model file by its path.</summary>
/// <param name="Path">The file; its folder was opened.</param>
/// <param name="Data">What it learned from; null where that is not known.</param>
sealed record NamedModel(string Path, string? Data = null);
