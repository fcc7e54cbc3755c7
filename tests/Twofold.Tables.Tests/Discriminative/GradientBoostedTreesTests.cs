using System.Text.Json;
namespace Twofold.Tables.Tests;

public sealed class GradientBoostedTreesModelTests : TableClassifierContract
{
    protected override (IClassifier<Table, int> Model, Table Examples) Subject
    {
        get
        {
            var (examples, labels) = SampleTables.Gaussians(301, 7, labels: 3, distance: 1, seed: 1);
            return (new GradientBoostedTrees { Rounds = 10 }.Fit(examples, labels), examples);
        }
    }

    protected override IEnumerable<Table> ExtremeExamples => SampleTables.Extremes(columns: 7);
}

public sealed class GradientBoostedTreesTests : TableRecipeContract
{
    static readonly GradientBoostedTrees Small = new() { Rounds = 20, MinExamplesPerLeaf = 1 };

    public static TheoryData<int> OracleCases => [.. Enumerable.Range(0, ReadOracle().Cases.Length)];

    protected override IClassifierRecipe<Table> Recipe => new GradientBoostedTrees();

    protected override Table TwoKinds => SampleTables.Gaussians(40, 3, labels: 2, distance: 9, seed: 2).Examples;

    [Theory]
    [MemberData(nameof(OracleCases))]
    public void Held_out_rows_are_predicted_as_well_as_by_scikit_learn(int index)
    {
        var (examples, labels, expected) = ReadOracle().Case(index);
        var recipe = new GradientBoostedTrees
        {
            Rounds = expected.Rounds,
            Leaves = expected.Leaves,
            MaxDepth = expected.MaxDepth,
            MinExamplesPerLeaf = expected.MinExamplesPerLeaf,
            LearningRate = expected.LearningRate,
            L2 = expected.L2,
        };
        var train = Enumerable.Range(0, expected.Train).ToArray();
        var test = Enumerable.Range(expected.Train, labels.Length - expected.Train).ToArray();
        var model = recipe.Fit(examples.Subset(train), labels[..expected.Train]);
        var evaluation = Evaluation.Of(model.Labels, model.PredictProbabilities(examples.Subset(test)), labels[expected.Train..]);
        Assert.InRange(evaluation.LogLoss, 0, 1.05 * expected.LogLoss);
        Assert.InRange(evaluation.Accuracy, expected.Accuracy - 0.02, 1);
    }

    [Fact]
    public void The_first_split_is_the_one_worked_out_by_hand()
    {
        // Half the labels are 1, so that every p is ½: gradients −½ and ½, curvatures ¼. Behind the second row the sums are (1, ½) on the left
        // and (−1, 1) on the right, with labels 0 0 | 1 0 1 1.
        Table examples = [[1], [2], [3], [4], [5], [6]];
        int[] labels = [0, 0, 1, 0, 1, 1];
        var model = new GradientBoostedTrees { Rounds = 1, Leaves = 2, MinExamplesPerLeaf = 1, LearningRate = 0.5 }.Fit(examples, labels);
        var tree = Assert.Single(model.Trees);
        var node = tree.Nodes[0];
        Assert.Equal(1, tree.Nodes.Length);
        Assert.Equal(2.5, node.Threshold);
        Assert.Equal(0.5 * ((1 / 0.5) + (1 / 1.0)), node.Gain, 1e-12);
        Assert.Equal([0.0], model.Baseline);
        Assert.Equal(-0.5 * 1 / 0.5, tree.Evaluate([2.5]), 1e-12);
        Assert.Equal(0.5 * 1 / 1.0, tree.Evaluate([2.6]), 1e-12);

        // With λ = 1 behind the second row ½ [1 / 1.5 + 1 / 2], and the numbers are ½ / 1.5 and ½ / 2.
        var smooth = new GradientBoostedTrees { Rounds = 1, Leaves = 2, MinExamplesPerLeaf = 1, LearningRate = 0.5, L2 = 1 }.Fit(examples, labels).Trees[0];
        Assert.Equal(0.5 * ((1 / 1.5) + (1 / 2.0)), smooth.Nodes[0].Gain, 1e-12);
        Assert.Equal(-0.5 / 1.5, smooth.Evaluate([1]), 1e-12);
        Assert.Equal(0.5 / 2, smooth.Evaluate([6]), 1e-12);
    }

