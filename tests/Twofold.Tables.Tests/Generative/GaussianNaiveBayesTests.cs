namespace Twofold.Tables.Tests;

public sealed class GaussianNaiveBayesModelTests : GenerativeTableModelContract
{
    static readonly Table Train = Independent(6000, seed: 1).Examples;
    static readonly GaussianNaiveBayesModel<int> Fitted = new GaussianNaiveBayes().Fit(Train, Independent(6000, seed: 1).Labels);

    protected override GenerativeTableModel<int> TableModel => Fitted;

    protected override GenerativeTableModel<int> Restored => StoredModels.RoundTrip(Fitted);

    protected override Table Examples => Train.Subset([.. Enumerable.Range(0, 200)]);

    protected override int UnknownLabel => 77;

    protected override (int Label, Table Examples) HeldOut
    {
        get
        {
            var (examples, labels) = Independent(900, seed: 2);
            return (1, examples.Subset([.. Enumerable.Range(0, 900).Where(i => labels[i] == 1)]));
        }
    }

    protected override (IDensity<Table> Model, Table Grid, double CellSize) Grid
    {
        get
        {
            var (examples, labels) = SampleTables.Gaussians(90, 2, labels: 3, distance: 2, seed: 3);
            const double from = -12, to = 16, step = 0.1;
            var ticks = Enumerable.Range(0, (int)((to - from) / step)).Select(i => from + (i * step)).ToArray();
            Table grid = (double[][])[.. ticks.SelectMany(a => ticks.Select(b => (double[])[a, b]))];
            return (new GaussianNaiveBayes().Fit(examples, labels), grid, step * step);
        }
    }

    protected override IEnumerable<Table> ExtremeExamples => SampleTables.Extremes(columns: 3);

    protected override (double[] Cells, double Width) Range(int column) => ([.. Enumerable.Range(-1000, 2000).Select(i => i * 0.02)], 0.02);

    // Each label and column has a mean and a spread of its own.
    static (Table Examples, int[] Labels) Independent(int count, ulong seed)
    {
        var random = new SeededRandom(seed);
        int[] labels = [.. Enumerable.Range(0, count).Select(i => i % 3)];
        return ((double[][])[.. labels.Select(k => (double[])[k + random.NextGaussian(), 2 - (k * random.NextGaussian()) - random.NextGaussian(), random.NextGaussian() / (k + 1)])], labels);
    }
}

public sealed class GaussianNaiveBayesIncrementalTests : TableIncrementalModelContract<GaussianNaiveBayesModel<int>>
{
    static readonly (Table Examples, int[] Labels) Made = SampleTables.Gaussians(240, 5, labels: 3, distance: 0.7, seed: 4);

    protected override (Table Examples, int[] Labels) Data => Made;

    protected override GaussianNaiveBayesModel<int> Fit(Table examples, int[] labels, double[]? weights) => new GaussianNaiveBayes().Fit(examples, labels, weights);
}

public sealed class GaussianNaiveBayesWithHolesIncrementalTests : TableIncrementalModelContract<GaussianNaiveBayesModel<int>>
{
    static readonly (Table Examples, int[] Labels) Made = Make();

    protected override (Table Examples, int[] Labels) Data => Made;

    static (Table Examples, int[] Labels) Make()
    {
        var (examples, labels) = SampleTables.Gaussians(240, 5, labels: 3, distance: 0.7, seed: 4);
        return (SampleTables.WithHoles(examples, share: 0.2, seed: 5, from: 60), labels);
    }

    protected override GaussianNaiveBayesModel<int> Fit(Table examples, int[] labels, double[]? weights) => new GaussianNaiveBayes().Fit(examples, labels, weights);
}

public sealed class GaussianNaiveBayesTests : TableRecipeContract
{
    public static TheoryData<string> Oracles => NaiveBayesOracle.Names;

    protected override IClassifierRecipe<Table> Recipe => new GaussianNaiveBayes();

    protected override Table TwoKinds => SampleTables.Gaussians(40, 3, labels: 2, distance: 9, seed: 2).Examples;

