namespace Twofold.Tables.Tests;

public sealed class CategoricalNaiveBayesModelTests : GenerativeTableModelContract
{
    static readonly (Table Examples, int[] Labels) Train = CountTables.Categories(6000, 12, seed: 1);
    static readonly CategoricalNaiveBayesModel<int> Fitted = new CategoricalNaiveBayes().Fit(Train.Examples, Train.Labels);

    protected override GenerativeTableModel<int> TableModel => Fitted;

    protected override GenerativeTableModel<int> Restored => StoredModels.RoundTrip(Fitted);

    protected override Table Examples => Train.Examples.Subset([.. Enumerable.Range(0, 200)]);

    protected override int UnknownLabel => 77;

    protected override (int Label, Table Examples) HeldOut => (1, CountTables.Of(1, CountTables.Categories(900, 12, seed: 2)));

    protected override (IDensity<Table> Model, Table Grid, double CellSize) Grid
    {
        get
        {
            var (examples, labels) = CountTables.Categories(90, 2, seed: 3);
            Table grid = (double[][])[.. from a in Enumerable.Range(0, 5) from b in Enumerable.Range(0, 5) select (double[])[a, b]];
            return (new CategoricalNaiveBayes().Fit(examples, labels), grid, 1);
        }
    }

    protected override IEnumerable<Table> ExtremeExamples => SampleTables.Extremes(columns: 12);

    protected override (double[] Cells, double Width) Range(int column) => ([0, 1, 2, 3, 4], 1);
}

public sealed class CategoricalNaiveBayesIncrementalTests : TableIncrementalModelContract<CategoricalNaiveBayesModel<int>>
{
    static readonly (Table Examples, int[] Labels) Made = Make();

    protected override (Table Examples, int[] Labels) Data => Made;

    static (Table Examples, int[] Labels) Make()
    {
        var (examples, labels) = CountTables.Categories(240, 5, seed: 4);
        return (SampleTables.WithHoles(examples, share: 0.2, seed: 5, from: 60), labels);
    }

    protected override CategoricalNaiveBayesModel<int> Fit(Table examples, int[] labels, double[]? weights) => new CategoricalNaiveBayes().Fit(examples, labels, weights);
}

public sealed class CategoricalNaiveBayesTests : TableRecipeContract
{
    public static TheoryData<string> Oracles => NaiveBayesOracle.Names;

    protected override IClassifierRecipe<Table> Recipe => new CategoricalNaiveBayes();

    protected override Table TwoKinds => (double[][])[.. Enumerable.Range(0, 40).Select(i => (double[])[i % 2, 1 - (i % 2), i % 5])];

    [Theory]
    [MemberData(nameof(Oracles))]
    public void Answers_are_those_of_scikit_learn(string name)
    {
        var oracle = NaiveBayesOracle.Of(name);
        oracle.AssertAnswers("categorical", oracle.Counts, (answers, weights) =>
            new CategoricalNaiveBayes { Alpha = answers.Alpha }.Fit(oracle.Counts, oracle.Labels, weights));
    }

    [Fact]
    public void Categories_by_name_are_learned_filled_in_and_made()
    {
        var table = new TableBuilder()
            .Categories("color", ["red", "red", "blue", "blue", "red", null])
            .Categories("size", ["s", "s", "l", "l", "s", "l"]).ToTable();
        var model = new CategoricalNaiveBayes().Fit(table, ["a", "a", "b", "b", "a", "b"]);
        Assert.Equal(["a", "b"], model.Predict(new TableBuilder().Categories("size", ["s", "l"]).Categories("color", ["red", "blue"]).ToTable()));
        Assert.Equal("blue", model.Impute(table).Text(5, 0));
        var made = model.Generate("a", 30, seed: 1);
        Assert.Equal(["color", "size"], made.Schema.Select(column => column.Name));
        Assert.Contains(made.Text(0, 0), (string[])["red", "blue"]);

        // (0 + 1) / (2 + 2)
        Assert.Equal(0.25, model.Probabilities(0)[1, 1], 1e-15);
        var exception = Assert.Throws<TwofoldException>(() => model.Predict(new TableBuilder().Categories("color", ["green"]).Categories("size", ["s"]).ToTable()));
        Assert.Contains("column 'color' is 'green'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_category_that_comes_late_is_learned_as_if_it_had_been_there()
    {
        var late = new CategoricalNaiveBayes().Fit([[0, 1], [1, 0]], [0, 1]).FitIncrementally([[3, 0]], [1]);
        var whole = new CategoricalNaiveBayes().Fit([[0, 1], [1, 0], [3, 0]], [0, 1, 1]);
        Assert.Equal(whole.Probabilities(0), late.Probabilities(0));
        Assert.Equal(whole.Probabilities(1), late.Probabilities(1));
    }

    [Fact]
    public void What_is_no_category_is_named()
    {
        Assert.StartsWith("Row 1, column 0 is 0.5", Assert.Throws<TwofoldException>(() => new CategoricalNaiveBayes().Fit([[1], [0.5]], [0, 1])).Message, StringComparison.Ordinal);
        Assert.StartsWith("Row 0, column 0 is -1", Assert.Throws<TwofoldException>(() => new CategoricalNaiveBayes().Fit([[-1], [0]], [0, 1])).Message, StringComparison.Ordinal);
        Assert.StartsWith("Row 0, column 0 is 1E+30", Assert.Throws<TwofoldException>(() => new CategoricalNaiveBayes().Fit([[1e30], [0]], [0, 1])).Message, StringComparison.Ordinal);
        var model = new CategoricalNaiveBayes().Fit([[0], [1], [2]], [0, 1, 1]);
        Assert.StartsWith("Row 1, column 0 is 3, where the model knows the categories 0 to 2", Assert.Throws<TwofoldException>(() => model.Predict([[1], [3]])).Message, StringComparison.Ordinal);
        var texts = new TableBuilder().Texts("comment", ["good", "bad"]).ToTable();
        Assert.StartsWith("Column 'comment' is of text", Assert.Throws<TwofoldException>(() => new CategoricalNaiveBayes().Fit(texts, [0, 1])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_restored_model_makes_the_same_rows_and_learns_on()
    {
        var (examples, labels) = CountTables.Categories(90, 5, seed: 7);
        var model = new CategoricalNaiveBayes { Alpha = 0.5 }.Fit(examples, labels);
        var restored = StoredModels.RoundTrip(model);
        Assert.Equal(model.Generate(1, 20, seed: 1).Values, restored.Generate(1, 20, seed: 1).Values);
        Assert.Equal(model.FitIncrementally(examples, labels).Probabilities(2), restored.FitIncrementally(examples, labels).Probabilities(2));
    }

    [Fact]
    public void Parameters_that_do_not_fit_together_are_refused()
    {
        Assert.Equal(0.5, new CategoricalNaiveBayesModel<int>([0, 1], [2, 2], [new double[,] { { 1, 1 }, { 0, 2 } }]).Probabilities(0)[0, 0]);
        Assert.Throws<TwofoldException>(() => new CategoricalNaiveBayesModel<int>([0, 1], [1, 1], [new double[,] { { 1, 1 } }]));
        Assert.Throws<TwofoldException>(() => new CategoricalNaiveBayesModel<int>([0, 1], [1, 1], [new double[,] { { 1, -1 }, { 1, 1 } }]));
    }
}
