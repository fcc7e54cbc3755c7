using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Twofold.Photos;
using Twofold.Workbench;

namespace Twofold.Studio;

/// <summary>Making pictures, walking between them, and keeping some.</summary>
static class CreateEndpoints
{
    public static void MapCreate(this RouteGroupBuilder api)
    {
        var create = api.MapGroup("/create");
        create.MapPost("/pictures", Ok<Job> (PicturesRequest request, ModelShelf shelf, JobEngine engine, PicturesJob kind) =>
        {
            // Before the job, so that a mistake is said where it was made.
            _ = LabelEncoding.IndexOf(shelf.Photos(request.Model).Creator.Labels, request.Label);
            return TypedResults.Ok(engine.Start(kind, request));
        }).WithSummary("Makes new pictures of a label, as a job that tells of each (event 'picture') with the training photo most like it.");
        create.MapGet("/pictures/{job}/{file}", FileContentHttpResult (string job, string file, HttpContext context, MadePictures made) =>
        {
            context.Response.Headers.CacheControl = "private, max-age=3600";
            return TypedResults.File(File.ReadAllBytes(made.FileOf(new MadePicture(job, file))), "image/png");
        }).WithSummary("A picture that was made, as PNG that says in its metadata what made it.");
        create.MapDelete("/pictures/{job}/{file}", NoContent (string job, string file, MadePictures made) =>
        {
            made.Discard(new MadePicture(job, file));
            return TypedResults.NoContent();
        }).WithSummary("Discards a picture that was made.");
        create.MapGet("/{model}/between", FileContentHttpResult (
            string model, string from, ulong fromSeed, int? fromNumber, string to, ulong toSeed, int? toNumber, double at, double? truncation, HttpContext context, ModelShelf shelf, CancellationToken cancellation) =>
        {
            context.Response.Headers.CacheControl = "private, max-age=3600";
            var picture = shelf.Photos(model).Creator.Walk(
                new PhotoLatent(from, fromSeed, (fromNumber ?? 1) - 1), new PhotoLatent(to, toSeed, (toNumber ?? 1) - 1), [at], new PhotoGenerationOptions { Truncation = truncation }, cancellation).First();
            return TypedResults.File(picture.ToPng(), "image/png");
        }).WithSummary("A picture on the way from one to another: 'at' goes from 0 to 1; pictures are named by label, seed and number (from 1).");
        create.MapGet("/{model}/way", FileContentHttpResult (
            string model, string from, ulong fromSeed, int? fromNumber, string to, ulong toSeed, int? toNumber, double? truncation, ModelShelf shelf, CancellationToken cancellation) =>
        {
            var way = Walker.Animation(
                shelf.Photos(model).Creator,
                new PhotoLatent(from, fromSeed, (fromNumber ?? 1) - 1),
                new PhotoLatent(to, toSeed, (toNumber ?? 1) - 1),
                new PhotoGenerationOptions { Truncation = truncation },
                cancellation: cancellation);
            return TypedResults.File(way.ToGif(), "image/gif");
        }).WithSummary("The whole way from one picture to another and back, as an animated GIF that says in its comment what made it.");
        create.MapPost("/export", Ok<IReadOnlyList<string>> (Export wanted, MadePictures made, OpenedFolders folders) => TypedResults.Ok(made.Export(wanted.Pictures, folders.Within(wanted.Into))))
            .WithSummary("Copies pictures, with their metadata, into an opened folder or one in it; nothing is overwritten, and those that were discarded are left out.");
    }
}

/// <summary>Pictures to copy into a folder.</summary>
sealed record Export(IReadOnlyList<MadePicture> Pictures, string Into);