    [Theory]
    [MemberData(nameof(Oracles))]
    public void Answers_are_those_of_scikit_learn(string name)
    {
        var oracle = NaiveBayesOracle.Of(name);
        oracle.AssertAnswers("gaussian", oracle.Examples, (answers, weights) =>
        {
            var model = new GaussianNaiveBayes { VarianceSmoothing = answers.Alpha }.Fit(oracle.Examples, oracle.Labels, weights);
            Assert.Equal(answers.Epsilon!.Value, model.Epsilon, 1e-12 * answers.Epsilon.Value);
            for (var k = 0; k < model.Labels.Count; k++)
                for (var j = 0; j < model.Columns; j++)
                {
                    Assert.Equal(answers.Means![k][j], model.Means[k, j], 1e-12 * Math.Abs(model.Means[k, j]));
                    Assert.Equal(answers.Variances![k][j], model.Variances[k, j], 1e-9 * model.Variances[k, j]);
                }

            return model;
        });
    }

    [Fact]
    public void One_dimensional_likelihood_is_the_Gaussian_formula()
    {
        var model = new GaussianNaiveBayes { VarianceSmoothing = 0 }.Fit([[0], [2], [10], [14]], [0, 0, 1, 1]);
        var likelihood = model.LogLikelihood([[3]]);

        // Means 1 and 12, variances 1 and 4.
        Assert.Equal(-0.5 * (4 + Math.Log(2 * Math.PI)), likelihood[0, 0], 1e-12);
        Assert.Equal(-0.5 * ((81.0 / 4) + Math.Log(2 * Math.PI * 4)), likelihood[0, 1], 1e-12);
    }

    [Theory]
    [InlineData(1e9, 200_000)]
    [InlineData(-1e9, 1000)]
    [InlineData(0, 1000)]
    public void A_mean_far_from_zero_costs_no_digits_of_the_variance(double mean, int count)
    {
        // −1 and 1 in turn around the mean: the variance is exactly 1.
        double[][] rows = [.. Enumerable.Range(0, count).Select(i => (double[])[mean + (i % 4 < 2 ? 1 : -1), mean - (i % 4 < 2 ? 1 : -1)])];
        var model = new GaussianNaiveBayes { VarianceSmoothing = 0 }.Fit(rows, [.. Enumerable.Range(0, count).Select(i => i % 2)]);
        foreach (var variance in model.Variances)
            Assert.Equal(1, variance, 1e-9);
        foreach (var found in model.Means)
            Assert.Equal(mean, found, 1e-7);
    }

    [Fact]
    public void An_outlier_in_the_first_row_of_one_label_costs_the_others_no_digits()
    {
        double[][] rows = [[1e12], .. Enumerable.Range(0, 1000).Select(i => (double[])[i % 4 < 2 ? 1 : -1])];
        var model = new GaussianNaiveBayes { VarianceSmoothing = 0 }.Fit(rows, [0, .. Enumerable.Range(0, 1000).Select(i => i % 2)]);
        Assert.Equal(1, model.Variances[1, 0], 1e-12);
    }

    [Fact]
    public void A_row_that_counts_next_to_nothing_costs_no_digits()
    {
        double[][] rows = [[1e12], .. Enumerable.Range(0, 1000).Select(i => (double[])[i % 4 < 2 ? 1 : -1])];
        double[] weights = [1e-40, .. Enumerable.Repeat(1.0, 1000)];
        var model = new GaussianNaiveBayes { VarianceSmoothing = 0 }.Fit(rows, [0, .. Enumerable.Range(0, 1000).Select(i => i % 2)], weights);
        Assert.Equal(1, model.Variances[0, 0], 1e-9);
    }

