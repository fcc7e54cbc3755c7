namespace Twofold.Tables.Tests;

public sealed class MultinomialNaiveBayesModelTests : GenerativeTableModelContract
{
    static readonly (Table Examples, int[] Labels) Train = CountTables.Words(6000, 9, seed: 1);
    static readonly MultinomialNaiveBayesModel<int> Fitted = new MultinomialNaiveBayes().Fit(Train.Examples, Train.Labels);

    protected override GenerativeTableModel<int> TableModel => Fitted;

    protected override GenerativeTableModel<int> Restored => StoredModels.RoundTrip(Fitted);

    protected override Table Examples => Train.Examples.Subset([.. Enumerable.Range(0, 200)]);

    protected override int UnknownLabel => 77;

    protected override (int Label, Table Examples) HeldOut => (1, CountTables.Of(1, CountTables.Words(900, 9, seed: 2)));

    // The density is that of rows of one total.
    protected override (IDensity<Table> Model, Table Grid, double CellSize) Grid
    {
        get
        {
            var (examples, labels) = CountTables.Words(90, 3, seed: 3);
            const int total = 12;
            Table grid = (double[][])[.. from a in Enumerable.Range(0, total + 1) from b in Enumerable.Range(0, total + 1 - a) select (double[])[a, b, total - a - b]];
            return (new MultinomialNaiveBayes().Fit(examples, labels), grid, 1);
        }
    }

    protected override IEnumerable<Table> ExtremeExamples => SampleTables.Extremes(columns: 9);

    protected override (double[] Cells, double Width) Range(int column) => ([.. Enumerable.Range(0, 300).Select(count => (double)count)], 1);
}

public sealed class MultinomialNaiveBayesIncrementalTests : TableIncrementalModelContract<MultinomialNaiveBayesModel<int>>
{
    static readonly (Table Examples, int[] Labels) Made = CountTables.Words(240, 5, seed: 4);

    protected override (Table Examples, int[] Labels) Data => Made;

    protected override MultinomialNaiveBayesModel<int> Fit(Table examples, int[] labels, double[]? weights) => new MultinomialNaiveBayes().Fit(examples, labels, weights);
}

public sealed class MultinomialNaiveBayesWithHolesIncrementalTests : TableIncrementalModelContract<MultinomialNaiveBayesModel<int>>
{
    static readonly (Table Examples, int[] Labels) Made = Make();

    protected override (Table Examples, int[] Labels) Data => Made;

    static (Table Examples, int[] Labels) Make()
    {
        var (examples, labels) = CountTables.Words(240, 5, seed: 4);
        return (SampleTables.WithHoles(examples, share: 0.2, seed: 5, from: 60), labels);
    }

    protected override MultinomialNaiveBayesModel<int> Fit(Table examples, int[] labels, double[]? weights) => new MultinomialNaiveBayes().Fit(examples, labels, weights);
}

public sealed class MultinomialNaiveBayesTests : TableRecipeContract
{
    public static TheoryData<string> Oracles => NaiveBayesOracle.Names;

    protected override IClassifierRecipe<Table> Recipe => new MultinomialNaiveBayes();

    protected override Table TwoKinds => (double[][])[.. Enumerable.Range(0, 40).Select(i => (double[])[i % 2 == 0 ? 20 : 1, i % 2 == 0 ? 1 : 20, i % 5])];

    [Theory]
    [MemberData(nameof(Oracles))]
    public void Answers_are_those_of_scikit_learn(string name)
    {
        var oracle = NaiveBayesOracle.Of(name);
        oracle.AssertAnswers("multinomial", oracle.Counts, (answers, weights) =>
            new MultinomialNaiveBayes { Alpha = answers.Alpha, FitPrior = !answers.IsUniform }.Fit(oracle.Counts, oracle.Labels, weights));
    }

    [Fact]
    public void The_likelihood_is_the_multinomial_formula()
    {
        // (2 + 1) / 6, (1 + 1) / 6, (0 + 1) / 6
        var model = new MultinomialNaiveBayes().Fit([[2, 1, 0], [0, 1, 1]], ["a", "b"]);
        Assert.Equal(Math.Log(12 * (3.0 / 6) * (3.0 / 6) * (2.0 / 6) * (1.0 / 6)), model.LogLikelihood([[2, 1, 1]])[0, 0], 1e-12);
    }

    [Fact]
    public void Numbers_between_the_whole_ones_are_taken_as_scikit_learn_takes_them()
    {
        var model = new MultinomialNaiveBayes().Fit([[0.5, 0.1], [0.2, 0.9]], [0, 1]);
        Assert.Equal([0, 1], model.Predict([[0.5, 0.1], [0.2, 0.9]]));
        Assert.All(model.LogDensity([[0.5, 0.1], [20.25, 0]]), density => Assert.True(double.IsFinite(density)));
    }

