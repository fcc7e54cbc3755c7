using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Twofold.Tables;
using Twofold.Workbench;

namespace Twofold.Studio;

/// <summary>Tables over HTTP: look at one, learn from it, ask about a row, make rows.</summary>
static class TableEndpoints
{
    /// <summary>Rows in one answer; a file can have more.</summary>
    const int MostShown = 200, MostInFile = 1_000_000;

    public static void MapTables(this RouteGroupBuilder api)
    {
        var tables = api.MapGroup("/tables");
        tables.MapPost("/surveys", Ok<TableSurveyResult> (TableSurveyRequest request, OpenedFolders folders, CancellationToken cancellation) =>
            TypedResults.Ok(TableSurveyor.Run(request with { Path = folders.Within(request.Path) }, cancellation)))
            .WithSummary("Reads a table in an opened folder: its columns with what their cells are, its first rows, and where the labels probably are.");
        tables.MapPost("/trainings", Ok<Job> (TableTrainingRequest request, OpenedFolders folders, JobEngine engine, TableTrainingJob kind) =>
            TypedResults.Ok(engine.Start(kind, request with { Path = folders.Within(request.Path) })))
            .WithSummary("Learns a pair from a table, as a job. Cancelled, it keeps the best so far.");
        tables.MapGet("/{model}", Ok<TableModel> (string model, ModelShelf shelf) => TypedResults.Ok(TableModel.Of(shelf.Table(model))))
            .WithSummary("A model's columns, and which models were chosen for its halves and why.");
        tables.MapPost("/{model}/answers", Ok<TableOpinions> (string model, Dictionary<string, string?> cells, ModelShelf shelf) =>
        {
            var pair = shelf.Table(model);
            return TypedResults.Ok(pair.Opinions(RowText.Parse(pair.Schema, cells))[0]);
        }).WithSummary("What both halves say of a row, given as texts by the names of the columns; what is left out is missing.");
        tables.MapGet("/{model}/rows", Ok<MadeRows> (string model, string label, int count, ulong? seed, ModelShelf shelf, CancellationToken cancellation) =>
        {
            var made = shelf.Table(model).Generate(label, Math.Clamp(count, 1, MostShown), seed ?? 0, cancellation);
            return TypedResults.Ok(new MadeRows([.. made.Schema.Select(column => column.Name)], [.. Enumerable.Range(0, made.Count).Select(i => RowText.Of(made, i))]));
        }).WithSummary("New rows of a label, at most 200.");
        tables.MapGet("/{model}/rows.csv", FileContentHttpResult (string model, string label, int count, ulong? seed, ModelShelf shelf, StudioDatabase database, CancellationToken cancellation) =>
            TypedResults.File(Csv(shelf.Find(model).Path, label, Math.Clamp(count, 1, MostInFile), seed ?? 0, database.Home, cancellation), "text/csv; charset=utf-8", $"{label}-{seed ?? 0}.csv"))
            .WithSummary("The same as a CSV file with the labels, at most a million rows.");
    }

    // As the command line writes it.
    static byte[] Csv(string model, string label, int count, ulong seed, string home, CancellationToken cancellation)
    {
        var path = Path.Combine(home, "asked", $"{Guid.NewGuid():N}.csv");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!); // It has a folder.
        try
        {
            Generator.Run(new GenerateRequest { Label = label, Model = model, Out = path, Count = count, Seed = seed }, cancellation: cancellation);
            return File.ReadAllBytes(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
