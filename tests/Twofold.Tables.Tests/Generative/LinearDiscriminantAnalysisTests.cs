using System.Text.Json;

namespace Twofold.Tables.Tests;

public sealed class LinearDiscriminantAnalysisModelTests : GenerativeTableModelContract
{
    static readonly Table Train = SampleTables.Gaussians(6000, 4, labels: 3, distance: 1, seed: 1).Examples;
    static readonly LinearDiscriminantAnalysisModel<int> Fitted =
        new LinearDiscriminantAnalysis().Fit(Train, SampleTables.Gaussians(6000, 4, labels: 3, distance: 1, seed: 1).Labels);

    protected override GenerativeTableModel<int> TableModel => Fitted;

    protected override GenerativeTableModel<int> Restored => StoredModels.RoundTrip(Fitted);

    protected override Table Examples => Train.Subset([.. Enumerable.Range(0, 200)]);

    protected override int UnknownLabel => 77;

    protected override (int Label, Table Examples) HeldOut
    {
        get
        {
            var (examples, labels) = SampleTables.Gaussians(1200, 4, labels: 3, distance: 1, seed: 2);
            return (1, examples.Subset([.. Enumerable.Range(0, 1200).Where(i => labels[i] == 1)]));
        }
    }

    protected override (IDensity<Table> Model, Table Grid, double CellSize) Grid
    {
        get
        {
            var (examples, labels) = SampleTables.Gaussians(90, 2, labels: 3, distance: 2, seed: 3);
            return (new LinearDiscriminantAnalysis().Fit(examples, labels), SampleTables.Grid(-12, 16, 0.1), 0.01);
        }
    }

    protected override IEnumerable<Table> ExtremeExamples => SampleTables.Extremes(columns: 4);

    protected override (double[] Cells, double Width) Range(int column) => ([.. Enumerable.Range(0, 1000).Select(i => -10 + (0.02 * i))], 0.02);
}

public sealed class LinearDiscriminantAnalysisIncrementalTests : TableIncrementalModelContract<LinearDiscriminantAnalysisModel<int>>
{
    protected override (Table Examples, int[] Labels) Data => SampleTables.Gaussians(240, 5, labels: 3, distance: 0.7, seed: 4);

    protected override LinearDiscriminantAnalysisModel<int> Fit(Table examples, int[] labels, double[]? weights) =>
        new LinearDiscriminantAnalysis { Shrinkage = Shrinkage.Of(0.2), PriorExamples = 3 }.Fit(examples, labels, weights);

    [Fact]
    public void What_cannot_be_learned_in_parts_says_why()
    {
        var (examples, labels) = Data;
        var holes = SampleTables.WithHoles(examples, share: 0.1, seed: 5, from: 0);
        Assert.StartsWith("Row ", Message(() => Fit(examples, labels, null).FitIncrementally(holes, labels)), StringComparison.Ordinal);
        Assert.Contains("missing cells", Message(() => Merged(new LinearDiscriminantAnalysis(), holes)), StringComparison.Ordinal);
        Assert.Contains("Ledoit", Message(() => Merged(new LinearDiscriminantAnalysis { Shrinkage = Shrinkage.LedoitWolf }, examples)), StringComparison.Ordinal);
        Assert.Contains("WithPrior", Message(() => Merged(new LinearDiscriminantAnalysis { Prior = [1, 1, 2] }, examples)), StringComparison.Ordinal);
        Assert.Contains("recipes", Message(() => Fit(examples, labels, null).Merge(new LinearDiscriminantAnalysis().Fit(examples, labels))), StringComparison.Ordinal);

        LinearDiscriminantAnalysisModel<int> Merged(LinearDiscriminantAnalysis recipe, Table table) =>
            recipe.Fit(table, labels).Merge(recipe.Fit(table, labels));

        static string Message(Action learn) => Assert.Throws<TwofoldException>(learn).Message;
    }