    [Fact]
    public void What_no_linear_model_can_tell_apart_is_learned()
    {
        var random = new SeededRandom(4);
        double[][] points = [.. Enumerable.Range(0, 1600).Select(_ => new[] { random.NextDouble(-1, 1), random.NextDouble(-1, 1) })];
        foreach (var kind in new Func<double[], int>[]
        {
            point => point[0] * point[1] > 0 ? 1 : 0,
            point => Math.Sqrt((point[0] * point[0]) + (point[1] * point[1])) is > 0.4 and < 0.8 ? 1 : 0,
            point => (int)Math.Floor((point[0] + 1) * 3) % 3,
        })
        {
            int[] labels = [.. points.Select(kind)];
            var (train, test) = (points[..1200], points[1200..]);
            var model = new GradientBoostedTrees { Rounds = 50, MinExamplesPerLeaf = 5 }.Fit(train, labels[..1200]);
            var linear = new LogisticRegression().Fit(train, labels[..1200]);
            Assert.InRange(Accuracy(model, test, labels[1200..]), 0.93, 1);
            Assert.InRange(Accuracy(linear, test, labels[1200..]), 0, 0.8);
        }
    }

    [Fact]
    public void Every_round_lowers_the_training_loss()
    {
        foreach (var labelCount in new[] { 2, 3 })
        {
            var (examples, labels) = SampleTables.Gaussians(300, 4, labelCount, distance: 0.7, seed: 5);
            var last = double.PositiveInfinity;
            foreach (var rounds in new[] { 1, 2, 3, 5, 9, 20, 60 })
            {
                var loss = LogLoss(new GradientBoostedTrees { Rounds = rounds }.Fit(examples, labels), examples, labels);
                Assert.True(loss < last, $"{rounds} rounds have a loss of {loss}, fewer had {last}.");
                last = loss;
            }
        }
    }

    [Fact]
    public void Each_split_learns_where_missing_cells_go()
    {
        // Missing cells are like high numbers in the first table, like low ones in the second, and unlike all numbers in the third.
        foreach (var (missing, low, high) in new[] { (1, 0, 1), (0, 0, 1), (1, 0, 0) })
        {
            double[][] rows = [.. Enumerable.Range(0, 120).Select(i => new[] { i % 3 == 0 ? double.NaN : i % 3 == 1 ? 1 + (i / 1000.0) : 5 + (i / 1000.0) })];
            int[] labels = [.. rows.Select(row => double.IsNaN(row[0]) ? missing : row[0] < 3 ? low : high)];
            var model = new GradientBoostedTrees().Fit(rows, labels);
            Assert.Equal([missing, low, high], model.Predict([[double.NaN], [0], [9]]));
        }
    }

    [Fact]
    public void A_missing_cell_where_none_was_missing_goes_with_the_most_examples()
    {
        Table examples = Table.FromFlat([.. Enumerable.Range(0, 100).Select(i => (double)i)], 1);
        var model = new GradientBoostedTrees { Rounds = 5 }.Fit(examples, [.. Enumerable.Range(0, 100).Select(i => i < 70 ? "low" : "high")]);
        Assert.Equal(["low"], model.Predict([[double.NaN]]));
    }

    [Fact]
    public void One_split_by_categories_does_what_needs_many_of_indicators()
    {
        // Odd countries against even ones: one question about the set of them.
        var random = new SeededRandom(6);
        int[] countries = [.. Enumerable.Range(0, 2000).Select(_ => random.NextInt(20))];
        int[] labels = [.. countries.Select(country => country % 2)];
        var table = new TableBuilder().Categories("country", [.. countries.Select(country => $"{country}")]).ToTable();
        var stump = new GradientBoostedTrees { Rounds = 1, Leaves = 2, LearningRate = 1 };
        var model = stump.Fit(table, labels);
        Assert.Equal(1, Accuracy(model, table, labels));

        double[][] indicators = [.. countries.Select(country => Enumerable.Range(0, 20).Select(k => k == country ? 1.0 : 0).ToArray())];
        Assert.InRange(Accuracy(stump.Fit(indicators, labels), indicators, labels), 0, 0.6);
    }

