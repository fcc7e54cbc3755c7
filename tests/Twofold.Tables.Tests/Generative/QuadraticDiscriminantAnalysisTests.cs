namespace Twofold.Tables.Tests;

public sealed class QuadraticDiscriminantAnalysisModelTests : GenerativeTableModelContract
{
    static readonly Table Train = Shapes(6000, seed: 1).Examples;
    static readonly QuadraticDiscriminantAnalysisModel<int> Fitted = new QuadraticDiscriminantAnalysis().Fit(Train, Shapes(6000, seed: 1).Labels);

    protected override GenerativeTableModel<int> TableModel => Fitted;

    protected override GenerativeTableModel<int> Restored => StoredModels.RoundTrip(Fitted);

    protected override Table Examples => Train.Subset([.. Enumerable.Range(0, 200)]);

    protected override int UnknownLabel => 77;

    protected override (int Label, Table Examples) HeldOut
    {
        get
        {
            var (examples, labels) = Shapes(1200, seed: 2);
            return (1, examples.Subset([.. Enumerable.Range(0, 1200).Where(i => labels[i] == 1)]));
        }
    }

    protected override (IDensity<Table> Model, Table Grid, double CellSize) Grid
    {
        get
        {
            var (examples, labels) = Shapes(300, seed: 3);
            return (new QuadraticDiscriminantAnalysis().Fit(examples.Select([0, 1]), labels), SampleTables.Grid(-20, 20, 0.1), 0.01);
        }
    }

    protected override IEnumerable<Table> ExtremeExamples => SampleTables.Extremes(columns: 4);

    protected override (double[] Cells, double Width) Range(int column) => ([.. Enumerable.Range(0, 2000).Select(i => -30 + (0.03 * i))], 0.03);

    // Each label has a covariance of its own.
    static (Table Examples, int[] Labels) Shapes(int count, ulong seed)
    {
        var (examples, labels) = SampleTables.Gaussians(count, 4, labels: 3, distance: 1, seed);
        var values = examples.Values.ToArray();
        for (var i = 0; i < count; i++)
            values[(i * 4) + labels[i]] += 1.5 * values[(i * 4) + 3];
        return (Table.FromFlat(values, 4), labels);
    }
}

public sealed class QuadraticDiscriminantAnalysisIncrementalTests : TableIncrementalModelContract<QuadraticDiscriminantAnalysisModel<int>>
{
    protected override (Table Examples, int[] Labels) Data => SampleTables.Gaussians(240, 5, labels: 3, distance: 0.7, seed: 4);

    protected override QuadraticDiscriminantAnalysisModel<int> Fit(Table examples, int[] labels, double[]? weights) =>
        new QuadraticDiscriminantAnalysis { RegularizationParameter = 0.2 }.Fit(examples, labels, weights);

    [Fact]
    public void Missing_cells_are_refused_by_row_and_column()
    {
        var (examples, labels) = Data;
        var holes = SampleTables.WithHoles(examples, share: 0.2, seed: 5, from: 0);
        var exception = Assert.Throws<TwofoldException>(() => Fit(examples, labels, null).FitIncrementally(holes, labels, cancellation: TestContext.Current.CancellationToken));
        Assert.StartsWith("Row ", exception.Message, StringComparison.Ordinal);
        Assert.Throws<TwofoldException>(() => Fit(holes, labels, null).Merge(Fit(examples, labels, null)));
    }

    [Fact]
    public void Models_of_other_recipes_are_not_merged()
    {
        var (examples, labels) = Data;
        var exception = Assert.Throws<TwofoldException>(() => Fit(examples, labels, null).Merge(new QuadraticDiscriminantAnalysis().Fit(examples, labels)));
        Assert.Contains("0.2 and 0", exception.Message, StringComparison.Ordinal);
    }
}

public sealed class QuadraticDiscriminantAnalysisTests : TableRecipeContract
{
    public static TheoryData<string> Oracles => GaussianOracle.Names;

    protected override IClassifierRecipe<Table> Recipe => new QuadraticDiscriminantAnalysis();

    protected override Table TwoKinds => SampleTables.Gaussians(40, 3, labels: 2, distance: 9, seed: 2).Examples;

