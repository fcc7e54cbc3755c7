using System.Text.Json;

namespace Twofold.Tables.Tests;

/// <summary>Answers of scikit-learn, made by make_oracles.py beside this file.</summary>
sealed record Oracle(string MadeWith, Oracle.Case[] Cases)
{
    static readonly Lazy<Oracle> Read = new(() =>
        JsonSerializer.Deserialize<Oracle>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Oracles", "oracles.json")), JsonSerializerOptions.Web)
        ?? throw new InvalidDataException("oracles.json is empty."));

    public static TheoryData<string> Names => [.. Read.Value.Cases.Select(oracle => oracle.Name)];

    public static Case Of(string name) => Read.Value.Cases.Single(oracle => oracle.Name == name);

    public sealed record Case(string Name, double[][] Examples, int[] Labels, Logistic[] Logistic, Discriminant[] Discriminant);

    public sealed record Logistic(double C, double[][] Coefficients, double[] Intercepts, double[][] Probabilities);

    public sealed record Discriminant(JsonElement Shrinkage, double[][] Probabilities);
}
