using System.Text.Json;
using Twofold.Workbench;

namespace Twofold.Studio;

/// <summary>The games "Is it real?", one for each model, with their answers.</summary>
sealed class Games(ModelShelf models, PageState state)
{
    const string Place = "create-game";

    /// <summary>Where a game stands; a game that was never played begins.</summary>
    public (RealOrMade Game, GameSoFar SoFar) Of(string model, CancellationToken cancellation)
    {
        var soFar = state.Find(Place, model) is { } kept ? JsonSerializer.Deserialize<GameSoFar>(kept, StudioJson.Options)! : new GameSoFar(0, []); // Kept from one.
        return (new RealOrMade(models.Photos(model).Creator, models.Training(model) ?? models.Recall(model, progress: null, cancellation), soFar.Seed), soFar);
    }

    /// <summary>Takes an answer to the question that is open.</summary>
    /// <exception cref="TwofoldException">It was answered before.</exception>
    public GameState Answer(string model, int question, bool real, CancellationToken cancellation)
    {
        var (game, soFar) = Of(model, cancellation);
        if (question != soFar.Answers.Count)
            throw new TwofoldException($"Question {question + 1} was answered before: question {soFar.Answers.Count + 1} is open.");
        Keep(model, soFar with { Answers = [.. soFar.Answers, real] });
        return new GameState(soFar.Seed, question + 1, game.IsReal(question), game.Score([.. soFar.Answers, real]));
    }

    /// <summary>Begins a new game, with other pictures.</summary>
    public void Restart(string model, CancellationToken cancellation) => Keep(model, new GameSoFar(Of(model, cancellation).SoFar.Seed + 1, []));

    void Keep(string model, GameSoFar game) => state.Keep(Place, model, JsonSerializer.Serialize(game, StudioJson.Options));
}

/// <summary>A game as it is kept.</summary>
sealed record GameSoFar(ulong Seed, IReadOnlyList<bool> Answers);

/// <summary>A game as it is shown.</summary>
/// <param name="Seed">The seed of its pictures.</param>
/// <param name="Question">The question that is open, from 0.</param>
/// <param name="WasReal">Whether the one before it showed a photo; null where none was answered just now.</param>
/// <param name="Score">The score.</param>
sealed record GameState(ulong Seed, int Question, bool? WasReal, RealOrMadeScore Score);
