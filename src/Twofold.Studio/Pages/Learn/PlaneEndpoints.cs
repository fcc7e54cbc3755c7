using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Twofold.Studio;

/// <summary>The plane over HTTP: both halves learn from points, are asked about others, and make new ones.</summary>
static class PlaneEndpoints
{
    public static void MapPlane(this RouteGroupBuilder api)
    {
        var plane = api.MapGroup("/learn");
        plane.MapGet("/plane", Ok<PlaneOffer> () => TypedResults.Ok(PlaneOffer.All)).WithSummary("The models and the presets of the plane.");
        plane.MapGet("/presets/{name}", Ok<PlanePoints> (string name, int count, ulong? seed) =>
            TypedResults.Ok(PlanePresets.Find(name).Points(Math.Clamp(count, 2, PlanePoints.Most), seed ?? 0)))
            .WithSummary("Points of a preset, at most 2000; the same seed draws the same, and more of them begin with the same.");
        plane.MapPost("/fields", FileContentHttpResult (PlaneFieldsRequest request, PlanePairs pairs, CancellationToken cancellation) =>
            TypedResults.File(PlaneFields.Of(pairs.Of(request.Question, cancellation), request), "application/octet-stream"))
            .WithSummary("Both halves learn from points, and say in every cell of a grid what they think.")
            .WithDescription(
                "The answer is binary, little-endian: the length of a header (int32), the header (JSON: PlaneFieldsHeader, padded to whole groups of four bytes), "
                + "log p(cell | label) and log p(cell) of the generative half as float32, p(label | cell) of the discriminative half and then of the generative one as bytes, 255 for certain; "
                + "each [rows, columns, labels] (log p(cell) [rows, columns]), the first row at the bottom. What a half could not learn is left out.");
        plane.MapPost("/answers", Ok<PlaneAnswer> (PlanePointRequest request, PlanePairs pairs, CancellationToken cancellation) =>
            TypedResults.Ok(PlaneAnswer.Of(pairs.Of(request.Question, cancellation), request)))
            .WithSummary("What both halves say of a point, and Bayes' rule with its numbers. A coordinate that is null is hidden from them.");
        plane.MapPost("/points", Ok<PlanePoints> (PlaneMakingRequest request, PlanePairs pairs, CancellationToken cancellation) =>
            TypedResults.Ok(PlaneMaking.Of(pairs.Of(request.Question, cancellation), request, cancellation)))
            .WithSummary("New points that the generative half makes, of each label as many as its prior says.");
    }
}

/// <summary>What there is to choose from.</summary>
sealed record PlaneOffer(IReadOnlyList<PlaneOffered> Discriminative, IReadOnlyList<PlaneOffered> Generative, IReadOnlyList<PlaneWorld> Presets)
{
    public static PlaneOffer All { get; } = new(
        [.. PlaneModels.Discriminative.Select(model => new PlaneOffered(model.Name, model.Title, model.Idea))],
        [.. PlaneModels.Generative.Select(model => new PlaneOffered(model.Name, model.Title, model.Idea))],
        [.. PlanePresets.All.Select(preset => new PlaneWorld(preset.Name, preset.Title, preset.Count))]);
}

/// <summary>A model to choose: its name, its name in prose, and what it believes of the world.</summary>
sealed record PlaneOffered(string Name, string Title, string Idea);

/// <summary>A preset to choose: its name, its name in prose, and how many points show it well.</summary>
sealed record PlaneWorld(string Name, string Title, int Count);
