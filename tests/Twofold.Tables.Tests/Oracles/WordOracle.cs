using System.Text.Json;

namespace Twofold.Tables.Tests;

/// <summary>Answers of scikit-learn about texts and columns, made by make_words.py beside this file.</summary>
sealed record WordOracle(
    string[] Texts,
    WordOracle.Case[] Cases,
    Dictionary<string, int> Hashes,
    double?[][] Numbers,
    double[][] ImputedWithIndicators,
    double[][] Standardized,
    string[] Colors,
    double[][] OneHot)
{
    static readonly Lazy<WordOracle> Read = new(() =>
        JsonSerializer.Deserialize<WordOracle>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Oracles", "words.json")), JsonSerializerOptions.Web)
        ?? throw new InvalidDataException("words.json is empty."));

    public static WordOracle Answers => Read.Value;

    public sealed record Case(string Name, WordOptions Options, string[]? Words, double[][] Counts);
}
