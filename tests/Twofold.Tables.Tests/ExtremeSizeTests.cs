namespace Twofold.Tables.Tests;

/// <summary>Very many labels, and very many columns that say nothing: every model that does not refuse them by name has finite answers.</summary>
public sealed class ExtremeSizeTests
{
    static readonly Dictionary<string, IClassifierRecipe<Table>> Recipes = new()
    {
        ["bernoulli"] = new BernoulliNaiveBayes(),
        ["multinomial"] = new MultinomialNaiveBayes(),
        ["complement"] = new ComplementNaiveBayes(),
        ["mixed"] = new MixedNaiveBayes(),
        ["neighbors"] = new NearestNeighbors { Neighbors = 1 },
        ["mixture"] = new GaussianMixtureClassifier { Components = 1, Covariance = CovarianceKind.Diagonal, Regularization = 0.1 },
    };

    [Theory]
    [InlineData("bernoulli")]
    [InlineData("multinomial")]
    [InlineData("complement")]
    [InlineData("mixed")]
    [InlineData("neighbors")]
    [InlineData("mixture")]
    public void Ten_thousand_labels_have_finite_answers(string name)
    {
        const int labels = 10_000;
        Table rows = (double[][])[.. Enumerable.Range(0, 2 * labels).Select(i => (double[])[(i % 100) + (i / labels * 0.5), (i % labels / 100) + (i / labels * 0.5)])];
        int[] codes = [.. Enumerable.Range(0, 2 * labels).Select(i => i % labels)];
        var asked = rows.Subset([0, 4711, 9999]);
        var model = Recipes[name].Fit(rows, codes, null, CancellationToken.None);
        var probabilities = model.PredictProbabilities(asked);
        for (var i = 0; i < asked.Count; i++)
            Assert.Equal(1, probabilities.Row(i).ToArray().Sum(), 1e-6);
        if (name is "mixed" or "neighbors" or "mixture")
            Assert.Equal([0, 4711, 9999], model.Predict(asked));
    }

    [Fact]
    public void Ten_thousand_labels_of_categories_are_told_apart()
    {
        const int labels = 10_000;
        int[] codes = [.. Enumerable.Range(0, labels)];
        var table = new TableBuilder().Categories("tens", [.. codes.Select(i => $"{i / 100}")]).Categories("ones", [.. codes.Select(i => $"{i % 100}")]).ToTable();
        Assert.Equal([0, 4711, 9999], new CategoricalNaiveBayes().Fit(table, codes).Predict(table.Subset([0, 4711, 9999])));
    }

    [Theory]
    [InlineData("bernoulli")]
    [InlineData("complement")]
    [InlineData("mixed")]
    [InlineData("neighbors")]
    public void A_million_columns_of_zeros_have_finite_answers(string name)
    {
        var zeros = Table.FromFlat(new double[3_000_000], 1_000_000);
        var probabilities = Recipes[name].Fit(zeros, [0, 1, 1], null, CancellationToken.None).PredictProbabilities(zeros);
        for (var i = 0; i < zeros.Count; i++)
            Assert.Equal(1, probabilities.Row(i).ToArray().Sum(), 1e-9);
    }

    [Fact]
    public void A_million_columns_of_zeros_have_no_mixture_and_that_is_said() => Assert.Contains(
        "constant",
        Assert.Throws<TwofoldException>(() => Recipes["mixture"].Fit(Table.FromFlat(new double[4_000_000], 1_000_000), [0, 0, 1, 1], null, CancellationToken.None)).Message,
        StringComparison.Ordinal);
}