    [Theory]
    [MemberData(nameof(Oracles))]
    public void Probabilities_are_those_of_scikit_learn(string name)
    {
        var oracle = GaussianOracle.Of(name);
        oracle.AssertAnswers("quadratic", (answers, weights) =>
            new QuadraticDiscriminantAnalysis { RegularizationParameter = answers.Amount ?? 0, Prior = answers.Prior }.Fit(oracle.Examples, oracle.Labels, weights));
    }

    [Fact]
    public void Columns_a_thousand_million_from_zero_keep_nine_digits()
    {
        var (examples, labels) = SampleTables.Gaussians(4000, 5, labels: 2, distance: 0.5, seed: 1);
        var far = SampleTables.Moved(examples, 1e9);

        // What rounding to a double at 1e9 leaves of the numbers, brought back near zero: the very same rows.
        var near = SampleTables.Moved(far, -1e9);
        var (expected, found) = (new QuadraticDiscriminantAnalysis().Fit(near, labels), new QuadraticDiscriminantAnalysis().Fit(far, labels));
        for (var k = 0; k < 2; k++)
            for (var i = 0; i < 5; i++)
                for (var j = 0; j <= i; j++)
                    Assert.Equal(expected.CholeskyFactors[k][i, j], found.CholeskyFactors[k][i, j], 1e-9);
        var (left, right) = (expected.PredictProbabilities(near), found.PredictProbabilities(far));
        for (var i = 0; i < left.GetLength(0); i++)
            Assert.Equal(left[i, 0], right[i, 0], 1e-6); // The means themselves are only known to 1e-7 there.
    }

    [Fact]
    public void A_first_row_far_from_all_others_costs_no_digits()
    {
        var (examples, labels) = SampleTables.Gaussians(4000, 3, labels: 2, distance: 0.5, seed: 1);
        var values = examples.Values.ToArray();
        for (var i = 0; i < 6; i++)
            values[i] = 1e9;
        double[] weights = [.. labels.Select((_, i) => i < 2 ? 0.0 : 1)];
        var expected = new QuadraticDiscriminantAnalysis().Fit(examples.Subset([.. Enumerable.Range(2, 3998)]), labels[2..]);
        var found = new QuadraticDiscriminantAnalysis().Fit(Table.FromFlat(values, 3), labels, weights);
        for (var i = 0; i < 3; i++)
            Assert.Equal(expected.CholeskyFactors[0][i, i], found.CholeskyFactors[0][i, i], 1e-12);
    }