    [Fact]
    public void Categories_that_are_rare_or_never_met_go_where_missing_ones_go()
    {
        string?[] kinds = [.. Enumerable.Repeat("a", 100), .. Enumerable.Repeat("b", 100), .. Enumerable.Repeat((string?)null, 50), "rare"];
        var column = new Column("kind", ColumnKind.Category, ["a", "b", "never", "rare"]);
        var table = Table.FromFlat([.. kinds.Select(kind => kind is null ? double.NaN : column.IndexOf(kind))], new Schema([column]));
        var model = new GradientBoostedTrees { Rounds = 10 }.Fit(table, [.. kinds.Select(kind => kind == "a" ? 0 : 1)]);
        Assert.Equal([0, 1, 1, 1, 1], model.Predict(Table.FromFlat([0, 1, 2, 3, double.NaN], table.Schema)));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(40)]
    [InlineData(-1)]
    [InlineData(0.5)]
    [InlineData(double.PositiveInfinity)]
    public void A_cell_of_a_row_alone_that_is_no_category_is_named(double cell)
    {
        var table = new TableBuilder().Categories("color", [.. Enumerable.Range(0, 80).Select(i => i % 2 == 0 ? "red" : "blue")]).ToTable();
        var model = new GradientBoostedTrees { Rounds = 2 }.Fit(table, [.. Enumerable.Range(0, 80).Select(i => i % 2)]);

        Assert.Contains("column 'color'", Assert.Throws<TwofoldException>(() => model.Predict([cell])).Message, StringComparison.Ordinal);
        Assert.Contains("column 'color'", Assert.Throws<TwofoldException>(() => model.PredictProbabilities([cell], new double[2])).Message, StringComparison.Ordinal);
        Assert.Equal(0, model.Predict([table[0, 0]]));
    }

    [Fact]
    public void More_categories_than_bins_keep_the_frequent_ones_apart()
    {
        int[] codes = [.. Enumerable.Range(0, 6000).Select(i => i < 3000 ? i % 2 : 2 + (i % 1000))];
        var table = new TableBuilder().Categories("code", [.. codes.Select(code => $"{code}")]).ToTable();
        var model = new GradientBoostedTrees { Rounds = 5 }.Fit(table, [.. codes.Select(code => code == 0 ? 0 : 1)]);
        Assert.Equal(1, Accuracy(model, table, [.. codes.Select(code => code == 0 ? 0 : 1)]));
    }

    [Fact]
    public void Early_stopping_keeps_the_round_with_the_least_held_out_loss()
    {
        var (examples, labels) = SampleTables.Gaussians(600, 5, labels: 2, distance: 0.5, seed: 7);
        var model = new GradientBoostedTrees { Rounds = 1000, Patience = 5, ValidationShare = 0.3, Seed = 3 }.Fit(examples, labels);
        Assert.True(model.StoppedEarly);
        var losses = model.HeldOutLosses.ToList();
        Assert.Equal(losses.Min(), losses[model.Rounds]);
        Assert.Equal(model.Rounds + 5 + 1, losses.Count);
        Assert.Equal(model.Rounds, model.Trees.Count);

        // The curve is that of the examples that were held out.
        var (_, heldOut) = Stratification.Split(labels, 0.3, 3);
        Assert.Equal(losses[model.Rounds], LogLoss(model, examples.Subset(heldOut), [.. heldOut.Select(i => labels[i])]), 1e-9);

        var all = new GradientBoostedTrees { Rounds = 3, Patience = 5 }.Fit(examples, labels);
        Assert.False(all.StoppedEarly);
        Assert.Equal(4, all.HeldOutLosses.Count);
        Assert.Empty(new GradientBoostedTrees { Rounds = 3 }.Fit(examples, labels).HeldOutLosses);
    }

    [Fact]
    public void Three_labels_stop_early_as_well()
    {
        var (examples, labels) = SampleTables.Gaussians(400, 5, labels: 3, distance: 0.5, seed: 8);
        var model = new GradientBoostedTrees { Rounds = 500, Patience = 3, RowShare = 0.5, Seed = 1 }.Fit(examples, labels);
        Assert.True(model.StoppedEarly);
        Assert.Equal(3 * model.Rounds, model.Trees.Count);
        var (_, heldOut) = Stratification.Split(labels, 0.1, 1);
        Assert.Equal(model.HeldOutLosses[model.Rounds], LogLoss(model, examples.Subset(heldOut), [.. heldOut.Select(i => labels[i])]), 1e-9);
    }