    [Fact]
    public void A_model_from_a_file_learns_on_as_the_one_that_was_stored()
    {
        var (examples, labels) = Data;
        var model = Fit(examples, labels, null);
        Assert.Equal(
            model.FitIncrementally(examples, labels, cancellation: TestContext.Current.CancellationToken).LogDensity(examples),
            StoredModels.RoundTrip(model).FitIncrementally(examples, labels, cancellation: TestContext.Current.CancellationToken).LogDensity(examples));
    }
}

public sealed class LinearDiscriminantAnalysisTests : TableRecipeContract
{
    public static TheoryData<string> Oracles => Oracle.Names;

    public static TheoryData<string> GaussianOracles => GaussianOracle.Names;

    protected override IClassifierRecipe<Table> Recipe => new LinearDiscriminantAnalysis();

    protected override Table TwoKinds => SampleTables.Gaussians(40, 3, labels: 2, distance: 9, seed: 2).Examples;

    [Theory]
    [MemberData(nameof(Oracles))]
    public void Probabilities_are_those_of_scikit_learn(string name)
    {
        var oracle = Oracle.Of(name);
        foreach (var expected in oracle.Discriminant)
        {
            var shrinkage = expected.Shrinkage.ValueKind switch
            {
                JsonValueKind.Null => Shrinkage.None,
                JsonValueKind.Number => Shrinkage.Of(expected.Shrinkage.GetDouble()),
                _ => Shrinkage.LedoitWolf,
            };
            var probabilities = new LinearDiscriminantAnalysis { Shrinkage = shrinkage }.Fit(oracle.Examples, oracle.Labels).PredictProbabilities(oracle.Examples);
            for (var i = 0; i < expected.Probabilities.Length; i++)
                for (var k = 0; k < expected.Probabilities[i].Length; k++)
                    Assert.Equal(expected.Probabilities[i][k], probabilities[i, k], Math.Max(1e-14, 1e-9 * expected.Probabilities[i][k]));
        }
    }

    [Theory]
    [MemberData(nameof(GaussianOracles))]
    public void Probabilities_with_a_given_prior_and_coefficients_are_those_of_scikit_learn(string name)
    {
        var oracle = GaussianOracle.Of(name);
        oracle.AssertAnswers("linear", (answers, weights) =>
        {
            var shrinkage = answers.Amount is { } amount ? Shrinkage.Of(amount) : Shrinkage.None;
            var model = new LinearDiscriminantAnalysis { Shrinkage = shrinkage, Prior = answers.Prior }.Fit(oracle.Examples, oracle.Labels, weights);
            for (var k = 0; k < model.Labels.Count; k++)
            {
                // The oracle has nine digits itself only where its own solver has: relative to the greatest.
                var greatest = answers.Coefficients![k].Max(Math.Abs);
                for (var j = 0; j < model.Columns; j++)
                    Assert.Equal(answers.Coefficients[k][j], model.Coefficients[k, j], 1e-8 * greatest);
                Assert.Equal(answers.Intercepts![k], model.Intercepts[k], 1e-8 * Math.Abs(answers.Intercepts[k]));
            }

            return model;
        });
    }

