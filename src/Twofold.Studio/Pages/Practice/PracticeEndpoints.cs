using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Twofold.Studio;

/// <summary>Code that questions are about, run with other numbers.</summary>
static class PracticeEndpoints
{
    public static void MapPractice(this RouteGroupBuilder api) => api.MapPost(
        "/practice/runs",
        Ok<PracticeOutput> (PracticeProgram program, CancellationToken cancellation) => TypedResults.Ok(new PracticeOutput(program.Run(cancellation))))
        .WithSummary("Runs a small program of fixed form with these numbers: fits a model and asks it one thing. Takes no code.");
}