    [Fact]
    public void Missing_counts_are_as_large_as_the_known_ones_on_average()
    {
        Table full = [[4, 6, 2], [4, 6, 2], [1, 1, 1]];
        Table holed = [[4, double.NaN, 2], [4, 6, double.NaN], [1, 1, 1]];
        var (expected, found) = (new MultinomialNaiveBayes().Fit(full, [0, 0, 1]), new MultinomialNaiveBayes().Fit(holed, [0, 0, 1]));
        for (var j = 0; j < 3; j++)
            Assert.Equal(expected.LogProbabilities[0, j], found.LogProbabilities[0, j], 1e-12);
    }

    [Fact]
    public void Imputed_counts_are_the_mean_of_what_they_could_be()
    {
        var (examples, labels) = CountTables.Words(300, 4, seed: 6);
        var model = new MultinomialNaiveBayes().Fit(examples, labels);
        double[] row = [3, 5, double.NaN, 9];
        Table filled = (double[][])[.. Enumerable.Range(0, 400).Select(count => (double[])[3, 5, count, 9])];
        var density = model.LogDensity(filled);
        var logTotal = LogSpace.LogSumExp(density);
        var mean = density.Select((log, count) => count * Math.Exp(log - logTotal)).Sum();
        Assert.Equal(mean, model.Impute([row])[0, 2], 1e-6 * mean);
    }

    [Fact]
    public void Generated_rows_are_as_large_as_those_of_their_label()
    {
        Table rows = [[1, 2], [3, 0], [3, 4], [5000, 6000], [9000, 3000]];
        var model = new MultinomialNaiveBayes().Fit(rows, [0, 0, 0, 1, 1]);
        var totals = Totals(model.Generate(0, 300, seed: 1));
        Assert.All(totals, total => Assert.True(total is 3 or 7));
        Assert.InRange(totals.Count(total => total == 3), 160, 240);
        Assert.All(Totals(model.Generate(1, 100, seed: 1)), total => Assert.True(total is >= 10_990 and <= 12_030));

        static double[] Totals(Table made) => [.. Enumerable.Range(0, made.Count).Select(i => made[i, 0] + made[i, 1])];
    }

