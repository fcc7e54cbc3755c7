using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Twofold.Photos;
using Twofold.Workbench;

namespace Twofold.Studio;

/// <summary>Looking at photos, learning from them, and asking about one.</summary>
static class RecognizeEndpoints
{
    public static void MapRecognize(this RouteGroupBuilder api)
    {
        var recognize = api.MapGroup("/recognize");
        recognize.MapPost("/surveys", Ok<Job> (SurveyRequest request, OpenedFolders folders, JobEngine engine, SurveyJob kind) =>
            TypedResults.Ok(engine.Start(kind, request with { Folder = folders.Within(request.Folder) })))
            .WithSummary("Looks through a folder of label-named folders, as a job: counts, odd and unreadable files, photos under two labels.");
        recognize.MapPost("/trainings", Ok<Job> (PhotoTrainingRequest request, OpenedFolders folders, JobEngine engine, PhotoTrainingJob kind) =>
            TypedResults.Ok(engine.Start(kind, request with { Folder = folders.Within(request.Folder) })))
            .WithSummary("Learns a pair from a folder of label-named folders, as a job. Cancelled, it keeps the best so far.");
        recognize.MapPost("/{model}/predict", Ok<PhotoPrediction> (string model, string path, ModelShelf shelf, OpenedFolders folders) =>
            TypedResults.Ok(shelf.Photos(model).Recognizer.Predict(folders.Within(path)))).WithSummary("Says which label a photo in an opened folder has.");
        recognize.MapPost("/{model}/explain", async Task<Ok<PhotoExplanation>> (string model, string? name, HttpRequest request, ModelShelf shelf, AskedPhotos asked, CancellationToken cancellation) =>
        {
            using var photo = await asked.ReceiveAsync(request.Body, name ?? "photo", cancellation).ConfigureAwait(false);
            var recognizer = shelf.Photos(model).Recognizer;
            var (training, problem) = shelf.TrainingOrProblem(model, cancellation);
            return TypedResults.Ok(photo.Explain(recognizer, training) with { Problem = problem });
        }).Accepts<byte[]>("application/octet-stream").WithMetadata(Drops.SizeLimit).WithSummary("Says which label a photo that is sent has, what both halves think, and which training photos are most like it where they are there.");
    }
}
