namespace Twofold.Tables.Tests;

/// <summary>What a comparison finds where it is known what there is to find.</summary>
public sealed class ComparisonTests
{
    static readonly Partners<Table> NaiveAndLogistic = new(
        new("naive Bayes", new GaussianNaiveBayes()), new("logistic regression", [("weak", new LogisticRegression { C = 1000 })]));

    [Fact]
    public void Where_its_assumption_holds_the_generative_model_wins_with_few_examples()
    {
        var coins = new Partners<Table>(new("naive Bayes", new BernoulliNaiveBayes()), NaiveAndLogistic.Discriminative);

        var result = Comparison.Run(MadeTables.Coins(1200), [coins], new ComparisonOptions { Repeats = 5, MeasureMore = false });

        var few = result.Pairs[0].Differences.Single(difference => difference.Examples == 32);
        var many = result.Pairs[0].Differences[^1];
        Assert.True(few.Accuracy.Low > 0, $"{few}");
        Assert.True(few.LogLoss.Low > 0, $"{few}");
        Assert.True(many.Accuracy.Value < few.Accuracy.Value / 2, $"{many}");
        Assert.Equal([4, 8, 16, 32, 64, 128, 256, 512, 900], result.Sizes);
        Assert.Equal(300, result.TestExamples);
    }

    [Fact]
    public void Where_columns_mean_nothing_by_themselves_the_discriminative_model_wins_and_is_advised()
    {
        var trees = new Partners<Table>(NaiveAndLogistic.Generative, new("boosted trees", new GradientBoostedTrees { Rounds = 50, Leaves = 6, MinExamplesPerLeaf = 5 }));

        var result = Comparison.Run(MadeTables.ExclusiveOr(600), [trees], new ComparisonOptions { Repeats = 5, MeasureMore = false });

        Assert.True(result.Pairs[0].Differences[^1].Accuracy.High < -0.2);
        var advice = result.Advice.Single(advice => advice.Task == "The label of a new example");
        Assert.Equal("boosted trees", advice.Use);
        Assert.False(advice.IsWithinNoise);
        Assert.Contains("better than naive Bayes", advice.Text);
    }

    [Fact]
    public void Where_nothing_can_be_learned_the_advice_says_that_guessing_is_as_good()
    {
        var random = new SeededRandom(4);
        var noise = MadeTables.Of(200, _ => [random.NextGaussian(), random.NextGaussian()]);

        var result = Comparison.Run(noise, [NaiveAndLogistic], new ComparisonOptions { Repeats = 6, MeasureMore = false });

        var advice = result.Advice[0];
        Assert.True(advice.IsWithinNoise);
        Assert.Equal("naive Bayes", advice.Use);
        Assert.Contains("within noise", advice.Text);
        Assert.Contains("no clear gain on always saying", advice.Text);
    }

    [Fact]
    public void Intervals_hold_what_they_promise()
    {
        // Sixty data sets of the same kind: 95 of 100 intervals should hold the true difference, which the mean of all is near to.
        var coins = new Partners<Table>(new("naive Bayes", new BernoulliNaiveBayes()), NaiveAndLogistic.Discriminative);
        CurveDifference[][] found =
        [
            .. Enumerable.Range(1, 60).Select(seed => Comparison.Run(
                MadeTables.Coins(160, columns: 8, seed: (ulong)seed), [coins], new ComparisonOptions { Repeats = 5, MeasureMore = false, Sizes = [16, 120] }).Pairs[0].Differences.ToArray()),
        ];

        for (var size = 0; size < 2; size++)
        {
            var truth = found.Average(differences => differences[size].Accuracy.Value);
            var held = found.Average(differences => differences[size].Accuracy is { } ahead && ahead.Low <= truth && truth <= ahead.High ? 1.0 : 0);
            Assert.True(held >= 0.87, $"{held:P0} of the intervals at {found[0][size].Examples} hold {truth}");
        }
    }

    [Fact]
    public void Both_models_learn_from_the_same_subsets_and_none_from_what_is_tested_on()
    {
        var spy = new SpyRecipe();
        var pair = new Partners<Table>(NaiveAndLogistic.Generative, new("spy", spy));
        var numbered = MadeTables.Of(60, label => [label]);
        var rows = Table.FromFlat([.. Enumerable.Range(0, 60).Select(i => (double)i)], 1);

        var result = Comparison.Run(new LabeledSet<Table, string>(rows, numbered.Labels), [pair], new ComparisonOptions { Repeats = 2, MeasureMore = false, Sizes = [10, 40] });

        Assert.Equal([10, 40], result.Sizes);
        Assert.NotEmpty(spy.Fits);
        // Fits of whole subsets are asked about what is tested on; what inner validation asks about is smaller or learned from fewer.
        var tested = spy.Asked.Where(asked => asked.Rows.Count == result.TestExamples && asked.Learned.Count is 10 or 40).ToList();
        Assert.True(tested.Count >= 4);
        Assert.All(tested, asked => Assert.Empty(asked.Rows.Intersect(asked.Learned)));
    }