    [Fact]
    public void A_negative_count_is_named_at_the_fit_and_at_the_prediction()
    {
        Assert.StartsWith("Row 1, column 0 is -1", Assert.Throws<TwofoldException>(() => new MultinomialNaiveBayes().Fit([[1], [-1]], [0, 1])).Message, StringComparison.Ordinal);
        var model = new MultinomialNaiveBayes().Fit([[1, 0], [0, 1]], [0, 1]);
        Assert.StartsWith("Row 0, column 1 is -2", Assert.Throws<TwofoldException>(() => model.Predict([[1, -2]])).Message, StringComparison.Ordinal);
        Assert.StartsWith("Row 0, column 0 is", Assert.Throws<TwofoldException>(() => new MultinomialNaiveBayes().Fit([[double.PositiveInfinity], [1]], [0, 1])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_million_columns_of_zeros_and_ten_thousand_labels_have_finite_answers()
    {
        var zeros = Table.FromFlat(new double[2_000_000], 1_000_000);
        Assert.Equal([0.5, 0.5], new MultinomialNaiveBayes().Fit(zeros, [0, 1]).PredictProbabilities(zeros).Row(0).ToArray());
        const int count = 10_000;
        Table rows = (double[][])[.. Enumerable.Range(0, count).Select(i => (double[])[i, count - i])];
        Assert.All(new MultinomialNaiveBayes().Fit(rows, [.. Enumerable.Range(0, count)]).LogDensity(rows.Subset([0, 1, 9999])), density => Assert.True(double.IsFinite(density)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void Alpha_has_to_be_above_zero(double alpha) => Assert.Throws<TwofoldException>(() => new MultinomialNaiveBayes { Alpha = alpha });

    [Fact]
    public void A_restored_model_makes_the_same_rows_and_learns_on()
    {
        var (examples, labels) = CountTables.Words(90, 5, seed: 7);
        var holed = SampleTables.WithHoles(examples, share: 0.1, seed: 8, from: 30);
        var model = new MultinomialNaiveBayes { Alpha = 0.5, FitPrior = false }.Fit(holed, labels);
        var restored = StoredModels.RoundTrip(model);
        Assert.Equal(model.Prior, restored.Prior);
        Assert.Equal(model.Generate(1, 20, seed: 1).Values, restored.Generate(1, 20, seed: 1).Values);
        Assert.Equal(model.FitIncrementally(holed, labels).LogProbabilities, restored.FitIncrementally(holed, labels).LogProbabilities);
        Assert.Equal(1.0 / 3, restored.FitIncrementally(holed.Subset([0]), [0]).Prior[0], 1e-15);
    }

    [Fact]
    public void Parameters_that_do_not_fit_together_are_refused()
    {
        Assert.Equal([0.75, 0.25], new MultinomialNaiveBayesModel<int>([0, 1], [3, 1], new double[,] { { 1, 2 }, { 3, 4 } }).Prior);
        Assert.Throws<TwofoldException>(() => new MultinomialNaiveBayesModel<int>([0, 1], [1, 1], new double[,] { { 1, 2 } }));
        Assert.Throws<TwofoldException>(() => new MultinomialNaiveBayesModel<int>([0, 1], [1, 1], new double[,] { { 1, -2 }, { 1, 1 } }));
        Assert.Throws<TwofoldException>(() => new MultinomialNaiveBayesModel<int>([0, 1], [1, 1], new double[,] { { 1, double.NaN }, { 1, 1 } }));
    }
}

public sealed class ComplementNaiveBayesModelTests : TableClassifierContract
{
    static readonly (Table Examples, int[] Labels) Train = CountTables.Words(300, 9, seed: 1);

    protected override (IClassifier<Table, int> Model, Table Examples) Subject => (new ComplementNaiveBayes().Fit(Train.Examples, Train.Labels), Train.Examples);

    protected override IEnumerable<Table> ExtremeExamples => SampleTables.Extremes(columns: 9);
}

public sealed class ComplementNaiveBayesIncrementalTests : TableIncrementalModelContract<ComplementNaiveBayesModel<int>>
{
    static readonly (Table Examples, int[] Labels) Made = CountTables.Words(240, 5, seed: 4);

    protected override (Table Examples, int[] Labels) Data => Made;

    protected override ComplementNaiveBayesModel<int> Fit(Table examples, int[] labels, double[]? weights) => new ComplementNaiveBayes { Norm = true }.Fit(examples, labels, weights);
}

public sealed class ComplementNaiveBayesTests : TableRecipeContract
{
    public static TheoryData<string> Oracles => NaiveBayesOracle.Names;

    protected override IClassifierRecipe<Table> Recipe => new ComplementNaiveBayes();

    protected override Table TwoKinds => (double[][])[.. Enumerable.Range(0, 40).Select(i => (double[])[i % 2 == 0 ? 20 : 1, i % 2 == 0 ? 1 : 20, i % 5])];

    [Theory]
    [MemberData(nameof(Oracles))]
    public void Answers_are_those_of_scikit_learn(string name)
    {
        var oracle = NaiveBayesOracle.Of(name);
        oracle.AssertAnswers("complement", oracle.Counts, (answers, weights) =>
            new ComplementNaiveBayes { Alpha = answers.Alpha, Norm = answers.IsNormed }.Fit(oracle.Counts, oracle.Labels, weights));
    }

    [Fact]
    public void A_missing_count_adds_nothing_to_any_score()
    {
        var (examples, labels) = CountTables.Words(60, 4, seed: 9);
        var model = new ComplementNaiveBayes().Fit(examples, labels);
        var (expected, found) = (model.DecisionFunction([[3, 0, 5, 1]]), model.DecisionFunction([[3, double.NaN, 5, 1]]));
        for (var k = 0; k < 3; k++)
            Assert.Equal(expected[0, k], found[0, k], 1e-12);
        Assert.Equal(model.Predict([[3, 0, 5, 1]])[0], model.Predict([3, double.NaN, 5, 1]));
    }

    [Fact]
    public void A_row_alone_gets_the_probabilities_that_it_gets_in_a_table()
    {
        var (examples, labels) = CountTables.Words(60, 4, seed: 9);
        var model = new ComplementNaiveBayes().Fit(examples, labels);
        var (together, alone) = (model.PredictProbabilities(examples), new double[3]);
        for (var i = 0; i < examples.Count; i++)
        {
            model.PredictProbabilities(examples.Row(i), alone);
            Assert.Equal(together.Row(i).ToArray(), alone, (a, b) => Math.Abs(a - b) < 1e-12);
        }

        Assert.Throws<TwofoldException>(() => model.PredictProbabilities([1, 2, 3], new double[3]));
        Assert.Throws<TwofoldException>(() => model.PredictProbabilities([1, 2, 3, 4], new double[2]));
    }

    [Fact]
    public void A_restored_model_gives_the_same_answers_and_learns_on()
    {
        var (examples, labels) = CountTables.Words(90, 5, seed: 7);
        var model = new ComplementNaiveBayes { Alpha = 0.5, Norm = true }.Fit(examples, labels);
        var restored = StoredModels.RoundTrip(model);
        Assert.Equal(model.DecisionFunction(examples), restored.DecisionFunction(examples));
        Assert.Equal(model.Merge(model).FeatureWeights, restored.FitIncrementally(examples, labels).FeatureWeights);
        Assert.Throws<TwofoldException>(() => model.Merge(new ComplementNaiveBayes { Alpha = 0.5 }.Fit(examples, labels)));
    }

    [Fact]
    public void A_single_column_says_nothing() =>
        Assert.Equal([0.5, 0.5], new ComplementNaiveBayes { Norm = true }.Fit([[1], [5]], [0, 1]).PredictProbabilities([[3]]).Row(0).ToArray());
}
