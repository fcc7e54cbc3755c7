using System.Globalization;

namespace Twofold.Tables.Tests;

/// <summary>Comparisons on tables as people have them.</summary>
public sealed class TableComparisonTests
{
    static readonly ComparisonOptions Quick = new() { Repeats = 3 };

    static readonly Partners<Table> Linear = new(new("linear discriminant analysis", new LinearDiscriminantAnalysis()), new("logistic regression", new LogisticRegression()));

    [Fact]
    public void All_that_is_measured_of_a_table_is_there_and_in_its_range()
    {
        var result = TableComparison.Run(MadeTables.Gaussians(240, columns: 4, apart: 1.2), null, Quick);

        Assert.Equal(
            ["naive Bayes", "logistic regression", "linear discriminant analysis", "quadratic discriminant analysis", "quadratic logistic regression", "mixture of Gaussians", "boosted trees"],
            result.Contenders.Select(contender => contender.Name));
        foreach (var contender in result.Contenders)
        {
            Assert.InRange(contender.Full!.Accuracy!.Value.Value, 0.8, 1);
            Assert.InRange(contender.Calibration!.Error.Value, 0, 0.2);
            Assert.InRange(contender.Calibration.Bins.Sum(bin => bin.Share), 0.999, 1.001);
            Assert.Equal(contender.Full.Accuracy.Value.Value, contender.MissingCells!.KnockedOut[0].Accuracy.Value, 1e-9);
            Assert.True(contender.MissingCells.KnockedOut[^1].Accuracy.Value < contender.MissingCells.KnockedOut[0].Accuracy.Value);
            Assert.Equal(4, contender.MissingCells.Columns.Count);
            Assert.InRange(contender.Unfamiliar.Single().Auroc.Value, 0.3, 1);
            Assert.True(contender.Cost is { FitSeconds: > 0, AnswerMicroseconds: > 0, FitBytes: > 0, ModelBytes: > 0 });
            Assert.Equal(contender.Family == ModelFamily.Generative, contender.Creation is not null);
            Assert.Equal(contender.Family == ModelFamily.Generative, contender.Imputing is not null);
            Assert.Equal(contender.Family == ModelFamily.Generative, contender.Unlabeled.Count > 0);
            // Of 180 rows that can be learned from.
            Assert.All(contender.Unlabeled, found => Assert.Equal(180, found.Labeled + found.Unlabeled));
        }

        // Independent columns: what makes rows of them makes rows that nothing tells from real ones, and learns as much.
        var naive = result.Find("naive Bayes")!;
        Assert.InRange(naive.Creation!.ToldApart.Value, 0.4, 0.62);
        Assert.InRange(naive.Creation.Lost.Value, -0.1, 0.1);
        Assert.InRange(naive.Imputing!.NumberError!.Value.Value, 0.7, 1.0);
        Assert.Equal(10, result.Advice.Count);
        Assert.All(result.Advice, advice => Assert.Matches(@"\d", advice.Text));
    }

    [Fact]
    public void Telling_the_new_prior_helps_and_both_families_gain_alike()
    {
        var result = TableComparison.Run(MadeTables.Gaussians(600, columns: 3, apart: 0.7), [Linear], new ComparisonOptions { Repeats = 8 });

        Assert.Equal(0.9, result.ShiftedPrior.Max(), 1e-9);
        Assert.All(["linear discriminant analysis", "logistic regression"], name => Assert.True(result.Find(name)!.PriorShift!.Gain.Low > 0));
    }

    [Fact]
    public void A_density_notices_cells_that_do_not_go_together_where_columns_depend_on_each_other()
    {
        var random = new SeededRandom(2);
        var labeled = MadeTables.Of(400, label =>
        {
            var shared = random.NextGaussian() * 2;
            return [shared + label, shared + (0.2 * random.NextGaussian()), -shared + (0.2 * random.NextGaussian())];
        });

        var result = TableComparison.Run(labeled, [Linear], Quick);

        Assert.True(result.Find("linear discriminant analysis")!.Unfamiliar.Single().Auroc.Low > 0.9);
        Assert.True(result.Find("logistic regression")!.Unfamiliar.Single().Auroc.Value < 0.8);
    }

    [Fact]
    public void A_label_left_out_is_noticed()
    {
        var random = new SeededRandom(3);
        int[] labels = [.. Enumerable.Range(0, 300).Select(i => i % 3)];
        var labeled = new LabeledSet<Table, int>((double[][])[.. labels.Select(label => (double[])[(label == 0 ? 8 : 0) + random.NextGaussian(), (label == 1 ? 8 : 0) + random.NextGaussian()])], labels);

        var result = TableComparison.Run(labeled, [Linear], Quick);

        Assert.True(result.Find("linear discriminant analysis")!.Unfamiliar.Single(found => found.Kind == UnfamiliarKind.NewLabel).Auroc.Value > 0.95);
        Assert.Contains(result.Advice, advice => advice.Task == "Examples of a label never seen");
    }

