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
    const int MostShown = 200;

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
        tables.MapGet("/{model}/rows.csv", FileStreamHttpResult (string model, string label, int count, ulong? seed, ModelShelf shelf, StudioDatabase database, Incoming incoming, CancellationToken cancellation) =>
        {
            var most = TableModel.Of(shelf.Table(model)).MostRows;
            if (count > most)
                throw new TwofoldException($"{count:N0} rows of this model are more than fit into one file here: ask for at most {most:N0}, with other seeds for more.");
            if (!incoming.HasRoom)
                throw new TwofoldException("The rows were not made: there is less than a gigabyte left on the disk of the studio. Make room, then ask again.");
            var order = new GenerateRequest { Label = label, Model = shelf.Find(model).Path, Out = Path.Combine(database.Home, "asked", $"{Guid.NewGuid():N}.csv"), Count = count, Seed = seed ?? 0 };
            return TypedResults.File(Csv(order, cancellation), "text/csv; charset=utf-8", $"{label}-{seed ?? 0}.csv");
        }).WithSummary("The same as a CSV file with the labels, at most as many as the model says.");
    }

    // As the command line writes it; the file is gone when it is closed.
    static FileStream Csv(GenerateRequest order, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(order.Out)!); // It has a folder.
        try
        {
            Generator.Run(order, cancellation: cancellation);
            return new FileStream(order.Out, new FileStreamOptions { Options = FileOptions.Asynchronous | FileOptions.DeleteOnClose });
        }
        catch
        {
            File.Delete(order.Out);
            throw;
        }
    }
}
