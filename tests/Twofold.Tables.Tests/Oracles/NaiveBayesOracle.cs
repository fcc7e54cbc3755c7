using System.Text.Json;

namespace Twofold.Tables.Tests;

/// <summary>Answers of scikit-learn's naive Bayes models, made by make_naive_bayes.py beside this file.</summary>
sealed record NaiveBayesOracle(string MadeWith, NaiveBayesOracle.Case[] Cases)
{
    static readonly Lazy<NaiveBayesOracle> Read = new(() =>
        JsonSerializer.Deserialize<NaiveBayesOracle>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Oracles", "naive_bayes.json")), JsonSerializerOptions.Web)
        ?? throw new InvalidDataException("naive_bayes.json is empty."));

    public static TheoryData<string> Names => [.. Read.Value.Cases.Select(oracle => oracle.Name)];

    public static Case Of(string name) => Read.Value.Cases.Single(oracle => oracle.Name == name);

    public sealed record Case(string Name, double[][] Examples, double[][] Counts, int[] Labels, double[] Weights, int Every, Answers[] Models)
    {
        public IEnumerable<Answers> Of(string model) => Models.Where(answers => answers.Model == model);

        /// <summary>Fits and compares every probability that the oracle has, to 1e-9 of itself.</summary>
        public void AssertAnswers(string model, double[][] examples, Func<Answers, double[]?, IClassifier<Table, int>> fit)
        {
            Table asked = (double[][])[.. examples.Where((_, i) => i % Every == 0)];
            var compared = 0;
            foreach (var answers in Of(model))
            {
                var probabilities = fit(answers, answers.IsWeighted ? Weights : null).PredictProbabilities(asked);
                for (var i = 0; i < asked.Count; i++)
                    for (var k = 0; k < probabilities.GetLength(1); k++, compared++)
                    {
                        // Below about e^−708 numbers lose digits, and below e^−745 they are zero.
                        var expected = answers.LogProbabilities[i][k];
                        if (expected > -700)
                            Assert.Equal(expected, Math.Log(probabilities[i, k]), 1e-9);
                        else
                            Assert.InRange(probabilities[i, k], 0, 1e-303);
                    }
            }

            Assert.True(compared > 0);
        }
    }

    public sealed record Answers(
        string Model, bool IsWeighted, double[][] LogProbabilities, double Alpha, bool IsUniform, bool IsNormed, double? Binarize, double[][]? Means, double[][]? Variances, double? Epsilon);
}
