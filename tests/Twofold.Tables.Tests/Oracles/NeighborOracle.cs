using System.Text.Json;
using System.Text.Json.Serialization;

namespace Twofold.Tables.Tests;

/// <summary>Answers of scikit-learn's nearest neighbors, made by make_neighbors.py beside this file.</summary>
sealed record NeighborOracle(
    NeighborOracle.Case[] Cases, string[] Texts, int[] TextLabels, string[] TextQueries, double[][] TextProbabilities)
{
    static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    static readonly Lazy<NeighborOracle> Read = new(() =>
        JsonSerializer.Deserialize<NeighborOracle>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Oracles", "neighbors.json")), Options)
        ?? throw new InvalidDataException("neighbors.json is empty."));

    public static NeighborOracle Answers => Read.Value;

    public sealed record Case(string Name, double?[][] Examples, int[] Labels, double?[][] Queries, Answer[] Answers);

    public sealed record Answer(int Neighbors, NeighborWeights Weights, bool Standardize, double[][] Probabilities);
}