    [Fact]
    public void Categories_texts_and_holes_are_compared_with_the_models_that_take_them()
    {
        var random = new SeededRandom(5);
        string[] labels = [.. Enumerable.Range(0, 160).Select(i => i % 2 == 0 ? "ham" : "spam")];
        var mixed = new TableBuilder()
            .Numbers("length", [.. labels.Select(label => random.NextDouble() < 0.1 ? double.NaN : random.NextGaussian() + (label == "spam" ? 1.5 : 0))])
            .Categories("from", [.. labels.Select(label => random.NextDouble() < 0.1 ? null : random.NextDouble() < 0.7 == (label == "spam") ? "stranger" : "friend")])
            .ToTable();
        var texts = new TableBuilder().Texts("text", [.. labels.Select(label => label == "spam" ? $"win money now {random.NextInt(50)}" : $"see you at lunch {random.NextInt(50)}")]).ToTable();

        var ofMixed = TableComparison.Run(new LabeledSet<Table, string>(mixed, labels), null, Quick);
        var ofTexts = TableComparison.Run(new LabeledSet<Table, string>(texts, labels), null, Quick);

        Assert.Equal(["naive Bayes", "logistic regression", "boosted trees"], ofMixed.Contenders.Select(contender => contender.Name));
        Assert.InRange(ofMixed.Find("naive Bayes")!.Imputing!.CategoryRight!.Value.Value, 0.5, 1);
        Assert.Equal(["naive Bayes", "logistic regression"], ofTexts.Contenders.Select(contender => contender.Name));
        Assert.InRange(ofTexts.Contenders[0].Full!.Accuracy!.Value.Value, 0.9, 1);
        Assert.Null(ofTexts.Contenders[0].Creation);
    }

    [Fact]
    public void Rare_labels_identifiers_giveaways_and_dates_are_said()
    {
        var labeled = MadeTables.Gaussians(120, columns: 3);
        var table = labeled.WithLabels(
            (new Column("row"), [.. Enumerable.Range(1, 120).Select(i => (double)i)]),
            (new Column("name", ColumnKind.Category, [.. Enumerable.Range(0, 120).Select(i => $"n{i}")]), [.. Enumerable.Range(0, 120).Select(i => (double)i)]),
            (new Column("decided", ColumnKind.Category, ["a", "b"]), [.. labeled.Encoding.Codes.Select(code => (double)code)]),
            (new Column("day", ColumnKind.Category, ["2024-01-01", "2024-01-02", "2024-02-03"]), [.. Enumerable.Range(0, 120).Select(i => (double)(i % 3))]));

        var compared = TableComparison.Run(table, "label", options: Quick with { MeasureMore = false });

        Assert.Contains(compared.Warnings, warning => warning.Contains("identifier: 'row', 'name'", StringComparison.Ordinal));
        Assert.Contains(compared.Warnings, warning => warning.StartsWith("Suspicious: 'decided' alone", StringComparison.Ordinal));
        Assert.Contains(compared.Warnings, warning => warning.Contains("--time day", StringComparison.Ordinal));
        Assert.DoesNotContain(compared.Warnings, warning => warning.Contains("'x0'", StringComparison.Ordinal));
        Assert.Equal("row", compared.Result.Noun);
    }

    [Fact]
    public void A_label_of_fewer_than_five_rows_is_left_out_and_said()
    {
        var table = MadeTables.Gaussians(60, columns: 2).Examples;
        string?[] labels = [.. Enumerable.Range(0, 60).Select(i => i < 3 ? "odd" : i == 3 ? null : i % 2 == 0 ? "no" : "yes")];
        var named = new TableBuilder().Numbers("x", [.. Enumerable.Range(0, 60).Select(i => table[i, 0])]).Categories("label", labels).ToTable();

        var compared = TableComparison.Run(named, "label", options: Quick with { MeasureMore = false });

        Assert.Equal(["no", "yes"], compared.Result.Labels);
        Assert.Equal(56, compared.Result.Examples);
        Assert.Contains(compared.Warnings, warning => warning.Contains("'odd' (3)", StringComparison.Ordinal));
        Assert.Contains(compared.Warnings, warning => warning.StartsWith("1 of 57 rows have no label", StringComparison.Ordinal));
    }

    [Fact]
    public void Fewer_than_two_labels_with_five_rows_are_refused()
    {
        string[] labels = [.. Enumerable.Range(0, 20).Select(i => i < 3 ? "odd" : "even")];
        var table = new TableBuilder().Numbers("x", [.. Enumerable.Range(0, 20).Select(i => i * 0.5)]).Categories("label", labels).ToTable();

        Assert.Contains("Of 2 labels 1 has 5 rows or more", Refused("label"));
        Assert.Contains("did you mean 'label'?", Refused("lable"));

        string Refused(string label) => Assert.Throws<TwofoldException>(() => TableComparison.Run(table, label)).Message;
    }

