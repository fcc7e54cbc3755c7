using Twofold.ContractTests;

namespace Twofold.Tables.Tests;

public sealed class MixedNaiveBayesModelTests : GenerativeTableModelContract
{
    static readonly (Table Examples, int[] Labels) Train = MixedTables.Numbers(6000, seed: 1);
    static readonly MixedNaiveBayesModel<int> Fitted = new MixedNaiveBayes().Fit(Train.Examples, Train.Labels);

    protected override GenerativeTableModel<int> TableModel => Fitted;

    protected override GenerativeTableModel<int> Restored => StoredModels.RoundTrip(Fitted);

    protected override Table Examples => Train.Examples.Subset([.. Enumerable.Range(0, 200)]);

    protected override int UnknownLabel => 77;

    protected override (int Label, Table Examples) HeldOut => (1, CountTables.Of(1, MixedTables.Numbers(900, seed: 2)));

    protected override (IDensity<Table> Model, Table Grid, double CellSize) Grid
    {
        get
        {
            var (examples, labels) = MixedTables.Numbers(300, seed: 3);
            const double step = 0.0005;
            Table grid = (double[][])[.. from i in Enumerable.Range(-8000, 20_000) from yes in new[] { 0, 1 } select (double[])[(i + 0.5) * step, yes]];
            return (new MixedNaiveBayes().Fit(examples.Select([2, 3]), labels), grid, step);
        }
    }

    protected override IEnumerable<Table> ExtremeExamples => SampleTables.Extremes(columns: 6);

    protected override (double[] Cells, double Width) Range(int column) => column switch
    {
        0 => Steps(-20, 20, 0.01),
        1 => Steps(0, 400, 0.005),
        2 => Steps(-4, 6, 0.0005),
        3 => ([0, 1], 1),
        _ => ([.. Enumerable.Range(-200, 1000).Select(count => (double)count).Where(count => count >= 0)], 1),
    };

    [Fact]
    public void Each_column_is_found_to_be_of_the_kind_that_it_was_drawn_from() => Assert.Equal(
        [
            ColumnDensityKind.Gaussian, ColumnDensityKind.LogNormal, ColumnDensityKind.Histogram, ColumnDensityKind.Bernoulli, ColumnDensityKind.Poisson,
            ColumnDensityKind.NegativeBinomial,
        ],
        Fitted.Kinds);

    static (double[] Cells, double Width) Steps(double from, double to, double step) =>
        ([.. Enumerable.Range(0, (int)((to - from) / step)).Select(i => from + ((i + 0.5) * step))], step);
}

public sealed class MixedNaiveBayesIncrementalTests : TableIncrementalModelContract<MixedNaiveBayesModel<int>>
{
    static readonly (Table Examples, int[] Labels) Made = Make();

    // A histogram's bins are those of the first part, and by nature others than those of the whole: the other kinds are exact.
    protected override (Table Examples, int[] Labels) Data => Made;

    static (Table Examples, int[] Labels) Make()
    {
        var (examples, labels) = MixedTables.Numbers(240, seed: 4);
        return (SampleTables.WithHoles(examples.Select([0, 1, 3, 4, 5]), share: 0.2, seed: 5, from: 60), labels);
    }

    protected override MixedNaiveBayesModel<int> Fit(Table examples, int[] labels, double[]? weights) => new MixedNaiveBayes
    {
        Kinds = new Dictionary<string, ColumnDensityKind>
        {
            ["0"] = ColumnDensityKind.Gaussian,
            ["1"] = ColumnDensityKind.LogNormal,
            ["3"] = ColumnDensityKind.Poisson,
            ["4"] = ColumnDensityKind.NegativeBinomial,
        },
    }.Fit(examples, labels, weights);
}

public sealed class MixedNaiveBayesTests : TableRecipeContract
{
    protected override IClassifierRecipe<Table> Recipe => new MixedNaiveBayes { Kinds = new Dictionary<string, ColumnDensityKind> { ["0"] = ColumnDensityKind.Gaussian, ["1"] = ColumnDensityKind.Poisson } };

    protected override Table TwoKinds => (double[][])[.. Enumerable.Range(0, 40).Select(i => (double[])[(i % 2 * 9) + (0.3 * (i % 7)), (i % 2 * 20) + (i % 5), i % 3 == 0 ? 1 : 0])];

