using Twofold.ContractTests;

namespace Twofold.Tables.Tests;

public sealed class LogisticRegressionModelTests : ClassifierContract<Table, int>
{
    protected override (IClassifier<Table, int> Model, Table Examples) Subject
    {
        get
        {
            var (examples, labels) = SampleTables.Gaussians(301, 7, labels: 3, distance: 1, seed: 1);
            return (new LogisticRegression().Fit(examples, labels), examples);
        }
    }

    protected override IEnumerable<Table> ExtremeExamples => SampleTables.Extremes(columns: 7);
}

public sealed class LogisticRegressionTests : RecipeContract<Table>
{
    public static TheoryData<string> Oracles => Oracle.Names;

    protected override IClassifierRecipe<Table> Recipe => new LogisticRegression();

    protected override Table TwoKinds => SampleTables.Gaussians(40, 3, labels: 2, distance: 9, seed: 2).Examples;

    [Theory]
    [MemberData(nameof(Oracles))]
    public void Coefficients_are_those_of_scikit_learn(string name)
    {
        var oracle = Oracle.Of(name);
        foreach (var expected in oracle.Logistic)
        {
            var model = new LogisticRegression { C = expected.C, Tolerance = 1e-18 }.Fit(oracle.Examples, oracle.Labels);
            Assert.True(model.Converged);

            // Of two labels scikit-learn keeps one row, the second label's.
            var reference = model.Labels.Count - expected.Coefficients.Length;
            for (var k = 0; k < expected.Coefficients.Length; k++)
            {
                Assert.Equal(expected.Intercepts[k], model.Intercepts[k + reference], 1e-6 * Math.Max(1, Math.Abs(expected.Intercepts[k])));
                for (var j = 0; j < model.Columns; j++)
                    Assert.Equal(expected.Coefficients[k][j], model.Coefficients[k + reference, j], 1e-6 * Math.Max(1, Math.Abs(expected.Coefficients[k][j])));
            }

            var probabilities = model.PredictProbabilities(oracle.Examples);
            for (var i = 0; i < expected.Probabilities.Length; i++)
                for (var k = 0; k < model.Labels.Count; k++)
                    Assert.Equal(expected.Probabilities[i][k], probabilities[7 * i, k], 1e-6);
        }
    }

    [Theory]
    [InlineData("iris")]
    [InlineData("two kinds of iris")]
    [InlineData("wine, standardized")]
    public void The_default_tolerance_gives_probabilities_to_four_digits(string name)
    {
        var oracle = Oracle.Of(name);
        var expected = oracle.Logistic.Single(logistic => logistic.C == 1);
        var probabilities = new LogisticRegression().Fit(oracle.Examples, oracle.Labels).PredictProbabilities(oracle.Examples);
        for (var i = 0; i < expected.Probabilities.Length; i++)
            for (var k = 0; k < expected.Probabilities[i].Length; k++)
                Assert.Equal(expected.Probabilities[i][k], probabilities[7 * i, k], 1e-4);
    }

    [Fact]
    public void Columns_of_very_different_sizes_converge_to_a_slope_of_zero()
    {
        var (examples, labels) = SampleTables.Gaussians(200, 6, labels: 3, distance: 1, seed: 3);
        var scaled = Table.FromFlat([.. Enumerable.Range(0, 1200).Select(i => (examples.Values[i] + 50) * Math.Pow(10, (i % 6) - 3))], 6);
        var model = new LogisticRegression { Tolerance = 1e-18 }.Fit(scaled, labels);
        Assert.True(model.Converged);
        AssertMinimum(model, scaled, labels, c: 1);
    }

    [Fact]
    public void More_columns_than_rows_converge_to_a_slope_of_zero()
    {
        var (examples, labels) = SampleTables.Gaussians(30, 100, labels: 4, distance: 0.5, seed: 4);
        var model = new LogisticRegression { Tolerance = 1e-18, C = 10 }.Fit(examples, labels);
        Assert.True(model.Converged);
        AssertMinimum(model, examples, labels, c: 10);
    }

    [Fact]
    public void A_constant_column_gets_no_slope()
    {
        Table examples = [[5, 0], [5, 1], [5, 2], [5, 3]];
        var model = new LogisticRegression().Fit(examples, [0, 0, 1, 1]);
        Assert.Equal(0, model.Coefficients[1, 0], 1e-12);
        Assert.True(model.Coefficients[1, 1] > 0);
    }

