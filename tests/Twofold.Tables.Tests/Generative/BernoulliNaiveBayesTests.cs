namespace Twofold.Tables.Tests;

public sealed class BernoulliNaiveBayesModelTests : GenerativeTableModelContract
{
    static readonly (Table Examples, int[] Labels) Train = CountTables.YesAndNo(6000, 30, seed: 1);
    static readonly BernoulliNaiveBayesModel<int> Fitted = new BernoulliNaiveBayes().Fit(Train.Examples, Train.Labels);

    protected override GenerativeTableModel<int> TableModel => Fitted;

    protected override GenerativeTableModel<int> Restored => StoredModels.RoundTrip(Fitted);

    protected override Table Examples => Train.Examples.Subset([.. Enumerable.Range(0, 200)]);

    protected override int UnknownLabel => 77;

    protected override (int Label, Table Examples) HeldOut => (1, CountTables.Of(1, CountTables.YesAndNo(900, 30, seed: 2)));

    protected override (IDensity<Table> Model, Table Grid, double CellSize) Grid
    {
        get
        {
            var (examples, labels) = CountTables.YesAndNo(90, 2, seed: 3);
            return (new BernoulliNaiveBayes().Fit(examples, labels), [[0, 0], [0, 1], [1, 0], [1, 1]], 1);
        }
    }

    protected override IEnumerable<Table> ExtremeExamples => SampleTables.Extremes(columns: 30);

    protected override (double[] Cells, double Width) Range(int column) => ([0, 1], 1);
}

public sealed class BernoulliNaiveBayesIncrementalTests : TableIncrementalModelContract<BernoulliNaiveBayesModel<int>>
{
    static readonly (Table Examples, int[] Labels) Made = Make();

    protected override (Table Examples, int[] Labels) Data => Made;

    static (Table Examples, int[] Labels) Make()
    {
        var (examples, labels) = CountTables.YesAndNo(240, 5, seed: 4);
        return (SampleTables.WithHoles(examples, share: 0.2, seed: 5, from: 60), labels);
    }

    protected override BernoulliNaiveBayesModel<int> Fit(Table examples, int[] labels, double[]? weights) => new BernoulliNaiveBayes().Fit(examples, labels, weights);
}

public sealed class BernoulliNaiveBayesTests : TableRecipeContract
{
    public static TheoryData<string> Oracles => NaiveBayesOracle.Names;

    protected override IClassifierRecipe<Table> Recipe => new BernoulliNaiveBayes();

    protected override Table TwoKinds => (double[][])[.. Enumerable.Range(0, 40).Select(i => (double[])[i % 2, 1 - (i % 2), i % 5 - 2])];

    [Theory]
    [MemberData(nameof(Oracles))]
    public void Answers_are_those_of_scikit_learn(string name)
    {
        var oracle = NaiveBayesOracle.Of(name);
        oracle.AssertAnswers("bernoulli", oracle.Counts, (answers, weights) =>
            new BernoulliNaiveBayes { Alpha = answers.Alpha, Binarize = answers.Binarize ?? 0 }.Fit(oracle.Counts, oracle.Labels, weights));
    }

    [Fact]
    public void What_is_made_is_the_threshold_and_one_more_and_comes_back_as_no_and_yes()
    {
        var model = new BernoulliNaiveBayes { Binarize = 2 }.Fit([[5, 0], [9, 1], [0, 7], [1, 3]], [0, 0, 1, 1]);
        var made = model.Generate(0, 50, seed: 1);
        Assert.All(made.Values.ToArray(), cell => Assert.True(cell is 2 or 3));
        Assert.True(model.Predict(made).Count(label => label == 0) > 30);
        Assert.Equal([3, 2], model.Impute([[double.NaN, 0]]).Row(0).ToArray()[..1].Append(2));
    }

    [Fact]
    public void A_missing_cell_counts_neither_as_yes_nor_as_no()
    {
        var model = new BernoulliNaiveBayes().Fit([[1, double.NaN], [1, 1], [0, double.NaN], [double.NaN, 0]], [0, 0, 1, 1]);
        Assert.Equal(new double[,] { { 3.0 / 4, 2.0 / 3 }, { 1.0 / 3, 1.0 / 3 } }, model.Probabilities);
        Assert.Equal(Math.Log(2.0 / 3), model.LogLikelihood([[double.NaN, 1]])[0, 0], 1e-12);
    }

    [Fact]
    public void A_restored_model_makes_the_same_rows_and_learns_on()
    {
        var (examples, labels) = CountTables.YesAndNo(90, 5, seed: 7);
        var model = new BernoulliNaiveBayes { Alpha = 0.5, Binarize = 0.5, Prior = [1, 2, 3] }.Fit(examples, labels);
        var restored = StoredModels.RoundTrip(model);
        Assert.Equal(model.Prior, restored.Prior);
        Assert.Equal(model.Generate(1, 20, seed: 1).Values, restored.Generate(1, 20, seed: 1).Values);
        Assert.Equal(model.FitIncrementally(examples, labels).Probabilities, restored.FitIncrementally(examples, labels).Probabilities);
        Assert.Throws<TwofoldException>(() => model.Merge(new BernoulliNaiveBayes { Alpha = 0.5 }.Fit(examples, labels)));
    }

    [Fact]
    public void Parameters_that_do_not_fit_together_are_refused()
    {
        Assert.Equal(0.5, new BernoulliNaiveBayesModel<int>([0, 1], [2, 1], new double[,] { { 1 }, { 0 } }).Probabilities[0, 0]);
        Assert.Throws<TwofoldException>(() => new BernoulliNaiveBayesModel<int>([0, 1], [1, 1], new double[,] { { 3 }, { 0 } }));
        Assert.Throws<TwofoldException>(() => new BernoulliNaiveBayes { Binarize = double.NaN });
    }
}