    [Fact]
    public void Its_posterior_is_a_logistic_regression()
    {
        // Gaussians of one covariance: what is quadratic in x is the same for all labels, and what is left is linear.
        foreach (var count in new[] { 2, 3 })
        {
            var (examples, labels) = SampleTables.Gaussians(200, 3, count, distance: 1, seed: 3);
            var twin = new LinearDiscriminantAnalysis().Fit(examples, labels);
            var regression = new LogisticRegressionModel<int>(twin.Labels, twin.Coefficients, twin.Intercepts).PredictProbabilities(examples);
            var posterior = twin.PredictProbabilities(examples);
            for (var i = 0; i < examples.Count; i++)
                for (var k = 0; k < count; k++)
                    Assert.Equal(posterior[i, k], regression[i, k], 1e-11);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Missing_cells_leave_the_covariance_near_that_of_complete_rows(bool shrunk)
    {
        var (examples, labels) = SampleTables.Gaussians(6000, 4, labels: 3, distance: 1, seed: 8);
        var recipe = new LinearDiscriminantAnalysis { Shrinkage = shrunk ? Shrinkage.LedoitWolf : Shrinkage.None };
        var complete = recipe.Fit(examples, labels);
        var model = recipe.Fit(SampleTables.WithHoles(examples, share: 0.3, seed: 9, from: 0), labels);
        for (var i = 0; i < 4; i++)
            for (var j = 0; j <= i; j++)
                Assert.Equal(complete.CholeskyFactor[i, j], model.CholeskyFactor[i, j], 0.05);
    }

    [Fact]
    public void Columns_a_thousand_million_from_zero_and_labels_as_far_apart_keep_nine_digits()
    {
        var (examples, labels) = SampleTables.Gaussians(4000, 5, labels: 2, distance: 0.5, seed: 1);
        var values = examples.Values.ToArray();
        for (var i = 0; i < values.Length; i++)
            values[i] += labels[i / 5] == 0 ? 1e9 : -2e9;
        var near = values.Select((value, i) => value - (labels[i / 5] == 0 ? 1e9 : -2e9)).ToArray();
        var expected = new LinearDiscriminantAnalysis().Fit(Table.FromFlat(near, 5), labels).CholeskyFactor;
        var found = new LinearDiscriminantAnalysis().Fit(Table.FromFlat(values, 5), labels).CholeskyFactor;
        for (var i = 0; i < 5; i++)
            for (var j = 0; j <= i; j++)
                Assert.Equal(expected[i, j], found[i, j], 1e-9);
    }

    [Fact]
    public void Ten_thousand_labels_are_learned_and_a_very_wide_table_with_shrinkage()
    {
        const int labels = 10_000;
        var random = new SeededRandom(3);
        var table = Table.FromFlat([.. Enumerable.Range(0, labels * 2).SelectMany(i => (double[])[i % labels, random.NextGaussian()])], 2);
        var jittered = SampleTables.Moved(table, 0).Values.ToArray();
        foreach (ref var value in jittered.AsSpan())
            value += 0.1 * random.NextGaussian();
        var model = new LinearDiscriminantAnalysis().Fit(Table.FromFlat(jittered, 2), [.. Enumerable.Range(0, labels * 2).Select(i => i % labels)]);
        Assert.All(model.LogDensity(table.Subset([0, 1, 2])), density => Assert.True(double.IsFinite(density)));

        var (wide, few) = SampleTables.Gaussians(10, 700, labels: 2, distance: 1, seed: 5);
        Assert.All(new LinearDiscriminantAnalysis { Shrinkage = Shrinkage.Of(0.5) }.Fit(wide, few).LogDensity(wide), density => Assert.True(double.IsFinite(density)));
    }

    [Fact]
    public void On_its_own_rows_a_logistic_regression_learns_the_same_posterior()
    {
        var (examples, labels) = SampleTables.Gaussians(300, 3, labels: 2, distance: 1, seed: 4);
        var twin = new LinearDiscriminantAnalysis().Fit(examples, labels);
        const int each = 20_000;
        var rows = Table.FromFlat([.. twin.Generate(0, each, seed: 1).Values, .. twin.Generate(1, each, seed: 2).Values], 3);
        var learned = new LogisticRegression().Fit(rows, [.. Enumerable.Range(0, 2 * each).Select(i => i / each)]);
        var (expected, found) = (twin.PredictProbabilities(examples), learned.PredictProbabilities(examples));
        for (var i = 0; i < examples.Count; i++)
            Assert.Equal(expected[i, 1], found[i, 1], 0.02);
    }

    [Fact]
    public void One_dimensional_likelihood_is_the_Gaussian_formula()
    {
        var model = new LinearDiscriminantAnalysis().Fit([[0], [2], [10], [12]], [0, 0, 1, 1]);
        var likelihood = model.LogLikelihood([[3]]);

        // Means 1 and 11, variance 1.
        Assert.Equal(-0.5 * (4 + Math.Log(2 * Math.PI)), likelihood[0, 0], 1e-12);
        Assert.Equal(-0.5 * (64 + Math.Log(2 * Math.PI)), likelihood[0, 1], 1e-12);
        Assert.Equal([0.5, 0.5], model.Prior);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void More_columns_than_rows_and_constant_columns_need_shrinkage_and_then_work(bool wide)
    {
        var random = new SeededRandom(5);
        var examples = wide
            ? SampleTables.Gaussians(20, 100, 2, distance: 1, seed: 5).Examples
            : (double[][])[.. Enumerable.Range(0, 20).Select(_ => (double[])[random.NextGaussian(), random.NextGaussian(), 7])];
        int[] labels = [.. Enumerable.Range(0, examples.Count).Select(i => i % 2)];
        var exception = Assert.Throws<TwofoldException>(() => new LinearDiscriminantAnalysis().Fit(examples, labels));
        Assert.Contains("singular", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Shrinkage", exception.Message, StringComparison.Ordinal);
        foreach (var shrinkage in new[] { Shrinkage.Of(0.1), Shrinkage.LedoitWolf })
        {
            var model = new LinearDiscriminantAnalysis { Shrinkage = shrinkage }.Fit(examples, labels);
            Assert.All(model.LogDensity(examples), density => Assert.True(double.IsFinite(density)));
            Assert.Equal(labels.Length, model.Predict(examples).Length);
        }
    }

    [Fact]
    public void A_singular_covariance_is_named_by_column_with_what_to_do()
    {
        var table = new TableBuilder().Numbers("age", [1, 2, 3, 4]).Numbers("pixel", [7, 7, 7, 7]).ToTable();
        var message = Assert.Throws<TwofoldException>(() => new LinearDiscriminantAnalysis().Fit(table, [0, 0, 1, 1])).Message;
        Assert.Contains("column 'pixel' is constant", message, StringComparison.Ordinal);
        Assert.Contains("LedoitWolf", message, StringComparison.Ordinal);

        // Where no example differs from its label's mean there is nothing to shrink towards.
        var spreadless = Assert.Throws<TwofoldException>(
            () => new LinearDiscriminantAnalysis { Shrinkage = Shrinkage.LedoitWolf }.Fit(table.Subset([0, 3]), [0, 1])).Message;
        Assert.Contains("column 'age'", spreadless, StringComparison.Ordinal);
        Assert.Contains("PriorExamples", spreadless, StringComparison.Ordinal);
        Assert.DoesNotContain("LedoitWolf", spreadless, StringComparison.Ordinal);
    }

    [Fact]
    public void Models_of_one_given_prior_are_told_why_they_cannot_be_merged()
    {
        var (examples, labels) = SampleTables.Gaussians(40, 2, labels: 2, distance: 1, seed: 4);
        var model = new LinearDiscriminantAnalysis { Prior = [0.5, 0.5] }.Fit(examples, labels);
        var other = new LinearDiscriminantAnalysis { Prior = [0.5, 0.5] }.Fit(examples, labels);
        Assert.Contains("WithPrior", Assert.Throws<TwofoldException>(() => model.Merge(other)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_row_of_each_label_has_no_spread_and_is_refused()
    {
        foreach (var shrinkage in new[] { Shrinkage.None, Shrinkage.Of(0.5), Shrinkage.LedoitWolf })
        {
            var exception = Assert.Throws<TwofoldException>(
                () => new LinearDiscriminantAnalysis { Shrinkage = shrinkage }.Fit([[1, 2], [3, 4]], [0, 1]));
            Assert.Contains("singular", exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Numbers_that_are_missing_or_too_large_are_named()
    {
        var recipe = new LinearDiscriminantAnalysis();
        Assert.StartsWith(
            "Row 1, column 0 is", Assert.Throws<TwofoldException>(() => recipe.Fit([[1], [double.PositiveInfinity]], [0, 1])).Message, StringComparison.Ordinal);
        Assert.StartsWith(
            "Column 0 has numbers too large", Assert.Throws<TwofoldException>(() => recipe.Fit([[1], [1e200], [2], [3]], [0, 0, 1, 1])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_restored_model_gives_the_same_answers_and_the_same_rows()
    {
        var (examples, labels) = SampleTables.Gaussians(100, 70, labels: 3, distance: 1, seed: 6);
        var model = new LinearDiscriminantAnalysis().Fit(examples, labels);
        var restored = new LinearDiscriminantAnalysisModel<int>(model.Labels, model.Means, model.CholeskyFactor, model.Prior);
        Assert.Equal(model.LogLikelihood(examples), restored.LogLikelihood(examples));
        Assert.Equal(model.Generate(2, 9, seed: 1).Values, restored.Generate(2, 9, seed: 1).Values);
    }

    [Fact]
    public void Parameters_that_do_not_fit_together_are_refused()
    {
        double[,] means = { { 0, 0 }, { 1, 1 } };
        Assert.Throws<TwofoldException>(() => new LinearDiscriminantAnalysisModel<int>([0, 1], means, new double[,] { { 1 } }, [1, 1]));
        Assert.Throws<TwofoldException>(() => new LinearDiscriminantAnalysisModel<int>([0, 1], means, new double[,] { { 1, 0 }, { 0, 0 } }, [1, 1]));
        Assert.Throws<TwofoldException>(() => new LinearDiscriminantAnalysisModel<int>([0, 1], means, new double[,] { { 1, 2 }, { 0, 1 } }, [1, 1]));
        Assert.Throws<TwofoldException>(() => new LinearDiscriminantAnalysisModel<int>([0, 1, 2], means, new double[,] { { 1, 0 }, { 0, 1 } }, [1, 1, 1]));
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void Shrinkage_out_of_range_is_refused(double amount) => Assert.Throws<TwofoldException>(() => Shrinkage.Of(amount));

    [Fact]
    public void A_prior_of_m_examples_adds_that_much_of_the_identity()
    {
        Table table = [[0, 1], [2, 5], [10, 0], [13, 4]];
        int[] labels = [0, 0, 1, 1];
        var observed = Covariance(new LinearDiscriminantAnalysis { Shrinkage = Shrinkage.Of(0.5) }.Fit(table, labels));
        var withPrior = Covariance(new LinearDiscriminantAnalysis { Shrinkage = Shrinkage.Of(0.5), PriorExamples = 2 }.Fit(table, labels));
        for (var i = 0; i < 2; i++)
            for (var j = 0; j < 2; j++)
                Assert.Equal(((4 * observed[i, j]) + (i == j ? 2 : 0)) / 6, withPrior[i, j], 1e-12);

        static double[,] Covariance(LinearDiscriminantAnalysisModel<int> model)
        {
            var (factor, covariance) = (model.CholeskyFactor, new double[2, 2]);
            for (var i = 0; i < 2; i++)
                for (var j = 0; j < 2; j++)
                    for (var k = 0; k <= Math.Min(i, j); k++)
                        covariance[i, j] += factor[i, k] * factor[j, k];
            return covariance;
        }
    }

    [Fact]
    public void One_example_a_label_is_enough_with_a_prior_and_refused_without()
    {
        Table table = [[0, 1], [2, 5]];
        int[] labels = [0, 1];
        Assert.All(new LinearDiscriminantAnalysis { PriorExamples = 1 }.Fit(table, labels).LogDensity(table), density => Assert.True(double.IsFinite(density)));
        Assert.Throws<TwofoldException>(() => new LinearDiscriminantAnalysis().Fit(table, labels));
    }
}