    [Fact]
    public void A_start_from_another_fit_ends_at_the_same_minimum()
    {
        foreach (var labelCount in new[] { 2, 3 })
        {
            var (examples, labels) = SampleTables.Gaussians(200, 5, labelCount, distance: 1, seed: 5);
            var recipe = new LogisticRegression { C = 0.1, Tolerance = 1e-18 };
            var cold = recipe.Fit(examples, labels);
            var warm = recipe.Fit(examples, labels, new LogisticRegression { C = 3 }.Fit(examples, labels));
            for (var k = 0; k < labelCount; k++)
                for (var j = 0; j < 5; j++)
                    Assert.Equal(cold.Coefficients[k, j], warm.Coefficients[k, j], 1e-7);

            // From its own end a fit has nothing left to do.
            Assert.True((recipe with { MaxIterations = 1 }).Fit(examples, labels, cold).Converged);
            Assert.False((recipe with { MaxIterations = 1 }).Fit(examples, labels).Converged);
        }
    }

    [Fact]
    public void A_start_of_other_labels_or_columns_is_refused()
    {
        var start = new LogisticRegression().Fit([[1], [2]], ["a", "b"]);
        Assert.Throws<TwofoldException>(() => new LogisticRegression().Fit([[1], [2]], ["a", "c"], start));
        Assert.Throws<TwofoldException>(() => new LogisticRegression().Fit([[1, 2], [2, 3]], ["a", "b"], start));
    }

    [Fact]
    public void A_restored_model_gives_the_same_answers()
    {
        var (examples, labels) = SampleTables.Gaussians(100, 5, labels: 3, distance: 1, seed: 6);
        var model = new LogisticRegression().Fit(examples, labels);
        var restored = new LogisticRegressionModel<int>(model.Labels, model.Coefficients, model.Intercepts);
        Assert.Equal(model.PredictProbabilities(examples), restored.PredictProbabilities(examples));
    }

    [Fact]
    public void Parameters_that_do_not_fit_together_are_refused()
    {
        Assert.Throws<TwofoldException>(() => new LogisticRegressionModel<int>([0, 1], new double[2, 3], [0]));
        Assert.Throws<TwofoldException>(() => new LogisticRegressionModel<int>([0, 1], new double[3, 3], [0, 0]));
        Assert.Throws<TwofoldException>(() => new LogisticRegressionModel<int>([0, 1], new double[,] { { 0 }, { double.NaN } }, [0, 0]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Hyperparameters_out_of_range_are_refused_by_name(double value)
    {
        Assert.StartsWith("C is", Assert.Throws<TwofoldException>(() => new LogisticRegression { C = value }).Message, StringComparison.Ordinal);
        Assert.StartsWith("Tolerance is", Assert.Throws<TwofoldException>(() => new LogisticRegression { Tolerance = value }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_that_are_missing_or_too_large_are_named()
    {
        var recipe = new LogisticRegression();
        var missing = Assert.Throws<TwofoldException>(() => recipe.Fit([[1, 2], [3, double.NaN]], [0, 1]));
        Assert.StartsWith("Row 1, column 1 is NaN", missing.Message, StringComparison.Ordinal);
        var large = Assert.Throws<TwofoldException>(() => recipe.Fit([[1, 2], [3, 1e300]], [0, 1]));
        Assert.StartsWith("Column 1 has numbers too large", large.Message, StringComparison.Ordinal);
        var model = recipe.Fit([[1, 2], [3, 5]], [0, 1]);
        Assert.StartsWith("Row 0, column 1 is", Assert.Throws<TwofoldException>(() => model.Predict([[1, double.NaN]])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_of_other_columns_is_refused_with_both_numbers()
    {
        var model = new LogisticRegression().Fit([[1, 2], [3, 5]], [0, 1]);
        Assert.StartsWith(
            "The table has 3 columns but the model was fitted on 2", Assert.Throws<TwofoldException>(() => model.Predict([[1, 2, 3]])).Message, StringComparison.Ordinal);
        Table none = [];
        Assert.Empty(model.Predict(none));
    }

    // At the minimum the slopes of C Σ −log p + ½‖w‖² are zero: w = C Σ (y − p) x, and Σ (y − p) = 0.
    static void AssertMinimum(LogisticRegressionModel<int> model, Table examples, int[] labels, double c)
    {
        var probabilities = model.PredictProbabilities(examples);
        for (var k = 0; k < model.Labels.Count; k++)
        {
            var residuals = labels.Select((label, i) => (label == model.Labels[k] ? 1 : 0) - probabilities[i, k]).ToArray();
            Assert.Equal(0, residuals.Sum(), 1e-6);
            for (var j = 0; j < model.Columns; j++)
            {
                var terms = residuals.Select((residual, i) => c * residual * examples[i, j]).ToArray();
                Assert.Equal(terms.Sum(), model.Coefficients[k, j], 1e-7 * Math.Max(1, terms.Sum(Math.Abs)));
            }
        }
    }
}
