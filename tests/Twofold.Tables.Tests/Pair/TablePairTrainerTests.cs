namespace Twofold.Tables.Tests.Pair;

public sealed class TablePairTrainerTests
{
    [Fact]
    public void The_recognizer_has_the_least_held_out_loss_and_the_creator_the_greatest_likelihood()
    {
        var info = TablePairTrainer.Train(PairFolder.Numbers(200, 1), "animal").Pair.Info;

        Assert.Equal(info.Recognizer.Tried.Min(tried => tried.LogLoss ?? double.PositiveInfinity), info.Recognizer.Tried[0].LogLoss);
        Assert.Equal((info.Recognizer.Model, info.Recognizer.Settings), (info.Recognizer.Tried[0].Model, info.Recognizer.Tried[0].Settings));
        Assert.Equal(info.Creator?.Tried.Max(tried => tried.LogLikelihood ?? double.NegativeInfinity), info.Creator?.LogLikelihood);
        Assert.Contains(info.Recognizer.Tried, tried => tried.Model == "logistic-regression");
        Assert.Contains("5-fold", info.Recognizer.HeldOut.Method);
    }

    [Fact]
    public void Held_out_scores_agree_with_rows_never_seen()
    {
        var pair = TablePairTrainer.Train(PairFolder.Mixed(400, 1), "animal").Pair;
        var fresh = PairFolder.Mixed(4000, 2);

        var truth = Enumerable.Range(0, fresh.Count).Select(i => fresh.Text(i, 3)!).ToArray(); // All have labels.
        var found = Evaluation.Of(pair.Info.Labels, pair.Recognizer.PredictProbabilities(fresh), truth);

        Assert.Equal(found.Accuracy, pair.Info.Recognizer.HeldOut.Accuracy, 0.04);
        Assert.Equal(found.LogLoss, pair.Info.Recognizer.HeldOut.LogLoss, 0.08);
        Assert.InRange(found.Accuracy, 0.93, 1);
    }

    [Fact]
    public void The_same_seed_gives_the_same_pair()
    {
        var (first, again) = (Train(), Train());

        Assert.Equal(first.Info.Recognizer.HeldOut, again.Info.Recognizer.HeldOut);
        Assert.True(first.Recognizer.PredictProbabilities(PairFolder.Mixed(50, 9)).AsFlatSpan().SequenceEqual(again.Recognizer.PredictProbabilities(PairFolder.Mixed(50, 9)).AsFlatSpan()));

        static TablePair Train() => TablePairTrainer.Train(PairFolder.Mixed(120, 1), "animal", new TablePairOptions { Seed = 4 }).Pair;
    }

    [Fact]
    public void Rows_whose_labels_were_exchanged_are_suspect()
    {
        var table = PairFolder.Mixed(400, 1);
        int[] exchanged = [.. Enumerable.Range(0, 20).Select(i => i * 19)];
        var labels = Enumerable.Range(0, 400).Select(i => table.Text(i, 3) == "cat" ^ exchanged.Contains(i) ? "cat" : "dog").ToArray();
        // One row without a label: a suspect is named by its row in the table, not by its place among those that can be learned from.
        var given = new TableBuilder().Numbers("size", [.. Enumerable.Range(0, 400).Select(i => table[i, 0])]).Numbers("weight", [.. Enumerable.Range(0, 400).Select(i => table[i, 1])])
            .Categories("color", [.. Enumerable.Range(0, 400).Select(i => table.Text(i, 2))]).Categories("animal", [null, .. labels.Skip(1)]).ToTable();

        var suspects = TablePairTrainer.Train(given, "animal", new TablePairOptions { CheckLabels = true }).Suspects;

        Assert.NotNull(suspects);
        Assert.True(suspects.Take(30).Select(suspect => suspect.Example).Intersect(exchanged).Count() >= 14);
        Assert.DoesNotContain(0, suspects.Select(suspect => suspect.Example));
        Assert.All(suspects, suspect => Assert.Equal(labels[suspect.Example], suspect.Given));
        Assert.Null(TablePairTrainer.Train(given, "animal", new TablePairOptions { Recognizer = "logistic-regression", Creator = "none" }).Suspects);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(40, 3.5)]
    [InlineData(40, -1)]
    public void One_odd_cell_costs_no_table_its_creator(int greatest, double odd)
    {
        var table = PairFolder.Mixed(100, 1).Select([2, 3]).WithColumn(new Column("count"), [.. Enumerable.Range(0, 100).Select(i => i == 41 ? odd : i * 17 % (greatest + 1))]);

        var training = TablePairTrainer.Train(table, "animal");

        Assert.Null(training.Pair.Info.Creator?.Tried.Single(tried => tried.Model == "mixed-naive-bayes").Problem);
        Assert.True(training.Pair.HasCreator);
        Assert.Empty(training.Warnings);
    }

