using System.Text.Json;

namespace Twofold.Tables.Tests;

/// <summary>Answers of scikit-learn's models with full covariances, made by make_gaussians.py beside this file.</summary>
sealed record GaussianOracle(string MadeWith, GaussianOracle.Case[] Cases)
{
    static readonly Lazy<GaussianOracle> Read = new(() =>
        JsonSerializer.Deserialize<GaussianOracle>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Oracles", "gaussians.json")), JsonSerializerOptions.Web)
        ?? throw new InvalidDataException("gaussians.json is empty."));

    public static TheoryData<string> Names => [.. Read.Value.Cases.Select(oracle => oracle.Name)];

    public static Case Of(string name) => Read.Value.Cases.Single(oracle => oracle.Name == name);

    public sealed record Case(string Name, double[][] Examples, int[] Labels, double[] Weights, int Every, Answers[] Models, Mixture[] Mixtures)
    {
        public Table Asked() => (double[][])[.. Examples.Where((_, i) => i % Every == 0)];

        /// <summary>Fits and compares every probability that the oracle has, to 1e-9 of itself.</summary>
        public void AssertAnswers(string model, Func<Answers, double[]?, IClassifier<Table, int>> fit)
        {
            var compared = 0;
            foreach (var answers in Models.Where(answers => answers.Model == model))
            {
                var probabilities = fit(answers, answers.IsWeighted ? Weights : null).PredictProbabilities(Asked());
                for (var i = 0; i < probabilities.GetLength(0); i++)
                    for (var k = 0; k < probabilities.GetLength(1); k++)
                    {
                        // scikit-learn divides by a sum, and what is far below a rounding of it has no nine digits there.
                        var expected = Math.Exp(answers.LogProbabilities[i][k]);
                        Assert.Equal(expected, probabilities[i, k], Math.Max(1e-15, 1e-9 * expected));
                        compared++;
                    }
            }

            Assert.True(compared > 0);
        }
    }

    public sealed record Answers(
        string Model, double? Amount, double[]? Prior, bool IsWeighted, double[][] LogProbabilities, double[][]? Coefficients, double[]? Intercepts);

    public sealed record Mixture(string Kind, double[] Shares, double[][] Means, double[][] Factors, double[] LogDensities);
}