    [Theory]
    [InlineData(19, 2)]
    [InlineData(41, 4)]
    public void By_time_a_small_table_has_as_many_windows_as_have_five_rows_each(int rows, int windows)
    {
        var options = new ComparisonOptions { Times = [.. Enumerable.Range(0, rows).Select(i => (double)i)] };

        var result = TableComparison.Run(MadeTables.Gaussians(rows, columns: 3), [Linear], options);

        Assert.Equal(windows, result.Repeats);
        Assert.Contains($"{windows} windows", result.Method, StringComparison.Ordinal);
        Assert.Equal(windows, result.Contenders[0].Full!.Repeats);
    }

    [Theory]
    [InlineData(14, 10)]
    [InlineData(24, 24)]
    [InlineData(40, 5)]
    public void By_time_labels_that_come_one_after_the_other_are_compared_where_two_were_seen(int first, int second)
    {
        var random = new SeededRandom(8);
        int[] labels = [.. Enumerable.Repeat(0, first), .. Enumerable.Repeat(1, second)];
        var labeled = new LabeledSet<Table, int>((double[][])[.. labels.Select(label => (double[])[label + random.NextGaussian(), random.NextGaussian()])], labels);

        var result = TableComparison.Run(labeled, [Linear], new ComparisonOptions { Times = [.. Enumerable.Range(0, labels.Length).Select(i => (double)i)] });

        Assert.Contains(result.Contenders[0].Curve, point => point.Repeats > 0 || point.Problem is not null);
    }

    [Fact]
    public void By_time_too_few_rows_are_refused_with_how_many_it_takes()
    {
        var options = new ComparisonOptions { Times = [.. Enumerable.Range(0, 18).Select(i => (double)i)] };

        Assert.Contains("at least 19", Assert.Throws<TwofoldException>(() => TableComparison.Run(MadeTables.Gaussians(18, columns: 3), [Linear], options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_rows_to_test_on_are_enough_for_all_that_is_measured() =>
        Assert.Equal(2, TableComparison.Run(MadeTables.Gaussians(40, columns: 3), [Linear], new ComparisonOptions { TestShare = 0.01, Repeats = 2 }).TestExamples);

    [Fact]
    public void Two_examples_are_enough_to_begin_with()
    {
        Partners<Table> two = new(new("naive Bayes", [("weak", new GaussianNaiveBayes()), ("strong", new GaussianNaiveBayes { VarianceSmoothing = 0.1 })]), Linear.Discriminative);

        Assert.Equal([2, 20], TableComparison.Run(MadeTables.Gaussians(60, columns: 3), [two], Quick with { Sizes = [2, 20], MeasureMore = false }).Sizes);
    }

    [Fact]
    public void Settings_are_told_alike_in_every_language()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = "," } };

            Assert.Equal(
                ["C = 1", "C = 0.01", "C = 0.1"],
                TablePartners.For(MadeTables.Gaussians(20, columns: 3).Examples).Single(pair => pair.Discriminative.Name == "quadratic logistic regression").Discriminative.Settings.Select(setting => setting.Settings));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void By_time_what_changes_is_seen_which_a_random_division_hides()
    {
        // Each block of time has its own border: within a block it is easy, from one to the next it is guessing.
        var random = new SeededRandom(6);
        var labeled = MadeTables.Of(400, _ => [0]);
        double[] times = [.. Enumerable.Range(0, 400).Select(i => (double)i)];
        double[] x = [.. Enumerable.Range(0, 400).Select(i => random.NextGaussian() * 0.3 + ((i / 50 * 37 % 11) * 3) + (labeled.Encoding.Codes[i] == 1 ? 1.5 : 0))];
        var table = new TableBuilder().Numbers("x", x).Numbers("when", times).Categories("label", [.. labeled.Labels]).ToTable();
        Partners<Table>[] pairs = [new(new("naive Bayes", new MixedNaiveBayes()), new("boosted trees", new GradientBoostedTrees { MinExamplesPerLeaf = 5 }))];

        var random1 = TableComparison.Run(table.Select([0, 2]), "label", null, pairs, Quick with { MeasureMore = false }).Result;
        var byTime = TableComparison.Run(table, "label", "when", pairs, Quick with { MeasureMore = false }).Result;

        Assert.True(random1.Find("boosted trees")!.Full!.Accuracy!.Value.Value > byTime.Find("boosted trees")!.Full!.Accuracy!.Value.Value + 0.1);
        Assert.Contains("windows", byTime.Method);
    }
}
