using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Twofold.Studio;

/// <summary>The lesson of the twenty pictures over HTTP.</summary>
static class PictureEndpoints
{
    const int ShownEdge = 160;

    public static void MapPictureLesson(this RouteGroupBuilder api)
    {
        var pictures = api.MapGroup("/learn/pictures/{seed}");
        pictures.MapGet("/", Ok<PictureSet> (uint seed) => TypedResults.Ok(PictureLesson.Set(seed)))
            .WithSummary("Twenty drawn animals to sort: their labels' names, and what is measured of each.");
        pictures.MapGet("/{index:int}", FileContentHttpResult (uint seed, int index, HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "private, max-age=600";
            return TypedResults.File(PictureLesson.Draw(seed, index, ShownEdge).ToPng(), "image/png");
        }).WithSummary("One of the twenty, as a PNG.");
        pictures.MapPost("/answers", Ok<SortedPictures> (uint seed, PictureAnswers answers) => TypedResults.Ok(PictureLesson.Judge(seed, answers.Labels)))
            .WithSummary("Judges a label for each of the twenty.");
        pictures.MapPost("/rule", Ok<SortedPictures> (uint seed, PictureRule rule) => TypedResults.Ok(PictureLesson.Judge(seed, rule)))
            .WithSummary("Sorts the twenty by a threshold on something measured, and judges it.");
        pictures.MapPost("/models", Ok<IReadOnlyList<PictureSorter>> (uint seed, PictureLesson lesson, CancellationToken cancellation) =>
            TypedResults.Ok(lesson.Models(seed, cancellation)))
            .WithSummary("Two models, one of either half, learn from 300 other drawings and sort the twenty.");
    }
}
