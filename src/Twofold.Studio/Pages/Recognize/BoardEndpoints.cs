using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Twofold.Workbench;

namespace Twofold.Studio;

/// <summary>Boards over HTTP.</summary>
static class BoardEndpoints
{
    /// <summary>Photos in one answer: some screens full.</summary>
    const int MostAtOnce = 500;

    public static void AddBoards(this IServiceCollection services) => services.AddSingleton<Boards>();

    public static void MapBoards(this RouteGroupBuilder api)
    {
        var boards = api.MapGroup("/boards");
        boards.MapGet("/", Ok<IReadOnlyList<KnownBoard>> (Boards all) => TypedResults.Ok(all.All)).WithSummary("The boards that were laid out, the newest first.");
        boards.MapPost("/", Ok<KnownBoard> (NewBoard wanted, Boards all, JobEngine engine, BoardJob kind) =>
            TypedResults.Ok(all.Create(wanted.Model, wanted.Folder, board => engine.Start(kind, new BoardRequest(board.Id, Path.GetFileName(board.Folder)))))).WithSummary("Lays out a board for a folder's photos; a job sorts them onto it.");
        boards.MapDelete("/{id}", async Task<NoContent> (string id, Boards all, JobEngine engine, JobStore jobs, ApplyJob applying) =>
        {
            // It is stopped there, gone on with and taken back.
            if (jobs.ActiveOn(applying.Name, "board", id) is { } job)
                throw new TwofoldException($"'{job.Title}' works with this board: stop that first, or let it end.");
            // What fills it first: that would find it gone.
            if (all.Find(id).Job is { } filling)
                await engine.EndAsync(filling).ConfigureAwait(false);
            all.Remove(id);
            return TypedResults.NoContent();
        }).WithSummary("Deletes a board that is not being applied, with the corrections on it; photos stay as they are.");

        boards.MapGet("/{id}", Ok<BoardSummary> (string id, Boards all) => TypedResults.Ok(all.Summary(id))).WithSummary("A board in numbers.");
        boards.MapGet("/{id}/columns/{column}", Ok<IReadOnlyList<BoardPhoto>> (string id, string column, int? from, int? count, Boards all) =>
            TypedResults.Ok(all.Open(id).Column(column, from ?? 0, Math.Clamp(count ?? MostAtOnce, 0, MostAtOnce)))).WithSummary("A part of a column: a label, _unsure, _unfamiliar or _unreadable; what is least sure comes first.");
        boards.MapGet("/{id}/photos/{photo}/thumbnail", FileContentHttpResult (string id, int photo, int? size, HttpContext context, Boards all) =>
            FileEndpoints.Thumbnail(all.Open(id).Photo(photo).Path, size ?? 112, context)).WithSummary("A photo's middle square, as JPEG.");
        boards.MapGet("/{id}/photos/{photo}/why", Ok<PhotoExplanation> (string id, int photo, Boards all, ModelShelf models, CancellationToken cancellation) =>
        {
            var board = all.Open(id);
            var (training, problem) = models.TrainingOrProblem(all.Find(id).Model, cancellation);
            return TypedResults.Ok(board.Explain(photo, training) with { Problem = problem });
        }).WithSummary("Why a photo lies where it lies: both halves' opinions, and the training photos most like it where they are there.");

        boards.MapPost("/{id}/corrections", Ok<BoardSummary> (string id, Correction correction, Boards all) =>
        {
            all.Open(id).Correct(correction.Photos, correction.Label);
            return TypedResults.Ok(all.Summary(id));
        }).WithSummary("Gives photos the label that they have in truth; without a label takes that back.");
        boards.MapPost("/{id}/teach", Ok<BoardSummary> (string id, Boards all, CancellationToken cancellation) =>
        {
            all.Teach(id, cancellation);
            return TypedResults.Ok(all.Summary(id));
        }).WithSummary("Lets both halves learn from the corrections, and sorts the board again.");
        boards.MapPost("/{id}/save", Ok<KnownModel> (string id, Boards all, ModelShelf models, CancellationToken cancellation) =>
        {
            // What has not learned from the corrections is no more than the model, and is not to pass for more.
            all.Teach(id, cancellation);
            var known = all.Find(id);
            var model = models.Find(known.Model);
            var path = models.PathFor($"{model.Name}-taught");
            models.Photos(known.Model).WithRecognizer(all.Open(id).Recognizer).Save(path);
            return TypedResults.Ok(models.Add(path, model.Data));
        }).WithSummary("Saves what the recognizer has become by corrections as a model of its own.");
        boards.MapPost("/{id}/apply", Ok<Job> (string id, Application wanted, Boards all, OpenedFolders folders, JobEngine engine, ApplyJob kind) =>
        {
            var into = folders.Within(wanted.Into);
            return TypedResults.Ok(engine.Start(kind, new ApplyRequest(id, into, wanted.Mode, all.Open(id).Plan(into, wanted.Mode).Model)));
        }).WithSummary("Sorts the photos on the disk as they lie on the board, into an opened folder or one in it, as a job.");
        boards.MapGet("/undo", Ok<UndoPlan> (string into, OpenedFolders folders) => TypedResults.Ok(Undo.Look(new UndoRequest(folders.Within(into)))))
            .WithSummary("What undo would take back of the last sort into an opened folder, or one in it, and to where.");
        boards.MapPost("/undo", Ok<Job> (UndoRequest request, OpenedFolders folders, JobEngine engine, UndoJob kind) =>
        {
            var wanted = request with { Into = folders.Within(request.Into) };
            var plan = Undo.Look(wanted);
            // A journal may come from somebody else, and name any folder: files go to one that the person has named too.
            return folders.HasReal(plan.Folder)
                ? TypedResults.Ok(engine.Start(kind, wanted with { Folder = plan.Folder }))
                : throw new TwofoldException($"What was sorted into '{request.Into}' came from '{plan.Folder}', which is in no folder that was opened here: if it is yours, open it first, then undo again.");
        }).WithSummary("Takes the last sort into an opened folder, or one in it, back, exactly, as a job, where it is of an opened folder; 'folder' says which one, as a look at it told.");
    }
}

/// <summary>Lay out a board.</summary>
/// <param name="Model">The model whose recognizer sorts it.</param>
/// <param name="Folder">The folder of photos, which was opened.</param>
sealed record NewBoard(string Model, string Folder);

/// <summary>What photos show in truth.</summary>
/// <param name="Photos">Their numbers on the board.</param>
/// <param name="Label">The label; null to leave them to the recognizer again.</param>
sealed record Correction(IReadOnlyList<int> Photos, string? Label);

/// <summary>Where a board is applied to.</summary>
/// <param name="Into">The folder that gets a folder for each label; it was opened, or lies in one that was.</param>
/// <param name="Mode">Copy (the default), move or hardlink.</param>
sealed record Application(string Into, SortMode Mode = SortMode.Copy);
