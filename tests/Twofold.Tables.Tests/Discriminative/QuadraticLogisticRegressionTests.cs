namespace Twofold.Tables.Tests;

public sealed class QuadraticLogisticRegressionTests : TableRecipeContract
{
    protected override IClassifierRecipe<Table> Recipe => new QuadraticLogisticRegression();

    protected override Table TwoKinds => SampleTables.Gaussians(40, 3, labels: 2, distance: 9, seed: 2).Examples;

    // The solver's: slopes are found to the root of its share of the minimum.
    protected override double WeightTolerance => 1e-3;

    [Fact]
    public void Weights_count_where_columns_are_standardized_too()
    {
        var (examples, labels) = SampleTables.Gaussians(60, 2, labels: 2, distance: 1, seed: 3);
        double[] weights = [.. Enumerable.Range(0, 60).Select(i => i < 20 ? 9.0 : 1)];
        int[] repeated = [.. Enumerable.Range(0, 60).SelectMany(i => Enumerable.Repeat(i, (int)weights[i]))];

        var weighted = new QuadraticLogisticRegression().Fit(examples, labels, weights).PredictProbabilities(examples);
        var plain = new QuadraticLogisticRegression().Fit(examples.Subset(repeated), [.. repeated.Select(i => labels[i])]).PredictProbabilities(examples);

        for (var i = 0; i < 60; i++)
            Assert.Equal(plain[i, 0], weighted[i, 0], 1e-5);
    }

    [Fact]
    public void A_row_alone_gets_the_answers_that_it_gets_in_a_table()
    {
        var (examples, labels) = SampleTables.Gaussians(90, 4, labels: 3, distance: 1, seed: 4);
        var model = new QuadraticLogisticRegression().Fit(examples, labels);
        var (together, alone) = (model.PredictProbabilities(examples), new double[3]);
        for (var i = 0; i < examples.Count; i++)
        {
            model.PredictProbabilities(examples.Row(i), alone);
            Assert.Equal(together.Row(i).ToArray(), alone, (a, b) => Math.Abs(a - b) < 1e-12);
            Assert.Equal(model.Predict(examples.Subset([i]))[0], model.Predict(examples.Row(i)));
        }

        Assert.Equal(4, model.Schema.Count);
        Assert.Contains("3 columns", Assert.Throws<TwofoldException>(() => model.Predict([1, 2, 3])).Message, StringComparison.Ordinal);
        Assert.Contains("2 places", Assert.Throws<TwofoldException>(() => model.PredictProbabilities([1, 2, 3, 4], new double[2])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void It_finds_a_border_that_no_line_is()
    {
        var labeled = MadeTables.ExclusiveOr(400);
        var model = new QuadraticLogisticRegression().Fit(labeled.Examples, labeled.Labels);
        var others = MadeTables.ExclusiveOr(200, seed: 2);

        var right = model.Predict(others.Examples).Zip(others.Labels).Average(pair => pair.First == pair.Second ? 1.0 : 0);

        Assert.True(right > 0.9, $"{right}");
        Assert.True(new LogisticRegression().Fit(labeled.Examples, labeled.Labels).Predict(others.Examples).Zip(others.Labels).Average(pair => pair.First == pair.Second ? 1.0 : 0) < 0.65);
    }

    [Fact]
    public void Its_features_are_the_columns_their_squares_and_their_products() =>
        Assert.Equal([2, 3, 5, 4, 6, 9, 10, 15, 25], QuadraticFeatures.Of((double[][])[[2, 3, 5]]).Row(0).ToArray());

    [Fact]
    public void A_missing_cell_counts_as_the_mean()
    {
        double[][] x = [[1, 2], [2, 1], [3, 5], [4, 3]];
        var model = new QuadraticLogisticRegression().Fit(x, [0, 0, 1, 1]);

        Assert.Equal(model.PredictProbabilities([[2.5, 3]])[0, 1], model.PredictProbabilities([[double.NaN, 3]])[0, 1], 1e-12);
    }

    [Fact]
    public void Categories_are_refused_by_name()
    {
        var table = new TableBuilder().Categories("city", ["Graz", "Linz"]).ToTable();

        Assert.Contains("'city'", Assert.Throws<TwofoldException>(() => new QuadraticLogisticRegression().Fit(table, [0, 1])).Message);
    }
}