    [Fact]
    public void Weights_decide_between_examples_that_contradict_each_other()
    {
        Table examples = Table.FromFlat([.. Enumerable.Repeat(1.0, 50), .. Enumerable.Repeat(2.0, 50)], 1);
        int[] labels = [.. Enumerable.Range(0, 100).Select(i => i % 2)];
        double[] weights = [.. Enumerable.Range(0, 100).Select(i => (i < 50) == (i % 2 == 0) ? 3.7 : 1.1)];
        var probabilities = new GradientBoostedTrees { Rounds = 200 }.Fit(examples, labels, weights).PredictProbabilities([[1], [2]]);
        Assert.Equal(3.7 / 4.8, probabilities[0, 0], 1e-3);
        Assert.Equal(3.7 / 4.8, probabilities[1, 1], 1e-3);
    }

    [Theory]
    [InlineData(1e-30)]
    [InlineData(1e30)]
    public void The_size_of_all_weights_together_matters_only_to_the_size_of_leaves(double size)
    {
        var (examples, labels) = SampleTables.Gaussians(200, 3, labels: 3, distance: 1, seed: 9);
        double[] weights = [.. Enumerable.Range(0, 200).Select(i => 0.5 + (i % 7))];
        var recipe = new GradientBoostedTrees { Rounds = 5, MinExamplesPerLeaf = 30 };
        var expected = recipe.Fit(examples, labels, weights).PredictProbabilities(examples);
        var found = (recipe with { MinExamplesPerLeaf = 30 * size }).Fit(examples, labels, [.. weights.Select(weight => size * weight)]).PredictProbabilities(examples);
        Assert.All(found.Cast<double>(), p => Assert.True(double.IsFinite(p)));
        if (size > 1)
            Assert.All(expected.Cast<double>().Zip(found.Cast<double>()), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
    }

    [Fact]
    public void One_row_of_each_label_and_constant_columns_give_the_labels_shares()
    {
        var model = new GradientBoostedTrees().Fit([[1, 2], [3, 4], [5, 6]], ["a", "b", "c"]);
        Assert.All(model.PredictProbabilities([[1, 2], [9, 9]]).Cast<double>(), p => Assert.Equal(1 / 3.0, p, 1e-9));

        var constant = new GradientBoostedTrees { MinExamplesPerLeaf = 1 }.Fit([[7, 1], [7, 1], [7, 1], [7, 1]], [0, 0, 0, 1]);
        Assert.Equal(0.25, constant.PredictProbabilities([[7, 1]])[0, 1], 1e-6);
        Assert.All(constant.Trees, tree => Assert.Equal(0, tree.Nodes.Length));
        Assert.Equal([0.0, 0.0], constant.Importances());
        var tiny = Small.Fit([[1], [2]], [0, 1]);
        Assert.Equal([0, 1], tiny.Predict([[1], [2]]));
    }

    [Theory]
    [InlineData(1e30, 1e30)]
    [InlineData(1e-30, 1e-30)]
    [InlineData(double.Epsilon, 0)]
    [InlineData(8e307, 8e307)]
    public void Numbers_of_any_finite_size_are_told_apart(double scale, double tolerance)
    {
        double[][] rows = [.. Enumerable.Range(0, 60).Select(i => new[] { i < 30 ? -scale : scale })];
        int[] labels = [.. Enumerable.Range(0, 60).Select(i => i / 30)];
        var model = new GradientBoostedTrees().Fit(rows, labels);
        Assert.Equal(1, Accuracy(model, rows, labels));
        Assert.InRange(model.Trees[0].Nodes[0].Threshold, -scale, tolerance);
    }

    [Fact]
    public void An_infinite_cell_is_refused_where_it_stands()
    {
        double[][] rows = [.. Enumerable.Range(0, 50).Select(i => new[] { i, i == 33 ? double.PositiveInfinity : 1.0 * i })];
        var exception = Assert.Throws<TwofoldException>(() => new GradientBoostedTrees().Fit(rows, [.. Enumerable.Range(0, 50).Select(i => i % 2)]));
        Assert.StartsWith("Row 33, column 1", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rare_label_does_not_leap_to_certainty()
    {
        // One in 500: the second order of the loss asks for a step of 500 in log-odds.
        double[][] rows = [.. Enumerable.Range(0, 10_000).Select(i => new[] { i % 500 == 0 ? 1.0 : 0 })];
        int[] labels = [.. rows.Select(row => (int)row[0])];
        var step = new GradientBoostedTrees { Rounds = 1 }.Fit(rows, labels);
        Assert.Equal(1, step.Trees[0].Evaluate([1]), 1e-9);
        Assert.InRange((new GradientBoostedTrees { Rounds = 1, MaxStep = double.PositiveInfinity }).Fit(rows, labels).Trees[0].Evaluate([1]), 40, 60);
    }

    [Fact]
    public void A_column_of_text_is_refused_by_name()
    {
        var table = new TableBuilder().Numbers("age", [1, 2]).Texts("comment", ["good", "bad"]).ToTable();
        Assert.Contains("'comment'", Assert.Throws<TwofoldException>(() => Small.Fit(table, [0, 1])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_thousand_labels_have_probabilities()
    {
        var random = new SeededRandom(10);
        int[] labels = [.. Enumerable.Range(0, 2000).Select(i => i % 1000)];
        double[][] rows = [.. labels.Select(label => new[] { label / 100, label % 100, random.NextDouble() })];
        var model = new GradientBoostedTrees { Rounds = 2, Leaves = 4, MinExamplesPerLeaf = 2 }.Fit(rows, labels);
        Assert.Equal(2000, model.Trees.Count);
        var probabilities = model.PredictProbabilities(rows[..20]);
        for (var i = 0; i < 20; i++)
            Assert.Equal(1, probabilities.Row(i).ToArray().Sum(), 1e-9);
        Assert.InRange(LogLoss(model, rows, labels), 0, Math.Log(1000));
    }

    [Fact]
    public void A_million_columns_of_zeros_leave_the_labels_shares()
    {
        var table = Table.FromFlat(new float[4_000_000], 1_000_000);
        Assert.Equal(0.25, new GradientBoostedTrees().Fit(table, [0, 0, 0, 1]).PredictProbabilities(table)[0, 1], 1e-6);
    }

    [Fact]
    public void A_restored_model_gives_the_same_answers()
    {
        var (table, labels) = MixedTable(400, labelCount: 3);
        var model = Small.Fit(table, labels);
        Assert.Contains(model.Trees, tree => tree.Categories.Length > 0);
        var restored = StoredModels.RoundTrip(model);
        Assert.Equal(model.PredictProbabilities(table), restored.PredictProbabilities(table));
        Assert.Equal(model.Importances(), restored.Importances());
        var again = new GradientBoostedTreesModel<int>(model.Labels, model.Schema, model.Baseline, model.Trees);
        Assert.Equal(model.PredictProbabilities(table), again.PredictProbabilities(table));
    }

    [Fact]
    public void Trees_that_are_none_are_refused()
    {
        var schema = new Schema([new Column("x"), new Column("kind", ColumnKind.Category, ["a", "b"])]);
        _ = new BoostedTree([new(0, 1, -1, false, ~0, 1, 1), new(1, 0, 0, false, ~1, ~2, 1)], [1, 2, 3], [1u], schema);
        var question = new TreeNode(0, 1, -1, false, ~0, ~1, 1);
        AssertRefused([question with { Column = 2 }], 2, 0);
        AssertRefused([question with { Column = -1 }], 2, 0);
        AssertRefused([question with { Left = 0 }], 2, 0);
        AssertRefused([question with { Left = ~1 }], 2, 0);
        AssertRefused([question with { Right = ~2 }], 2, 0);
        AssertRefused([question with { Right = 1 }], 2, 0);
        AssertRefused([question], 3, 0);
        AssertRefused([question with { Threshold = double.NaN }], 2, 0);
        AssertRefused([question with { Gain = double.PositiveInfinity }], 2, 0);
        AssertRefused([question with { Column = 1 }], 2, 1);
        AssertRefused([question with { CategorySet = 0 }], 2, 1);
        AssertRefused([question with { Column = 1, CategorySet = 1 }], 2, 1);
        AssertRefused([question with { Column = 1, CategorySet = int.MaxValue }], 2, 1);

        // A question that leads back to one before it, and one that two lead to.
        AssertRefused([question with { Left = 1 }, question with { Left = 0 }], 3, 0);
        AssertRefused([question with { Left = 1, Right = 1 }, question], 3, 0);
        Assert.Throws<TwofoldException>(() => new BoostedTree([], [double.NaN], [], schema));
        Assert.Throws<TwofoldException>(() => new GradientBoostedTreesModel<int>([0, 1, 2], schema, [0, 0, 0], [new BoostedTree([], [1], [], schema)]));
        Assert.Throws<TwofoldException>(() => new GradientBoostedTreesModel<int>([0, 1], schema, [0, 0], []));

        void AssertRefused(TreeNode[] nodes, int leaves, int words) =>
            Assert.Contains("damaged", Assert.Throws<TwofoldException>(() => new BoostedTree(nodes, new double[leaves], new uint[words], schema)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_is_answered_as_in_a_table_and_takes_no_memory()
    {
        foreach (var labelCount in new[] { 2, 3 })
        {
            var (table, labels) = MixedTable(300, labelCount);
            var model = Small.Fit(table, labels);
            var (expected, predicted) = (model.PredictProbabilities(table), model.Predict(table));
            var probabilities = new double[labelCount];
            for (var i = 0; i < table.Count; i++)
            {
                Assert.Equal(predicted[i], model.Predict(table.Row(i)));
                model.PredictProbabilities(table.Row(i), probabilities);
                Assert.Equal(expected.Row(i).ToArray(), probabilities);
            }

            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < table.Count; i++)
                _ = model.Predict(table.Row(i));
            Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
            Assert.Contains("2 columns", Assert.Throws<TwofoldException>(() => model.Predict([1.0, 2])).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Float32_and_float64_tables_of_the_same_numbers_give_the_same_model()
    {
        var (examples, labels) = SampleTables.Gaussians(500, 6, labels: 3, distance: 1, seed: 11);
        var narrow = Array.ConvertAll(examples.Values.ToArray(), value => (float)value);
        var (single, wide) = (Table.FromFlat(narrow, 6), Table.FromFlat(Array.ConvertAll(narrow, value => (double)value), 6));
        var recipe = new GradientBoostedTrees { Rounds = 10 };
        Assert.Equal(recipe.Fit(wide, labels).PredictProbabilities(wide), recipe.Fit(single, labels).PredictProbabilities(single));
    }

    [Fact]
    public void The_model_is_the_same_whichever_core_takes_which_part()
    {
        // Large enough that histograms, partitions and scores are made in parts.
        var (examples, labels) = SampleTables.Gaussians(60_000, 6, labels: 2, distance: 0.5, seed: 12);
        var recipe = new GradientBoostedTrees { Rounds = 4, RowShare = 0.8, ColumnShare = 0.7, Seed = 5 };
        var expected = recipe.Fit(examples, labels);
        Assert.All(Enumerable.Range(0, 3), _ => AssertSame(expected, recipe.Fit(examples, labels)));

        static void AssertSame(GradientBoostedTreesModel<int> expected, GradientBoostedTreesModel<int> found)
        {
            for (var t = 0; t < expected.Trees.Count; t++)
            {
                Assert.Equal(expected.Trees[t].Nodes.ToArray(), found.Trees[t].Nodes.ToArray());
                Assert.Equal(expected.Trees[t].Leaves.ToArray(), found.Trees[t].Leaves.ToArray());
            }
        }
    }

    [Fact]
    public void The_order_of_the_rows_does_not_matter()
    {
        // Sums of integers are the same in any order.
        var (examples, labels) = SampleTables.Gaussians(500, 4, labels: 2, distance: 0.5, seed: 13);
        int[] reversed = [.. Enumerable.Range(0, 500).Reverse()];
        var expected = new GradientBoostedTrees { Rounds = 10 }.Fit(examples, labels);
        var found = new GradientBoostedTrees { Rounds = 10 }.Fit(examples.Subset(reversed), [.. reversed.Select(i => labels[i])]);
        Assert.Equal(expected.PredictProbabilities(examples), found.PredictProbabilities(examples));
    }

    [Fact]
    public void Another_seed_chooses_other_rows_and_columns_and_the_same_seed_the_same()
    {
        var (examples, labels) = SampleTables.Gaussians(300, 6, labels: 2, distance: 0.5, seed: 14);
        foreach (var recipe in new[] { Small with { RowShare = 0.5 }, Small with { ColumnShare = 0.5 }, Small with { Patience = 3 } })
        {
            var expected = recipe.Fit(examples, labels).PredictProbabilities(examples);
            Assert.Equal(expected, recipe.Fit(examples, labels).PredictProbabilities(examples));
            Assert.NotEqual(expected, (recipe with { Seed = 1 }).Fit(examples, labels).PredictProbabilities(examples));
        }
    }

    [Fact]
    public void Limits_of_trees_are_kept()
    {
        var (examples, labels) = SampleTables.Gaussians(1000, 4, labels: 2, distance: 0.5, seed: 15);
        foreach (var tree in new GradientBoostedTrees { Rounds = 5, Leaves = 6 }.Fit(examples, labels).Trees)
            Assert.Equal(6, tree.Leaves.Length);
        foreach (var tree in new GradientBoostedTrees { Rounds = 5, MaxDepth = 2 }.Fit(examples, labels).Trees)
            Assert.InRange(tree.Leaves.Length, 2, 4);
        foreach (var tree in new GradientBoostedTrees { Rounds = 5, MinGain = 1e9 }.Fit(examples, labels).Trees)
            Assert.Equal(1, tree.Leaves.Length);
        foreach (var tree in new GradientBoostedTrees { Rounds = 5, Bins = 2, Leaves = 1000 }.Fit(examples, labels).Trees)
            Assert.InRange(tree.Leaves.Length, 2, 16);
        foreach (var tree in new GradientBoostedTrees { Rounds = 5, MinExamplesPerLeaf = 100, Leaves = 1000 }.Fit(examples, labels).Trees)
        {
            var sizes = new Dictionary<double, int>();
            for (var i = 0; i < examples.Count; i++)
                sizes[tree.Evaluate(examples.Row(i))] = sizes.GetValueOrDefault(tree.Evaluate(examples.Row(i))) + 1;
            Assert.All(sizes.Values, size => Assert.True(size >= 100));
        }
    }

    [Fact]
    public void The_column_that_tells_the_labels_apart_is_the_important_one()
    {
        var random = new SeededRandom(16);
        double[][] rows = [.. Enumerable.Range(0, 300).Select(i => new[] { random.NextDouble(), i % 2 + (0.3 * random.NextGaussian()), random.NextDouble() })];
        var importances = new GradientBoostedTrees { Rounds = 10 }.Fit(rows, [.. Enumerable.Range(0, 300).Select(i => i % 2)]).Importances();
        Assert.Equal(1, importances.Sum(), 1e-12);
        Assert.InRange(importances[1], 0.8, 1);
    }

    [Fact]
    public void Each_round_is_reported()
    {
        var (examples, labels) = SampleTables.Gaussians(100, 2, labels: 2, distance: 1, seed: 17);
        var reports = new Reports();
        new GradientBoostedTrees { Rounds = 7 }.Fit(examples, labels, reports);
        Assert.Equal(Enumerable.Range(1, 7).Select(round => (double)round), reports.All.Select(report => report.Done));
        Assert.All(reports.All, report => Assert.Equal(7, report.Total));
    }

    [Fact]
    public void Hyperparameters_out_of_range_are_refused_by_name()
    {
        AssertRefused("Rounds", () => new GradientBoostedTrees { Rounds = 0 });
        AssertRefused("LearningRate", () => new GradientBoostedTrees { LearningRate = 0 });
        AssertRefused("LearningRate", () => new GradientBoostedTrees { LearningRate = double.NaN });
        AssertRefused("Leaves", () => new GradientBoostedTrees { Leaves = 1 });
        AssertRefused("MaxDepth", () => new GradientBoostedTrees { MaxDepth = 0 });
        AssertRefused("MinExamplesPerLeaf", () => new GradientBoostedTrees { MinExamplesPerLeaf = 0 });
        AssertRefused("Bins", () => new GradientBoostedTrees { Bins = 256 });
        AssertRefused("Bins", () => new GradientBoostedTrees { Bins = 1 });
        AssertRefused("L2", () => new GradientBoostedTrees { L2 = -1 });
        AssertRefused("MinGain", () => new GradientBoostedTrees { MinGain = double.NaN });
        AssertRefused("CategorySmoothing", () => new GradientBoostedTrees { CategorySmoothing = -1 });
        AssertRefused("MaxStep", () => new GradientBoostedTrees { MaxStep = 0 });
        AssertRefused("RowShare", () => new GradientBoostedTrees { RowShare = 0 });
        AssertRefused("ColumnShare", () => new GradientBoostedTrees { ColumnShare = 1.1 });
        AssertRefused("Patience", () => new GradientBoostedTrees { Patience = 0 });
        AssertRefused("ValidationShare", () => new GradientBoostedTrees { ValidationShare = 1 });

        static void AssertRefused(string name, Func<object> make) =>
            Assert.StartsWith($"{name} is", Assert.Throws<TwofoldException>(make).Message, StringComparison.Ordinal);
    }

    static (Table Table, int[] Labels) MixedTable(int count, int labelCount)
    {
        var random = new SeededRandom(18);
        double[] numbers = [.. Enumerable.Range(0, count).Select(i => i % 9 == 0 ? double.NaN : random.NextGaussian())];
        string?[] kinds = [.. Enumerable.Range(0, count).Select(i => i % 11 == 0 ? null : $"kind {random.NextInt(40)}")];
        int[] labels = [.. Enumerable.Range(0, count).Select(i => (Math.Abs((int)(2 * numbers[i])) + (kinds[i]?[^1] ?? 0)) % labelCount)];
        return (new TableBuilder().Numbers("number", numbers).Categories("kind", kinds).Numbers("noise", [.. labels.Select(_ => random.NextDouble())]).ToTable(), labels);
    }

    static double Accuracy<TLabel>(IClassifier<Table, TLabel> model, Table examples, TLabel[] labels)
        where TLabel : notnull =>
        Evaluation.Of(model.Labels, model.PredictProbabilities(examples), labels).Accuracy;

    static double LogLoss(GradientBoostedTreesModel<int> model, Table examples, int[] labels) =>
        Evaluation.Of(model.Labels, model.PredictProbabilities(examples), labels).LogLoss;

    static BoostingOracle ReadOracle() => JsonSerializer.Deserialize<BoostingOracle>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Oracles", "gradient-boosting.json")), JsonSerializerOptions.Web)
        ?? throw new InvalidDataException("gradient-boosting.json is empty.");

    sealed class Reports : IProgress<WorkProgress>
    {
        public List<WorkProgress> All { get; } = [];

        public void Report(WorkProgress value) => All.Add(value);
    }

    /// <summary>How well scikit-learn predicts, made by make_gradient_boosting.py.</summary>
    sealed record BoostingOracle(string Digits, double?[] Made, BoostingOracle.Entry[] Cases)
    {
        public (Table Examples, int[] Labels, Entry Expected) Case(int index)
        {
            var entry = Cases[index];
            double[] cells = entry.Name == "digits" ? [.. Digits.Select(letter => (double)(letter - 'a'))] : [.. Made.Select(cell => cell ?? double.NaN)];
            var schema = new Schema([.. Enumerable.Range(0, entry.Columns).Select(j => entry.Categories.Contains(j)
                ? new Column($"{j}", ColumnKind.Category, [.. Enumerable.Range(0, 12).Select(kind => $"{kind}")])
                : new Column($"{j}"))]);
            return (Table.FromFlat(cells, schema), [.. entry.Labels.Select(letter => letter - '0')], entry);
        }

        public sealed record Entry(
            string Name,
            int Train,
            int Columns,
            int[] Categories,
            string Labels,
            double LogLoss,
            double Accuracy,
            int Rounds = 100,
            int Leaves = 31,
            int? MaxDepth = null,
            double MinExamplesPerLeaf = 20,
            double LearningRate = 0.1,
            double L2 = 0);
    }
}
