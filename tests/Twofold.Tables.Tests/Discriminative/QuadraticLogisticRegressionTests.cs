namespace Twofold.Tables.Tests;

public sealed class QuadraticLogisticRegressionTests
{
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
