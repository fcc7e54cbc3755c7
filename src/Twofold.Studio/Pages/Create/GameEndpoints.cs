using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Twofold.Studio;

/// <summary>"Is it real?" over HTTP.</summary>
static class GameEndpoints
{
    /// <summary>Both kinds are shown at this edge, enlarged in the same way.</summary>
    const int Shown = 320;

    public static void MapGames(this RouteGroupBuilder api)
    {
        var game = api.MapGroup("/create/{model}/game");
        game.MapGet("/", Ok<GameState> (string model, Games games, CancellationToken cancellation) =>
        {
            var (rules, soFar) = games.Of(model, cancellation);
            return TypedResults.Ok(new GameState(soFar.Seed, soFar.Answers.Count, null, rules.Score(soFar.Answers)));
        }).WithSummary("Where the game 'Is it real?' stands for a model.");
        game.MapGet("/{seed}/{question}", FileContentHttpResult (string model, ulong seed, int question, HttpContext context, Games games, CancellationToken cancellation) =>
        {
            var (rules, soFar) = games.Of(model, cancellation);
            // Nobody looks ahead.
            if (seed != soFar.Seed || question > soFar.Answers.Count || question < 0)
                throw new TwofoldException($"Question {question + 1} is not open.");
            context.Response.Headers.CacheControl = "private, max-age=600";
            var picture = rules.Picture(question);
            return TypedResults.File(picture.Resized(Shown, Shown).WithMetadata(new Dictionary<string, string>()).ToJpeg(quality: 90), "image/jpeg");
        }).WithSummary("What a question shows: a photo or a made-up picture, at the same size and without metadata.");
        game.MapPost("/{question}", Ok<GameState> (string model, int question, GameAnswer answer, Games games, CancellationToken cancellation) =>
            TypedResults.Ok(games.Answer(model, question, answer.Real, cancellation))).WithSummary("Answers the open question, and tells the truth of it and the score.");
        game.MapDelete("/", NoContent (string model, Games games, CancellationToken cancellation) =>
        {
            games.Restart(model, cancellation);
            return TypedResults.NoContent();
        }).WithSummary("Begins the game anew, with other pictures.");
    }
}

/// <summary>What a person says of a picture.</summary>
/// <param name="Real">Whether it is a photo.</param>
sealed record GameAnswer(bool Real);
