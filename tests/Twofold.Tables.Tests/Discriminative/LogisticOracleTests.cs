using System.Text.Json;

namespace Twofold.Tables.Tests;

/// <summary>Every penalty and every kind of weights against scikit-learn, both solved to the end; made by Oracles/make_logistic.py.</summary>
public sealed class LogisticOracleTests
{
    static readonly Lazy<Answers> Oracle = new(() =>
        JsonSerializer.Deserialize<Answers>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Oracles", "logistic.json")), JsonSerializerOptions.Web)
        ?? throw new InvalidDataException("logistic.json is empty."));

    public static TheoryData<string> Names => [.. Oracle.Value.Cases.Select(answer => answer.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Coefficients_and_probabilities_are_those_of_scikit_learn(string name)
    {
        var expected = Oracle.Value.Cases.Single(answer => answer.Name == name);
        var (examples, labels) = Oracle.Value.Data[expected.Data];
        var recipe = new LogisticRegression
        {
            Penalty = Enum.Parse<Penalty>(expected.Penalty),
            C = expected.C,
            L1Ratio = expected.L1Ratio,
            Tolerance = 1e-18,
            ClassWeights = expected.ClassWeights switch
            {
                { ValueKind: JsonValueKind.String } => ClassWeights.Balanced,
                { ValueKind: JsonValueKind.Array } weights => ClassWeights.Of(weights.EnumerateArray().Select((weight, k) => (k, weight)).ToDictionary(pair => pair.k, pair => pair.weight.GetDouble())),
                _ => ClassWeights.None,
            },
        };
        var model = recipe.Fit(examples, labels, expected.Weights, TestContext.Current.CancellationToken);
        Assert.True(model.Converged);

        // Of two labels scikit-learn keeps one row, the second label's.
        var reference = model.Labels.Count - expected.Coefficients.Length;
        for (var k = 0; k < expected.Coefficients.Length; k++)
        {
            AssertClose(expected.Intercepts[k], model.Intercepts[k + reference]);
            for (var j = 0; j < expected.Coefficients[k].Length; j++)
            {
                var (theirs, ours) = (expected.Coefficients[k][j], model.Coefficients[k + reference, j * expected.ColumnStep]);
                AssertClose(theirs, ours);

                // What the l1 penalty makes zero is exactly that.
                if (expected.Penalty is "L1" or "ElasticNet")
                    Assert.Equal(theirs == 0, ours == 0);
            }
        }

        var probabilities = model.PredictProbabilities(examples);
        for (var i = 0; i < expected.Probabilities.Length; i++)
            for (var k = 0; k < model.Labels.Count; k++)
                Assert.Equal(expected.Probabilities[i][k], probabilities[17 * i, k], 1e-6);
    }

    static void AssertClose(double expected, double actual) => Assert.Equal(expected, actual, 1e-6 * Math.Max(1, Math.Abs(expected)));

    sealed record Answers(string MadeWith, Dictionary<string, Set> Data, Case[] Cases);

    sealed record Set(double[][] Examples, int[] Labels);

    sealed record Case(
        string Name,
        string Data,
        string Penalty,
        double C,
        double L1Ratio,
        JsonElement? ClassWeights,
        double[]? Weights,
        double[][] Coefficients,
        int ColumnStep,
        double[] Intercepts,
        double[][] Probabilities);
}