    [Fact]
    public void The_same_seed_gives_the_same_numbers_whatever_runs_beside()
    {
        var labeled = MadeTables.Gaussians(300, columns: 4);
        var options = new ComparisonOptions { Repeats = 3, Seed = 7 };

        ComparisonResult[] results = [Run(), Run()];

        Assert.Equal(Told(results[0]), Told(results[1]));
        Assert.NotEqual(Told(results[0]), Told(TableComparison.Run(labeled, [NaiveAndLogistic], options with { Seed = 8 })));

        ComparisonResult Run()
        {
            ComparisonResult? result = null;
            // On one thread beside a busy other one, the repeats are handed out otherwise.
            Parallel.Invoke(() => result = TableComparison.Run(labeled, [NaiveAndLogistic], options), () => Thread.SpinWait(20_000_000));
            return result!;
        }

        static string Told(ComparisonResult result) => string.Join('\n', (IEnumerable<object>)
        [
            .. result.Pairs[0].Differences,
            result.Pairs[0].ByAccuracy!,
            .. result.Contenders.SelectMany(contender => contender.Curve),
            .. result.Contenders.Select(contender => contender.PriorShift!),
            .. result.Contenders.SelectMany(contender => contender.MissingCells!.KnockedOut),
            .. result.Contenders.SelectMany(contender => contender.Calibration!.Bins),
            .. result.Contenders.Select(contender => contender.Creation?.ToString() ?? "-"),
            .. result.Advice.Where(advice => advice.Task != "Time and size"),
        ]);
    }

    [Fact]
    public void Stopped_it_returns_what_is_done_and_says_so()
    {
        using var source = new CancellationTokenSource();
        var progress = new Told(report =>
        {
            if (report is { Stage: "Comparing", Done: > 500 })
                source.Cancel();
        });

        var result = Comparison.Run(MadeTables.Gaussians(600), [NaiveAndLogistic], new ComparisonOptions { Repeats = 4 }, progress, source.Token);

        Assert.True(result.Stopped);
        Assert.Contains(result.Contenders[0].Curve, point => point.Repeats > 0);
        Assert.NotEmpty(result.Pairs[0].Differences);
    }

    [Fact]
    public void Stopped_before_anything_is_done_it_is_cancelled()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => Comparison.Run(MadeTables.Gaussians(100), [NaiveAndLogistic], cancellation: source.Token));
    }

    [Fact]
    public void A_model_that_cannot_be_fitted_on_so_few_has_its_reason_there_and_its_numbers_later()
    {
        var quadratic = new Partners<Table>(new("quadratic discriminant analysis", new QuadraticDiscriminantAnalysis()), NaiveAndLogistic.Discriminative);

        var curve = Comparison.Run(MadeTables.Gaussians(300, columns: 6), [quadratic], new ComparisonOptions { Repeats = 3, MeasureMore = false }).Contenders[0].Curve;

        Assert.Equal((0, true), (curve[0].Repeats, curve[0].Problem is not null));
        Assert.Equal((3, true), (curve[^1].Repeats, curve[^1].Problem is null));
    }

    [Fact]
    public void Mistakes_are_named()
    {
        var labeled = MadeTables.Gaussians(100);

        Assert.Contains("0 pairs", Refused(() => Comparison.Run<Table, string>(labeled, [])));
        Assert.Contains("Two contenders are called 'naive Bayes'", Refused(() => Comparison.Run(labeled, [NaiveAndLogistic, new(new("naive Bayes", new MixedNaiveBayes()), NaiveAndLogistic.Discriminative)])));
        Assert.Contains("has 3 examples", Refused(() => Comparison.Run(labeled.Subset([0, 2, 4, 6, 8, 10, 1, 3, 5]), [NaiveAndLogistic])));
        Assert.Contains("All 6 examples have the label 'no'", Refused(() => Comparison.Run(labeled.Subset([0, 2, 4, 6, 8, 10]), [NaiveAndLogistic])));
        Assert.Contains("give at least 2", Refused(() => _ = new ComparisonOptions { Repeats = 1 }));
        Assert.Contains("above 0 and below 1", Refused(() => _ = new ComparisonOptions { TestShare = 1 }));

        static string Refused(Action run) => Assert.Throws<TwofoldException>(run).Message;
    }

    sealed class Told(Action<WorkProgress> tell) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value) => tell(value);
    }

    /// <summary>Remembers what it learned from and what it was asked.</summary>
    sealed class SpyRecipe : IClassifierRecipe<Table>
    {
        public List<IReadOnlyList<double>> Fits { get; } = [];

        public List<(IReadOnlyList<double> Learned, IReadOnlyList<double> Rows)> Asked { get; } = [];

        public IClassifier<Table, TLabel> Fit<TLabel>(Table examples, IReadOnlyList<TLabel> labels, IReadOnlyList<double>? weights = null, CancellationToken cancellation = default)
            where TLabel : notnull
        {
            var learned = examples.Values.ToArray();
            lock (Fits)
                Fits.Add(learned);
            return new SpyModel<TLabel>(new GaussianNaiveBayes().Fit(examples, labels, weights, cancellation), rows =>
            {
                lock (Fits)
                    Asked.Add((learned, rows.Values.ToArray()));
            });
        }
    }

    sealed class SpyModel<TLabel>(IClassifier<Table, TLabel> model, Action<Table> tell) : IClassifier<Table, TLabel>
        where TLabel : notnull
    {
        public IReadOnlyList<TLabel> Labels => model.Labels;

        public TLabel[] Predict(Table examples) => model.Predict(examples);

        public double[,] PredictProbabilities(Table examples)
        {
            tell(examples);
            return model.PredictProbabilities(examples);
        }
    }
}