    [Fact]
    public void Why_there_is_no_creator_is_told()
    {
        var training = TablePairTrainer.Train(PairFolder.Mixed(60, 1), "animal", new TablePairOptions { Minutes = 1e-9, Recognizer = "logistic-regression" });

        Assert.False(training.Pair.HasCreator);
        Assert.Contains(training.Warnings, warning => warning.StartsWith("No creator", StringComparison.Ordinal) && warning.Contains("there was no time left", StringComparison.Ordinal));
    }

    [Fact]
    public void Labels_are_checked_until_it_is_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        var progress = new Listener(report =>
        {
            if (report.Stage == "Checking labels")
                cancellation.Cancel();
        });

        var training = TablePairTrainer.Train(
            PairFolder.Numbers(60, 1), "animal", new TablePairOptions { Recognizer = "gaussian-naive-bayes", Creator = "none", CheckLabels = true }, progress, cancellation.Token);

        Assert.Null(training.Suspects);
        Assert.True(training.Stopped);
    }

    [Fact]
    public void Labels_are_checked_within_the_time_where_that_takes_fits()
    {
        // So many rows have one part kept aside, and a check asks about all.
        var training = TablePairTrainer.Train(
            PairFolder.Numbers(10_100, 1), "animal", new TablePairOptions { Minutes = 1e-9, Recognizer = "gaussian-naive-bayes", Creator = "none", CheckLabels = true });

        Assert.Null(training.Suspects);
        Assert.Contains(training.Warnings, warning => warning.Contains("labels", StringComparison.Ordinal) && warning.Contains("time", StringComparison.Ordinal));
    }

    [Fact]
    public void Any_number_of_minutes_is_a_time() =>
        Assert.True(TablePairTrainer.Train(PairFolder.Numbers(60, 1), "animal", new TablePairOptions { Minutes = 1e300, Recognizer = "gaussian-naive-bayes" }).Pair.HasCreator);

    [Fact]
    public void Text_is_read_by_those_who_can_and_left_out_by_the_others()
    {
        var pair = TablePairTrainer.Train(PairFolder.Mixed(150, 1, withText: true), "animal").Pair;

        Assert.Contains(pair.Info.Recognizer.Tried, tried => tried is { Model: "gradient-boosted-trees", LogLoss: not null });
        Assert.DoesNotContain("note", pair.Info.Creator?.Columns ?? []);
        Assert.InRange(pair.Info.Recognizer.HeldOut.Accuracy, 0.97, 1); // The words tell all.
    }

    [Fact]
    public void Rows_without_a_label_and_columns_that_say_nothing_are_left_out_and_told()
    {
        var table = new TableBuilder()
            .Numbers("x", [.. Enumerable.Range(0, 40).Select(i => (i % 2) + (0.01 * i))])
            .Numbers("nothing", [.. Enumerable.Repeat(double.NaN, 40)])
            .Numbers("always", [.. Enumerable.Repeat(7.0, 40)])
            .Categories("y", [.. Enumerable.Range(0, 40).Select(i => i < 4 ? null : i % 2 == 0 ? "even" : "odd")])
            .ToTable();

        var training = TablePairTrainer.Train(table, "y");

        Assert.Equal(36, training.Pair.Info.Data.Counts.Sum());
        Assert.Equal(4, training.Pair.Info.Data.Unlabeled);
        Assert.Equal(["nothing", "always"], training.Pair.Info.Data.LeftOut);
        Assert.Contains(training.Warnings, warning => warning.Contains("4 of 40 rows"));
        Assert.Contains(training.Warnings, warning => warning.Contains("'nothing', 'always'"));
    }

    [Theory]
    [InlineData("species", "no column 'species'", "'size'")]
    [InlineData("anmial", "no column 'anmial'", "did you mean 'animal'?")]
    [InlineData("same", "All 30 rows", "'one'", "two labels")]
    [InlineData("id", "30 different values", "--label")]
    [InlineData("empty", "empty in all 30 rows")]
    public void A_label_column_that_will_not_do_is_refused(string label, params string[] words)
    {
        var table = PairFolder.Mixed(30, 1)
            .WithColumn(new Column("same", ColumnKind.Category, ["one"]), new double[30])
            .WithColumn(new Column("id"), [.. Enumerable.Range(0, 30).Select(i => (double)i)])
            .WithColumn(new Column("empty"), [.. Enumerable.Repeat(double.NaN, 30)]);

        var message = Assert.Throws<TwofoldException>(() => TablePairTrainer.Train(table, label)).Message;

        Assert.All(words, word => Assert.Contains(word, message));
    }

    [Theory]
    [InlineData("logistic-regresion", "auto", "did you mean 'logistic-regression'?")]
    [InlineData("auto", "logistic-regression", "cannot make rows")]
    [InlineData("auto", "unicorn", "'gaussian-naive-bayes'")]
    [InlineData("linear-discriminant-analysis", "auto", "1 of categories")]
    public void A_model_that_will_not_do_is_refused(string recognizer, string creator, string words) =>
        Assert.Contains(words, Assert.Throws<TwofoldException>(() =>
            TablePairTrainer.Train(PairFolder.Mixed(30, 1), "animal", new TablePairOptions { Recognizer = recognizer, Creator = creator })).Message);

    [Fact]
    public void Cancelled_at_once_nothing_is_kept_and_cancelled_later_the_best_so_far()
    {
        using var cancellation = new CancellationTokenSource();
        var tried = 0;
        var progress = new Listener(report =>
        {
            if (report.Stage == "Trying models" && ++tried == 3)
                cancellation.Cancel();
        });

        var training = TablePairTrainer.Train(PairFolder.Numbers(100, 1), "animal", progress: progress, cancellation: cancellation.Token);

        Assert.True(training.Stopped);
        Assert.Contains(training.Pair.Info.Recognizer.Tried, model => model.LogLoss is not null);
        Assert.ThrowsAny<OperationCanceledException>(() => TablePairTrainer.Train(PairFolder.Numbers(100, 1), "animal", cancellation: new CancellationToken(canceled: true)));
    }

    [Theory]
    [InlineData("auto")]
    [InlineData("gradient-boosted-trees")]
    public void However_short_the_time_there_is_a_recognizer(string recognizer)
    {
        var info = TablePairTrainer.Train(PairFolder.Numbers(100, 1), "animal", new TablePairOptions { Minutes = 1e-9, Recognizer = recognizer }).Pair.Info;

        Assert.Contains(info.Recognizer.Tried, tried => tried.LogLoss is not null);
        Assert.Contains(info.Recognizer.Tried, tried => tried.Problem == "there was no time left");
    }

    [Fact]
    public void A_density_that_is_a_spike_gets_no_more_than_certainty()
    {
        var table = Table.FromFlat([1, 1, 2, 2, 1, 1, 2, 2], new Schema([new Column("x")]));
        var model = new GaussianNaiveBayes().Fit(table, (int[])[0, 0, 1, 1, 0, 0, 1, 1]);

        Assert.All(CellLikelihood.OfRows(model, table, [0, 0, 1, 1, 0, 0, 1, 1], CellLikelihood.Steps(table)), row => Assert.Equal(Math.Log(0.5), row, 1e-12));
    }

    [Fact]
    public void Likelihoods_do_not_depend_on_the_unit()
    {
        var table = PairFolder.Numbers(100, 1);
        var values = table.Values.ToArray();
        for (var i = 0; i < table.Count; i++)
            values[i * 3] *= 1000;

        Assert.Equal(Likelihood(table), Likelihood(Table.FromFlat(values, table.Schema)), 1e-3); // But for GaussianNaiveBayes' smoothing, which has the unit of the widest column.

        static double Likelihood(Table table) => TablePairTrainer.Train(table, "animal", new TablePairOptions { Creator = "gaussian-naive-bayes", Recognizer = "gaussian-naive-bayes" }).Pair.Info.Creator!.LogLikelihood; // Asked for by name.
    }

    sealed class Listener(Action<WorkProgress> heard) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value) => heard(value);
    }

    [Fact]
    public void A_label_without_a_name_is_refused_by_its_row_because_no_file_could_hold_it()
    {
        var table = new TableBuilder().Numbers("size", [1, 2, 3, 4]).Categories("animal", ["cat", "cat", "", ""]).ToTable();

        Assert.StartsWith("Row 2 has a label without a name", Assert.Throws<TwofoldException>(() => TablePairTrainer.Train(table, "animal")).Message, StringComparison.Ordinal);
    }
}