    public static TheoryData<ColumnDensityKind, int, double> Densities => new()
    {
        { ColumnDensityKind.Gaussian, 0, 0.01 },
        { ColumnDensityKind.LogNormal, 1, 0.005 },
        { ColumnDensityKind.Histogram, 0, 0.001 },
        { ColumnDensityKind.Histogram, 1, 0.001 },
        { ColumnDensityKind.Histogram, 2, 0.001 },
        { ColumnDensityKind.Histogram, 4, 1 },
        { ColumnDensityKind.Histogram, 5, 1 },
        { ColumnDensityKind.Bernoulli, 3, 1 },
        { ColumnDensityKind.Poisson, 4, 1 },
        { ColumnDensityKind.Poisson, 5, 1 },
        { ColumnDensityKind.NegativeBinomial, 4, 1 },
        { ColumnDensityKind.NegativeBinomial, 5, 1 },
    };

    [Theory]
    [InlineData(ColumnDensityKind.Poisson, 1e150, 1e153)]
    [InlineData(ColumnDensityKind.NegativeBinomial, 0, 1e153)]
    [InlineData(ColumnDensityKind.NegativeBinomial, 3, 1e18)]
    [InlineData(ColumnDensityKind.LogNormal, 1e-300, 1e300)]
    [InlineData(ColumnDensityKind.Histogram, -1e300, 1e300)]
    public void Numbers_as_large_as_they_can_be_are_made_and_imputed_in_no_time_and_finite(ColumnDensityKind kind, double least, double most)
    {
        Table examples = (double[][])[.. Enumerable.Range(0, 12).Select(i => (double[])[i % 3 == 0 ? least : most, i % 2])];
        var model = new MixedNaiveBayes { Kinds = new Dictionary<string, ColumnDensityKind> { ["0"] = kind } }.Fit(examples, [.. Enumerable.Range(0, 12).Select(i => i % 2)]);

        foreach (var label in model.Labels)
            HostileNumbers.AssertFinite(Numbers(model.Generate(label, 50, seed: 1, TestContext.Current.CancellationToken)));
        HostileNumbers.AssertFinite(Numbers(model.Impute([[double.NaN, 0], [double.NaN, double.NaN]])));
    }