    [Fact]
    public void A_singular_covariance_is_named_by_label_and_column_with_what_to_do()
    {
        var table = new TableBuilder().Numbers("age", [1, 2, 3, 4, 5, 9]).Numbers("pixel", [1, 2, 5, 7, 7, 7]).ToTable();
        string[] labels = ["cat", "cat", "cat", "dog", "dog", "dog"];
        var exception = Assert.Throws<TwofoldException>(() => new QuadraticDiscriminantAnalysis().Fit(table, labels));
        Assert.Contains("'dog'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("column 'pixel'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("RegularizationParameter", exception.Message, StringComparison.Ordinal);
        Assert.All(new QuadraticDiscriminantAnalysis { RegularizationParameter = 0.1 }.Fit(table, labels).LogDensity(table), density => Assert.True(double.IsFinite(density)));
    }

    [Fact]
    public void One_row_of_a_label_is_refused_by_name()
    {
        var exception = Assert.Throws<TwofoldException>(() => new QuadraticDiscriminantAnalysis().Fit([[1, 2], [2, 4], [3, 5], [7, 7]], [0, 0, 0, 1]));
        Assert.Contains("The label '1'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_too_wide_for_a_covariance_is_refused_with_the_memory_that_it_would_take()
    {
        var table = Table.FromFlat(new double[4 * 100_000], 100_000);
        int[] labels = [0, 0, 1, 1];
        foreach (var recipe in new IClassifierRecipe<Table>[] { new QuadraticDiscriminantAnalysis(), new LinearDiscriminantAnalysis(), new GaussianMixtureClassifier() })
            Assert.Contains("GB", Assert.Throws<TwofoldException>(() => recipe.Fit(table, labels)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ten_thousand_labels_are_learned()
    {
        const int labels = 10_000;
        var random = new SeededRandom(3);
        var table = Table.FromFlat([.. Enumerable.Range(0, labels * 3).SelectMany(i => (double[])[(i % labels) + (0.1 * random.NextGaussian()), random.NextGaussian()])], 2);
        int[] codes = [.. Enumerable.Range(0, labels * 3).Select(i => i % labels)];
        var model = new QuadraticDiscriminantAnalysis { RegularizationParameter = 0.01 }.Fit(table, codes);
        var predicted = model.Predict(table.Subset([.. Enumerable.Range(0, 50)]));
        Assert.Equal(50, predicted.Length);
        Assert.All(model.LogDensity(table.Subset([0, 1, 2])), density => Assert.True(double.IsFinite(density)));
    }

    [Fact]
    public void Missing_cells_are_learned_with_as_the_likeliest_parameters_have_it()
    {
        // One pattern with a closed form (Little and Rubin, 7.2): the second column is missing in some rows. The first column's mean and variance
        // are of all rows, the second's regression on it of the complete ones.
        var (examples, labels) = SampleTables.Gaussians(400, 2, labels: 2, distance: 1, seed: 8);
        var values = examples.Values.ToArray();
        for (var i = 0; i < 400; i += 3)
            values[(i * 2) + 1] = double.NaN;
        var table = Table.FromFlat(values, 2);
        var model = new LinearDiscriminantAnalysis().Fit(table, labels);

        var likelihood = KnownLikelihood(model);
        var random = new SeededRandom(4);
        for (var trial = 0; trial < 40; trial++)
        {
            // No parameters near by make what is known likelier.
            var (means, factor) = ((double[,])model.Means.Clone(), (double[,])model.CholeskyFactor.Clone());
            foreach (ref var mean in means.AsFlatSpan())
                mean += 1e-3 * random.NextGaussian();
            for (var i = 0; i < 2; i++)
                for (var j = 0; j <= i; j++)
                    factor[i, j] += 1e-3 * random.NextGaussian();
            Assert.True(KnownLikelihood(new LinearDiscriminantAnalysisModel<int>(model.Labels, means, factor, model.Prior)) < likelihood);
        }

        double KnownLikelihood(LinearDiscriminantAnalysisModel<int> of)
        {
            var each = of.LogLikelihood(table);
            return labels.Select((label, i) => each[i, label]).Sum();
        }
    }

    [Fact]
    public void Missing_cells_leave_the_parameters_near_those_of_complete_rows()
    {
        var (examples, labels) = SampleTables.Gaussians(6000, 4, labels: 3, distance: 1, seed: 8);
        var complete = new QuadraticDiscriminantAnalysis().Fit(examples, labels);
        var model = new QuadraticDiscriminantAnalysis().Fit(SampleTables.WithHoles(examples, share: 0.3, seed: 9, from: 0), labels);
        for (var k = 0; k < 3; k++)
            for (var i = 0; i < 4; i++)
            {
                Assert.Equal(complete.Means[k, i], model.Means[k, i], 0.1);
                for (var j = 0; j <= i; j++)
                    Assert.Equal(complete.CholeskyFactors[k][i, j], model.CholeskyFactors[k][i, j], 0.1);
            }
    }

    [Fact]
    public void Imputing_gives_the_regression_of_the_missing_on_the_known()
    {
        // Label 0: y = 2x + noise; label 1 is far away and has no say.
        var model = new QuadraticDiscriminantAnalysisModel<int>(
            [0, 1], new double[,] { { 1, 2 }, { 1000, 1000 } }, [new double[,] { { 1, 0 }, { 2, 0.5 } }, new double[,] { { 1, 0 }, { 0, 1 } }], [1, 1]);
        var imputed = model.Impute([[3, double.NaN], [double.NaN, 7]]);
        Assert.Equal(6, imputed[0, 1], 1e-12);
        Assert.Equal(1 + (2 / 4.25 * 5), imputed[1, 0], 1e-12);
    }

    [Fact]
    public void The_same_rows_give_the_same_bytes_on_any_number_of_cores()
    {
        var (examples, labels) = SampleTables.Gaussians(20_000, 12, labels: 2, distance: 0.3, seed: 7);
        var first = new QuadraticDiscriminantAnalysis().Fit(examples, labels);
        for (var trial = 0; trial < 3; trial++)
            Assert.Equal(first.CholeskyFactors[1], new QuadraticDiscriminantAnalysis().Fit(examples, labels).CholeskyFactors[1]);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void Regularization_out_of_range_is_refused(double amount) =>
        Assert.Throws<TwofoldException>(() => new QuadraticDiscriminantAnalysis { RegularizationParameter = amount });
}