    [Fact]
    public void Float32_rows_have_the_answers_of_the_same_numbers_in_float64()
    {
        var (examples, labels) = SampleTables.Gaussians(5000, 7, labels: 3, distance: 1, seed: 6);
        float[] narrow = [.. examples.Values.ToArray().Select(value => (float)value)];
        double[] wide = [.. narrow.Select(value => (double)value)];
        var expected = new GaussianNaiveBayes().Fit(Table.FromFlat(wide, 7), labels);
        var found = new GaussianNaiveBayes().Fit(Table.FromFlat(narrow, 7), labels);
        Assert.Equal(expected.Variances, found.Variances);
        Assert.Equal(expected.LogLikelihood(Table.FromFlat(wide, 7)), found.LogLikelihood(Table.FromFlat(narrow, 7)));
    }

    [Fact]
    public void A_missing_cell_is_left_out_of_its_column_and_of_the_product()
    {
        Table holes = [[0, 5], [2, double.NaN], [double.NaN, 7], [10, 1], [14, 3], [double.NaN, double.NaN]];
        var model = new GaussianNaiveBayes { VarianceSmoothing = 0 }.Fit(holes, [0, 0, 0, 1, 1, 1]);
        Assert.Equal(new double[,] { { 1, 6 }, { 12, 2 } }, model.Means);
        Assert.Equal(new double[,] { { 1, 1 }, { 4, 1 } }, model.Variances);
        Assert.Equal([3, 3], model.LabelWeights);

        var first = new GaussianNaiveBayes { VarianceSmoothing = 0 }.Fit([[0], [2], [10], [14]], [0, 0, 1, 1]);
        var (expected, found) = (first.LogLikelihood([[3]]), model.LogLikelihood([[3, double.NaN]]));
        Assert.Equal(expected[0, 0], found[0, 0], 1e-12);
        Assert.Equal(expected[0, 1], found[0, 1], 1e-12);
        Assert.Equal(0, model.LogLikelihood([[double.NaN, double.NaN]])[0, 1]);
    }

    [Fact]
    public void Marginalizing_is_integrating_over_the_missing_cell()
    {
        var (examples, labels) = SampleTables.Gaussians(300, 2, labels: 2, distance: 1, seed: 7);
        var model = new GaussianNaiveBayes().Fit(examples, labels);
        const double step = 0.01;
        Table grid = (double[][])[.. Enumerable.Range(-1200, 2400).Select(i => (double[])[0.3, i * step])];
        Assert.Equal(model.LogDensity(grid).Sum(density => Math.Exp(density) * step), Math.Exp(model.LogDensity([[0.3, double.NaN]])[0]), 1e-6);
    }

    [Fact]
    public void A_column_that_a_label_never_shows_says_little_about_it_and_one_that_nobody_shows_is_named()
    {
        Table holes = [[0, 5], [2, 6], [10, double.NaN], [14, double.NaN]];
        var model = new GaussianNaiveBayes().Fit(holes, [0, 0, 1, 1]);
        Assert.Equal(5.5, model.Means[1, 1]);
        Assert.True(double.IsFinite(model.LogDensity([[1, 5]])[0]));

        Table nobody = [[0, double.NaN], [2, double.NaN], [10, double.NaN]];
        Assert.Equal("No example has a number in column 1: leave the column out.", Assert.Throws<TwofoldException>(() => new GaussianNaiveBayes().Fit(nobody, [0, 0, 1])).Message);
    }

    [Fact]
    public void Imputing_fills_in_what_is_expected_and_leaves_the_rest()
    {
        var model = new GaussianNaiveBayes().Fit([[0, 5], [2, 7], [100, 1], [104, 3]], [0, 0, 1, 1]);
        var filled = model.Impute([[1, double.NaN], [102, double.NaN], [1, 9]]);
        Assert.Equal([1, 6], filled.Row(0).ToArray());
        Assert.Equal([102, 2], filled.Row(1).ToArray());
        Assert.Equal([1, 9], filled.Row(2).ToArray());

        // Of two labels as likely as each other the mean of both.
        Assert.Equal(4, model.Impute([[double.NaN, double.NaN]])[0, 1], 1e-12);
    }