    [Fact]
    public void Numbers_too_large_for_a_histogram_are_named_with_their_row()
    {
        var recipe = new MixedNaiveBayes { Kinds = new Dictionary<string, ColumnDensityKind> { ["0"] = ColumnDensityKind.Histogram } };
        var exception = Assert.Throws<TwofoldException>(() => recipe.Fit([[0.5], [1], [1e308], [2]], [0, 0, 1, 1]));
        Assert.StartsWith("Row 2, column 0 is 1E+308", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ColumnDensityKind.Gaussian)]
    [InlineData(ColumnDensityKind.Poisson)]
    public void Labels_too_far_apart_to_be_squared_are_named_with_their_column(ColumnDensityKind kind)
    {
        var recipe = new MixedNaiveBayes { Kinds = new Dictionary<string, ColumnDensityKind> { ["1"] = kind } };
        var exception = Assert.Throws<TwofoldException>(() => recipe.Fit([[1, 1e300], [2, 3]], [0, 1]));
        Assert.StartsWith("Column 1 has numbers too large to be squared", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Densities))]
    public void The_density_of_every_kind_sums_to_one_and_is_that_of_what_is_made(ColumnDensityKind kind, int column, double step)
    {
        var (examples, labels) = MixedTables.Numbers(600, seed: 6);
        var model = new MixedNaiveBayes { Kinds = new Dictionary<string, ColumnDensityKind> { [$"{column}"] = kind } }.Fit(examples, labels);
        var from = kind is ColumnDensityKind.Bernoulli or ColumnDensityKind.LogNormal or ColumnDensityKind.Poisson or ColumnDensityKind.NegativeBinomial ? 0.0 : -60;
        var count = (int)((kind == ColumnDensityKind.Bernoulli ? 2 : 400 - from) / step);
        double[] cells = [.. Enumerable.Range(0, count).Select(i => step == 1 ? from + i : from + ((i + 0.5) * step))];
        var rows = new double[cells.Length * 6];
        Array.Fill(rows, double.NaN);
        for (var i = 0; i < cells.Length; i++)
            rows[(i * 6) + column] = cells[i];
        var likelihood = model.LogLikelihood(Table.FromFlat(rows, 6));
        var made = model.Generate(1, 4000, seed: 7);
        var (sum, below) = (0.0, 0.0);
        double median = Enumerable.Range(0, made.Count).Select(i => made[i, column]).Order().ElementAt(made.Count / 2);
        for (var i = 0; i < cells.Length; i++)
        {
            var mass = Math.Exp(likelihood[i, 1]) * step;
            sum += mass;
            below += cells[i] <= median ? mass : 0;
        }

        // The sum over a grid is as exact as its steps at the edges of bins.
        Assert.Equal(1, sum, 2e-3);
        var share = Enumerable.Range(0, made.Count).Count(i => made[i, column] <= median) / (double)made.Count;
        Assert.Equal(share, below, 0.04);
    }

    [Fact]
    public void An_ordinary_table_is_learned_and_made_again_with_its_columns()
    {
        var (table, labels) = MixedTables.Ordinary(600, seed: 8);
        var model = new MixedNaiveBayes().Fit(table, labels);
        Assert.Equal([ColumnDensityKind.Histogram, ColumnDensityKind.Categorical, ColumnDensityKind.Words], model.Kinds);
        Assert.True(model.Predict(table).Zip(labels).Count(pair => pair.First == pair.Second) > 570);

        var made = model.Generate("spam", 200, seed: 9);
        Assert.Equal(["size", "country", "text"], made.Schema.Select(column => column.Name));
        Assert.Equal(table.Schema[1].Values, made.Schema[1].Values);
        Assert.All(Enumerable.Range(0, 200), i => Assert.Equal(made[i, 0], Math.Floor(made[i, 0])));
        Assert.All(Enumerable.Range(0, 200), i => Assert.InRange(made.Text(i, 2)!.Split(' ').Length, 3, 6));
        Assert.True(model.Predict(made).Count(label => label == "spam") > 190);
    }

    [Fact]
    public void Cells_are_missing_as_often_as_in_the_examples_where_that_is_asked_for()
    {
        var (table, labels) = MixedTables.Ordinary(600, seed: 8);
        var holed = SampleTables.WithHoles(table, share: 0.3, seed: 10, from: 0);
        var without = new MixedNaiveBayes().Fit(holed, labels).Generate("ham", 500, seed: 1);
        var with = new MixedNaiveBayes { GenerateMissing = true }.Fit(holed, labels).Generate("ham", 500, seed: 1);
        for (var j = 0; j < 3; j++)
        {
            Assert.Equal(0, Enumerable.Range(0, 500).Count(i => double.IsNaN(without[i, j])));
            Assert.InRange(Enumerable.Range(0, 500).Count(i => double.IsNaN(with[i, j])), 100, 200);
        }
    }

    [Fact]
    public void The_bags_of_two_words_sum_to_one_with_all_unknown_words_as_one()
    {
        var table = new TableBuilder().Texts("text", ["one two", "two two", "one", "two"]).ToTable();
        var model = new MixedNaiveBayes().Fit(table, [0, 0, 1, 1]);
        var bags = new TableBuilder().Texts("text", ["one one", "two two", "new new", "one two", "new one", "Two, new!"]).ToTable();
        var likelihood = model.LogLikelihood(bags);
        for (var k = 0; k < 2; k++)
            Assert.Equal(1, Enumerable.Range(0, 6).Sum(i => Math.Exp(likelihood[i, k])), 1e-12);

        // (1 + 1) / (4 + 3) and (3 + 1) / (4 + 3), in either order
        Assert.Equal(Math.Log(2 * (2.0 / 7) * (4.0 / 7)), likelihood[3, 0], 1e-12);
    }

    [Fact]
    public void A_restored_model_of_all_kinds_gives_the_same_answers_makes_the_same_rows_and_learns_on()
    {
        var (table, labels) = MixedTables.Ordinary(120, seed: 8);
        var codes = Array.ConvertAll(labels, label => label == "spam" ? 1 : 0);
        var holed = SampleTables.WithHoles(table, share: 0.1, seed: 10, from: 0);
        var model = new MixedNaiveBayes { Alpha = 0.5, GenerateMissing = true }.Fit(holed, codes);
        var restored = StoredModels.RoundTrip(model);
        Assert.Equal(model.LogLikelihood(holed), restored.LogLikelihood(holed));
        var (made, again) = (model.Generate(1, 30, seed: 3), restored.Generate(1, 30, seed: 3));
        Assert.Equal(made.Values, again.Values);
        Assert.Equal(made.Schema[2].Values, again.Schema[2].Values);
        Assert.Equal(model.FitIncrementally(holed, codes).LogLikelihood(holed), restored.FitIncrementally(holed, codes).LogLikelihood(holed));
    }

    [Fact]
    public void A_cell_that_is_not_of_its_columns_kind_is_named()
    {
        var recipe = new MixedNaiveBayes { Kinds = new Dictionary<string, ColumnDensityKind> { ["0"] = ColumnDensityKind.Poisson } };
        Assert.StartsWith("Row 1, column 0 is 0.5, where the column's kind, Poisson, takes whole numbers of at least 0", Assert.Throws<TwofoldException>(() => recipe.Fit([[1], [0.5]], [0, 1])).Message, StringComparison.Ordinal);
        Assert.StartsWith(
            "Row 1, column 1 is 0.5, where the column's kind, Bernoulli, takes 0 and 1",
            Assert.Throws<TwofoldException>(() => recipe.Fit([[1, 0], [5, 1]], [0, 1]).FitIncrementally([[1, 0], [1, 0.5]], [0, 1])).Message,
            StringComparison.Ordinal);
        Assert.Contains("'sise', which the table does not have", Assert.Throws<TwofoldException>(() => new MixedNaiveBayes { Kinds = new Dictionary<string, ColumnDensityKind> { ["sise"] = ColumnDensityKind.Gaussian } }
            .Fit(MixedTables.Ordinary(20, seed: 1).Table, MixedTables.Ordinary(20, seed: 1).Labels)).Message, StringComparison.Ordinal);
        Assert.Contains("country", Assert.Throws<TwofoldException>(() => new MixedNaiveBayes { Kinds = new Dictionary<string, ColumnDensityKind> { ["country"] = ColumnDensityKind.Gaussian } }
            .Fit(MixedTables.Ordinary(20, seed: 1).Table, MixedTables.Ordinary(20, seed: 1).Labels)).Message, StringComparison.Ordinal);
        Assert.Contains("No example has a number in column 0", Assert.Throws<TwofoldException>(() => new MixedNaiveBayes().Fit([[double.NaN], [double.NaN]], [0, 1])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ColumnDensityKind.LogNormal, 1, 0)]
    [InlineData(ColumnDensityKind.LogNormal, 1, -3.5)]
    [InlineData(ColumnDensityKind.Bernoulli, 3, 2)]
    [InlineData(ColumnDensityKind.Poisson, 4, 2.5)]
    [InlineData(ColumnDensityKind.NegativeBinomial, 5, -1)]
    [InlineData(ColumnDensityKind.Histogram, 5, 34.5)]
    public void A_cell_that_its_columns_kind_has_not_leaves_the_label_to_the_others_and_makes_the_row_unlikely(ColumnDensityKind kind, int column, double cell)
    {
        var (examples, labels) = MixedTables.Numbers(600, seed: 6);
        var model = new MixedNaiveBayes { Kinds = new Dictionary<string, ColumnDensityKind> { [$"{column}"] = kind } }.Fit(examples, labels);
        var (row, without) = (examples.Row(7).ToArray(), examples.Row(7).ToArray());
        (row[column], without[column]) = (cell, double.NaN);
        Table table = [row, without];

        var (posterior, density) = (model.PredictProbabilities(table), model.LogDensity(table));

        for (var k = 0; k < 3; k++)
            Assert.Equal(posterior[1, k], posterior[0, k], 1e-9);
        Assert.InRange(density[0] - density[1], -750, -740);
        Assert.Equal(model.Predict(without), model.Predict(row));
    }

    [Fact]
    public void A_row_alone_has_no_text_and_no_infinite_cell()
    {
        var table = new TableBuilder().Numbers("size", [1, 2, 5, 6.5]).Texts("comment", ["good", "good", "bad", "bad"]).ToTable();
        var model = new MixedNaiveBayes { Kinds = new Dictionary<string, ColumnDensityKind> { ["size"] = ColumnDensityKind.Gaussian } }.Fit(table, [0, 0, 1, 1]);
        Assert.Equal(1, model.Predict([6.0, double.NaN]));
        Assert.Contains("column 'comment', which is of text", Assert.Throws<TwofoldException>(() => model.Predict([6.0, 0])).Message, StringComparison.Ordinal);
        Assert.Contains("infinite", Assert.Throws<TwofoldException>(() => model.Predict([double.PositiveInfinity, double.NaN])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Models_of_other_columns_are_refused_with_the_first_that_differs()
    {
        var model = Of("age", "red");
        Assert.Contains(
            "number 1 of which is 'age' of numbers and 'size' of numbers", Assert.Throws<TwofoldException>(() => model.Merge(Of("size", "red"))).Message, StringComparison.Ordinal);
        Assert.Contains("other categories in column 'color'", Assert.Throws<TwofoldException>(() => model.Merge(Of("age", "blue"))).Message, StringComparison.Ordinal);

        static MixedNaiveBayesModel<int> Of(string number, string color) => new MixedNaiveBayes().Fit(
            new TableBuilder().Numbers(number, [1, 2, 3.5, 4]).Categories("color", [color, "white", color, "white"]).ToTable(), [0, 0, 1, 1]);
    }

    [Fact]
    public void Constant_columns_one_row_a_label_and_extreme_sizes_have_finite_answers()
    {
        Table rows = [[7, 0.1, 1e30, 1e-30, 0], [7, 0.1, 3e30, 3e-30, 0], [7, 0.1, 2e30, 2e-30, 0]];
        var model = new MixedNaiveBayes().Fit(rows, [0, 1, 2]);
        Assert.All(model.LogDensity(rows), density => Assert.True(double.IsFinite(density)));
        Assert.All(model.Generate(2, 50, seed: 1).Values.ToArray(), cell => Assert.True(double.IsFinite(cell)));
    }
}

/// <summary>Made-up tables of columns of several kinds.</summary>
static class MixedTables
{
    /// <summary>Rows of labels 0 to 2 in turn: Gaussian, log-normal, of two heaps, yes or no, Poisson, negative binomial.</summary>
    public static (Table Examples, int[] Labels) Numbers(int count, ulong seed)
    {
        var random = new SeededRandom(seed);
        int[] labels = [.. Enumerable.Range(0, count).Select(i => i % 3)];
        return ((double[][])[.. labels.Select(k => (double[])
        [
            k + random.NextGaussian(),
            Math.Exp(0.5 + (0.4 * k) + (0.7 * random.NextGaussian())),
            random.NextDouble() < 0.3 + (0.2 * k) ? random.NextDouble(0, 0.5) : random.NextDouble(1.5, 2),
            random.NextDouble() < 0.2 + (0.3 * k) ? 1 : 0,
            random.NextPoisson(3 + (2 * k)),
            random.NextPoisson((2 + k) * random.NextGamma(1.5)),
        ])], labels);
    }

    /// <summary>Messages with a size in whole numbers, a country and a text of three to six words.</summary>
    public static (Table Table, string[] Labels) Ordinary(int count, ulong seed)
    {
        var random = new SeededRandom(seed);
        string[] labels = [.. Enumerable.Range(0, count).Select(i => i % 3 == 0 ? "spam" : "ham")];
        string[][] vocabularies = [["free", "win", "cash", "now", "you"], ["see", "you", "at", "lunch", "now", "home"]];
        return (new TableBuilder()
            .Numbers("size", [.. labels.Select(label => (double)(label == "spam" ? 40 + random.NextInt(20) : random.NextInt(5) == 0 ? 0 : 10 + random.NextInt(60)))])
            .Categories("country", [.. labels.Select(label => ((string[])["de", "fr", "nl"])[label == "spam" ? random.NextInt(2) : random.NextInt(3)])])
            .Texts("text", [.. labels.Select(label => string.Join(' ', Enumerable.Range(0, 3 + random.NextInt(4)).Select(_ =>
            {
                var words = vocabularies[label == "spam" ? 0 : 1];
                return words[random.NextInt(words.Length)];
            })))])
            .ToTable(), labels);
    }
}