    [Fact]
    public void A_given_prior_is_kept_by_all_that_follows_and_refuses_new_labels()
    {
        var (examples, labels) = SampleTables.Gaussians(90, 2, labels: 3, distance: 1, seed: 8);
        var model = new GaussianNaiveBayes { Prior = [3, 1, 1] }.Fit(examples, labels);
        Assert.Equal([0.6, 0.2, 0.2], model.Prior, (a, b) => Math.Abs(a - b) < 1e-15);
        Assert.Equal(model.Prior, model.FitIncrementally([[1, 2]], [2]).Prior);
        Assert.Contains("3 labels and there are now 4", Assert.Throws<TwofoldException>(() => model.FitIncrementally([[1, 2]], [3])).Message, StringComparison.Ordinal);
        Assert.Contains("2 prior weights but 3 labels", Assert.Throws<TwofoldException>(() => new GaussianNaiveBayes { Prior = [1, 1] }.Fit(examples, labels)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Models_of_other_columns_or_another_recipe_are_not_merged()
    {
        var model = new GaussianNaiveBayes().Fit([[0], [2], [10], [14]], [0, 0, 1, 1]);
        Assert.Contains("other columns, 1 and 2", Assert.Throws<TwofoldException>(() => model.Merge(new GaussianNaiveBayes().Fit([[0, 1], [2, 3]], [0, 1]))).Message, StringComparison.Ordinal);
        Assert.Contains("VarianceSmoothing", Assert.Throws<TwofoldException>(() => model.Merge(new GaussianNaiveBayes { VarianceSmoothing = 1 }.Fit([[0], [2]], [0, 1]))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1e30)]
    [InlineData(1e-30)]
    public void Numbers_of_extreme_size_have_finite_answers(double size)
    {
        var (examples, labels) = SampleTables.Gaussians(60, 3, labels: 2, distance: 2, seed: 11);
        var scaled = Table.FromFlat([.. examples.Values.ToArray().Select(value => value * size)], 3);
        var (plain, found) = (new GaussianNaiveBayes().Fit(examples, labels), new GaussianNaiveBayes().Fit(scaled, labels));
        Assert.All(found.LogDensity(scaled), density => Assert.True(double.IsFinite(density)));
        var (expected, actual) = (plain.PredictProbabilities(examples), found.PredictProbabilities(scaled));
        for (var i = 0; i < 60; i++)
            Assert.Equal(expected[i, 0], actual[i, 0], 1e-9);
    }

    [Fact]
    public void Numbers_that_cannot_be_squared_are_named()
    {
        Assert.StartsWith("Column 0 has numbers too large to be squared", Assert.Throws<TwofoldException>(() => new GaussianNaiveBayes().Fit([[1], [1e200], [2], [3]], [0, 0, 1, 1])).Message, StringComparison.Ordinal);
        Assert.StartsWith("Row 1, column 0 is", Assert.Throws<TwofoldException>(() => new GaussianNaiveBayes().Fit([[1], [double.PositiveInfinity], [2]], [0, 0, 1])).Message, StringComparison.Ordinal);
        // Each label alone is constant; only both together cannot be squared.
        Assert.StartsWith("Column 1 has numbers too large to be squared", Assert.Throws<TwofoldException>(() => new GaussianNaiveBayes().Fit([[1, 1e300], [2, -1e300]], [0, 1])).Message, StringComparison.Ordinal);
        var model = new GaussianNaiveBayes().Fit([[0], [2], [10], [14]], [0, 0, 1, 1]);
        Assert.StartsWith("Row 1 has numbers too large", Assert.Throws<TwofoldException>(() => model.Predict([[1], [1e200]])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_constant_column_is_smoothed_and_nothing_but_constants_is_refused()
    {
        var model = new GaussianNaiveBayes().Fit([[7, 0], [7, 2], [7, 10], [7, 14]], [0, 0, 1, 1]);
        Assert.Equal([0, 1], model.Predict([[7, 1], [7, 12]]));
        Assert.All(model.LogDensity([[7, 1], [8, 1]]), density => Assert.True(double.IsFinite(density)));
        var exception = Assert.Throws<TwofoldException>(() => new GaussianNaiveBayes().Fit([[7], [7], [7]], [0, 0, 1]));
        Assert.Contains("label '0' column 0 is constant", exception.Message, StringComparison.Ordinal);
        Assert.Throws<TwofoldException>(() => new GaussianNaiveBayes { VarianceSmoothing = 0 }.Fit([[7, 0], [7, 2], [7, 10], [7, 14]], [0, 0, 1, 1]));
    }

    [Fact]
    public void One_row_of_each_of_ten_thousand_labels_is_enough()
    {
        const int count = 10_000;
        Table rows = (double[][])[.. Enumerable.Range(0, count).Select(i => (double[])[i, -i])];
        var model = new GaussianNaiveBayes().Fit(rows, [.. Enumerable.Range(0, count).Select(i => i.ToString("d5"))]);
        Assert.Equal(["00000", "04711", "09999"], model.Predict([[0, 0], [4711, -4711], [9999, -9999]]));
    }

    [Fact]
    public void A_million_columns_of_zeros_are_refused_by_name()
    {
        var zeros = Table.FromFlat(new double[4_000_000], 1_000_000);
        Assert.Contains("is constant", Assert.Throws<TwofoldException>(() => new GaussianNaiveBayes().Fit(zeros, [0, 0, 1, 1])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_restored_model_gives_the_same_answers_and_learns_on()
    {
        var (examples, labels) = SampleTables.Gaussians(100, 7, labels: 3, distance: 1, seed: 12);
        var holes = SampleTables.WithHoles(examples, share: 0.1, seed: 13, from: 0);
        foreach (var table in new[] { examples, holes })
        {
            var model = new GaussianNaiveBayes { VarianceSmoothing = 0.01 }.Fit(table, labels);
            var restored = StoredModels.RoundTrip(model);
            Assert.Equal(model.LogLikelihood(table), restored.LogLikelihood(table));
            Assert.Equal(model.Prior, restored.Prior);
            Assert.Equal(model.Generate(2, 9, seed: 1).Values, restored.Generate(2, 9, seed: 1).Values);
            Assert.Equal(model.FitIncrementally(table, labels).Variances, restored.FitIncrementally(table, labels).Variances);
        }

        var reweighted = new GaussianNaiveBayes().Fit(examples, labels).WithPrior([1, 2, 3]);
        Assert.Equal(reweighted.Prior, StoredModels.RoundTrip(reweighted).Prior);
    }

    [Fact]
    public void Parameters_that_do_not_fit_together_are_refused()
    {
        double[,] means = { { 0, 0 }, { 1, 1 } };
        var model = new GaussianNaiveBayesModel<int>([0, 1], [3, 1], means, new double[,] { { 1, 2 }, { 3, 4 } }, varianceSmoothing: 0);
        Assert.Equal([0.75, 0.25], model.Prior);
        Assert.Equal(new double[,] { { 1, 2 }, { 3, 4 } }, model.Variances);
        Assert.Throws<TwofoldException>(() => new GaussianNaiveBayesModel<int>([0, 1], [1, 1], means, new double[,] { { 1, 2 } }));
        Assert.Throws<TwofoldException>(() => new GaussianNaiveBayesModel<int>([0, 1], [1], means, means));
        Assert.Throws<TwofoldException>(() => new GaussianNaiveBayesModel<int>([0, 1], [1, 1], means, new double[,] { { 1, -1 }, { 1, 1 } }));
        Assert.Throws<TwofoldException>(() => new GaussianNaiveBayesModel<int>([0, 1], [1, 1], new double[,] { { double.NaN, 0 }, { 1, 1 } }, means));
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Smoothing_out_of_range_is_refused(double smoothing) => Assert.Throws<TwofoldException>(() => new GaussianNaiveBayes { VarianceSmoothing = smoothing });

    [Fact]
    public void Categories_are_refused_by_name()
    {
        var table = new TableBuilder().Numbers("age", [1, 2]).Categories("country", ["x", "y"]).ToTable();
        Assert.StartsWith("Column 'country' is of categories", Assert.Throws<TwofoldException>(() => new GaussianNaiveBayes().Fit(table, [0, 1])).Message, StringComparison.Ordinal);
    }
}
