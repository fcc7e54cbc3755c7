namespace Twofold.Tables.Tests;

public sealed class LogisticRegressionModelTests : TableClassifierContract
{
    protected override (IClassifier<Table, int> Model, Table Examples) Subject
    {
        get
        {
            var (examples, labels) = SampleTables.Gaussians(301, 7, labels: 3, distance: 1, seed: 1);
            return (new LogisticRegression().Fit(examples, labels), examples);
        }
    }

    protected override IEnumerable<Table> ExtremeExamples => SampleTables.Extremes(columns: 7);
}

public sealed class LogisticRegressionTests : TableRecipeContract
{
    public static TheoryData<string> Oracles => Oracle.Names;

    protected override IClassifierRecipe<Table> Recipe => new LogisticRegression();

    protected override Table TwoKinds => SampleTables.Gaussians(40, 3, labels: 2, distance: 9, seed: 2).Examples;

    [Theory]
    [MemberData(nameof(Oracles))]
    public void Coefficients_are_those_of_scikit_learn(string name)
    {
        var oracle = Oracle.Of(name);
        foreach (var expected in oracle.Logistic)
        {
            var model = new LogisticRegression { C = expected.C, Tolerance = 1e-18 }.Fit(oracle.Examples, oracle.Labels);
            Assert.True(model.Converged);

            // Of two labels scikit-learn keeps one row, the second label's.
            var reference = model.Labels.Count - expected.Coefficients.Length;
            for (var k = 0; k < expected.Coefficients.Length; k++)
            {
                Assert.Equal(expected.Intercepts[k], model.Intercepts[k + reference], 1e-6 * Math.Max(1, Math.Abs(expected.Intercepts[k])));
                for (var j = 0; j < model.Columns; j++)
                    Assert.Equal(expected.Coefficients[k][j], model.Coefficients[k + reference, j], 1e-6 * Math.Max(1, Math.Abs(expected.Coefficients[k][j])));
            }

            var probabilities = model.PredictProbabilities(oracle.Examples);
            for (var i = 0; i < expected.Probabilities.Length; i++)
                for (var k = 0; k < model.Labels.Count; k++)
                    Assert.Equal(expected.Probabilities[i][k], probabilities[7 * i, k], 1e-6);
        }
    }

    [Theory]
    [InlineData("iris")]
    [InlineData("two kinds of iris")]
    [InlineData("wine, standardized")]
    public void The_default_tolerance_gives_probabilities_to_four_digits(string name)
    {
        var oracle = Oracle.Of(name);
        var expected = oracle.Logistic.Single(logistic => logistic.C == 1);
        var probabilities = new LogisticRegression().Fit(oracle.Examples, oracle.Labels).PredictProbabilities(oracle.Examples);
        for (var i = 0; i < expected.Probabilities.Length; i++)
            for (var k = 0; k < expected.Probabilities[i].Length; k++)
                Assert.Equal(expected.Probabilities[i][k], probabilities[7 * i, k], 1e-4);
    }

    [Fact]
    public void Columns_of_very_different_sizes_converge_to_a_slope_of_zero()
    {
        var (examples, labels) = SampleTables.Gaussians(200, 6, labels: 3, distance: 1, seed: 3);
        var scaled = Table.FromFlat([.. Enumerable.Range(0, 1200).Select(i => (examples.Values[i] + 50) * Math.Pow(10, (i % 6) - 3))], 6);
        var model = new LogisticRegression { Tolerance = 1e-18 }.Fit(scaled, labels);
        Assert.True(model.Converged);
        AssertMinimum(model, scaled, labels, c: 1);
    }

    [Fact]
    public void More_columns_than_rows_converge_to_a_slope_of_zero()
    {
        var (examples, labels) = SampleTables.Gaussians(30, 100, labels: 4, distance: 0.5, seed: 4);
        var model = new LogisticRegression { Tolerance = 1e-18, C = 10 }.Fit(examples, labels);
        Assert.True(model.Converged);
        AssertMinimum(model, examples, labels, c: 10);
    }

    [Fact]
    public void A_constant_column_gets_no_slope()
    {
        Table examples = [[5, 0], [5, 1], [5, 2], [5, 3]];
        var model = new LogisticRegression().Fit(examples, [0, 0, 1, 1]);
        Assert.Equal(0, model.Coefficients[1, 0], 1e-12);
        Assert.True(model.Coefficients[1, 1] > 0);
    }

    [Fact]
    public void A_start_from_another_fit_ends_at_the_same_minimum()
    {
        foreach (var labelCount in new[] { 2, 3 })
        {
            var (examples, labels) = SampleTables.Gaussians(200, 5, labelCount, distance: 1, seed: 5);
            var recipe = new LogisticRegression { C = 0.1, Tolerance = 1e-18 };
            var cold = recipe.Fit(examples, labels);
            var warm = recipe.Fit(examples, labels, new LogisticRegression { C = 3 }.Fit(examples, labels));
            for (var k = 0; k < labelCount; k++)
                for (var j = 0; j < 5; j++)
                    Assert.Equal(cold.Coefficients[k, j], warm.Coefficients[k, j], 1e-7);

            // From its own end a fit has nothing left to do.
            Assert.True((recipe with { MaxIterations = 1 }).Fit(examples, labels, cold).Converged);
            Assert.False((recipe with { MaxIterations = 1 }).Fit(examples, labels).Converged);
        }
    }

    [Fact]
    public void Near_another_fit_its_slopes_are_of_that_fits_features()
    {
        var (examples, labels) = SampleTables.Gaussians(200, 5, 2, distance: 1, seed: 5);
        var (others, theirs) = SampleTables.Gaussians(200, 5, 2, distance: 1, seed: 6);
        Table wider = (double[][])[.. Enumerable.Range(0, 200).Select(i => others.Row(i).ToArray().Select(cell => 3 + (10 * cell)).ToArray())];
        var recipe = new LogisticRegression { C = 1e-9, Tolerance = 1e-18, Features = new FeatureEncodingOptions { Standardize = true } };
        var near = (recipe with { C = 1 }).Fit(wider, theirs);

        var (before, after) = (near.DecisionFunction(examples), recipe.FitNear(examples, labels, near).DecisionFunction(examples));

        // All that may move at no cost is the intercept.
        for (var i = 1; i < 200; i++)
            Assert.Equal(before[i, 1] - before[0, 1] - (before[i, 0] - before[0, 0]), after[i, 1] - after[0, 1] - (after[i, 0] - after[0, 0]), 1e-4);
        Assert.Equal(near.DecisionFunction(wider).GetLength(0), (recipe with { Features = new FeatureEncodingOptions() }).FitNear(wider, theirs, near).DecisionFunction(wider).GetLength(0));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Near_another_fit_it_moves_as_far_as_its_examples_are_worth(int labelCount)
    {
        var (examples, labels) = SampleTables.Gaussians(200, 5, labelCount, distance: 1, seed: 5);
        var (others, theirs) = SampleTables.Gaussians(200, 5, labelCount, distance: 1, seed: 6);
        var recipe = new LogisticRegression { C = 0.1, Tolerance = 1e-18 };
        var near = recipe.Fit(others, theirs);
        var zero = new LogisticRegressionModel<int>(near.Labels, new double[labelCount, 5], new double[labelCount]);

        Assert.Equal(0, Distance(recipe.FitNear(examples, labels, zero), recipe.Fit(examples, labels)), 1e-6);
        Assert.Equal(0, Distance((recipe with { C = 1e-9 }).FitNear(examples, labels, near), near), 1e-4);
        // As much as all examples together: what both sets teach, and not what either does alone.
        var both = recipe.FitNear(examples, labels, near);
        Assert.InRange(Distance(both, near), 0.05, Distance((recipe with { C = 1e6 }).FitNear(examples, labels, near), near));
        // The minimum: from it no slope leads down.
        double Value(LogisticRegressionModel<int> model)
        {
            var (loss, distance) = (Evaluation.Of(model.Labels, model.PredictProbabilities(examples), labels).LogLoss * examples.Count, 0.0);
            for (var k = 0; k < labelCount; k++)
                for (var j = 0; j < 5; j++)
                    distance += Math.Pow(model.Coefficients[k, j] - near.Coefficients[k, j], 2);
            return (recipe.C * loss) + (0.5 * distance);
        }

        foreach (var step in (double[])[-0.01, 0.01])
        {
            var aside = (double[,])both.Coefficients.Clone();
            aside[labelCount - 1, 2] += step;
            Assert.True(Value(new LogisticRegressionModel<int>(near.Labels, aside, both.Intercepts)) > Value(both));
        }

        Assert.Contains("L1", Assert.Throws<TwofoldException>(() => (recipe with { Penalty = Penalty.L1 }).FitNear(examples, labels, near)).Message);

        double Distance(LogisticRegressionModel<int> one, LogisticRegressionModel<int> other)
        {
            var farthest = 0.0;
            for (var k = 0; k < labelCount; k++)
                for (var j = 0; j < 5; j++)
                    farthest = Math.Max(farthest, Math.Abs(one.Coefficients[k, j] - other.Coefficients[k, j]));
            return farthest;
        }
    }

    [Fact]
    public void A_start_of_other_labels_or_columns_is_refused()
    {
        var start = new LogisticRegression().Fit([[1], [2]], ["a", "b"]);
        Assert.Throws<TwofoldException>(() => new LogisticRegression().Fit([[1], [2]], ["a", "c"], start));
        Assert.Throws<TwofoldException>(() => new LogisticRegression().Fit([[1, 2], [2, 3]], ["a", "b"], start));
    }

    [Fact]
    public void A_restored_model_gives_the_same_answers()
    {
        var (examples, labels) = SampleTables.Gaussians(100, 5, labels: 3, distance: 1, seed: 6);
        var model = new LogisticRegression().Fit(examples, labels);
        var restored = new LogisticRegressionModel<int>(model.Labels, model.Coefficients, model.Intercepts);
        Assert.Equal(model.PredictProbabilities(examples), restored.PredictProbabilities(examples));
    }

    [Fact]
    public void Parameters_that_do_not_fit_together_are_refused()
    {
        Assert.Throws<TwofoldException>(() => new LogisticRegressionModel<int>([0, 1], new double[2, 3], [0]));
        Assert.Throws<TwofoldException>(() => new LogisticRegressionModel<int>([0, 1], new double[3, 3], [0, 0]));
        Assert.Throws<TwofoldException>(() => new LogisticRegressionModel<int>([0, 1], new double[,] { { 0 }, { double.NaN } }, [0, 0]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Hyperparameters_out_of_range_are_refused_by_name(double value)
    {
        Assert.StartsWith("C is", Assert.Throws<TwofoldException>(() => new LogisticRegression { C = value }).Message, StringComparison.Ordinal);
        Assert.StartsWith("Tolerance is", Assert.Throws<TwofoldException>(() => new LogisticRegression { Tolerance = value }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_that_are_infinite_or_too_large_are_named()
    {
        var recipe = new LogisticRegression();
        var infinite = Assert.Throws<TwofoldException>(() => recipe.Fit([[1, 2], [3, double.PositiveInfinity]], [0, 1]));
        Assert.StartsWith("Row 1, column 1 is", infinite.Message, StringComparison.Ordinal);
        var large = Assert.Throws<TwofoldException>(() => recipe.Fit([[1, 2], [3, 1e300]], [0, 1]));
        Assert.StartsWith("Column 1 has numbers too large", large.Message, StringComparison.Ordinal);
        var model = recipe.Fit([[1, 2], [3, 5]], [0, 1]);
        Assert.StartsWith("Row 0, column 1 is", Assert.Throws<TwofoldException>(() => model.Predict([[1, double.NegativeInfinity]])).Message, StringComparison.Ordinal);
        double[] row = [1, double.NegativeInfinity];
        Assert.Throws<TwofoldException>(() => model.Predict(row));

        // A restored last layer knows no means: what is missing is refused.
        var restored = new LogisticRegressionModel<int>(model.Labels, model.Coefficients, model.Intercepts);
        Assert.StartsWith("Row 0, column 1 is NaN", Assert.Throws<TwofoldException>(() => restored.Predict([[1, double.NaN]])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_number_is_the_mean_of_its_column_in_the_fit_and_at_prediction()
    {
        var recipe = new LogisticRegression();
        var holed = recipe.Fit([[1, 2], [2, double.NaN], [3, 4], [4, 7], [6, 3]], [0, 0, 1, 1, 1]);
        var filled = recipe.Fit([[1, 2], [2, 4], [3, 4], [4, 7], [6, 3]], [0, 0, 1, 1, 1]);
        Assert.Equal(filled.Coefficients, holed.Coefficients);
        Assert.Equal(filled.PredictProbabilities([[3, 4]]), filled.PredictProbabilities([[3, double.NaN]]));
        double[] row = [3, double.NaN];
        var probabilities = new double[2];
        filled.PredictProbabilities(row, probabilities);
        Assert.Equal(filled.PredictProbabilities([[3, 4]])[0, 1], probabilities[1], 1e-15);
    }

    [Fact]
    public void Categories_and_texts_are_learned_from_and_named()
    {
        string?[] colors = ["red", "red", "blue", "blue", null, "red", "blue", "red"];
        string?[] texts = ["good day", "good good", "bad day", "bad", "good", "good night", "bad night", null];
        var table = new TableBuilder().Categories("color", colors).Texts("comment", texts).Numbers("age", [1, 2, 3, 4, double.NaN, 1, 5, 2]).ToTable();
        int[] labels = [1, 1, 0, 0, 1, 1, 0, 1];
        var model = new LogisticRegression { C = 10 }.Fit(table, labels);
        Assert.True(model.Converged);
        Assert.Equal(labels, model.Predict(table));
        Assert.Equal(3, model.Columns);
        Assert.Equal(model.Coefficients.GetLength(1), model.FeatureNames.Count);
        var good = model.FeatureNames.ToList().IndexOf("comment: good");
        Assert.True(model.Coefficients[1, good] > 0);
        Assert.True(model.Coefficients[1, model.FeatureNames.ToList().IndexOf("color=blue")] < 0);

        // One row at a time, and after a model file, it is the same.
        var restored = StoredModels.RoundTrip(model);
        Assert.Equal(model.PredictProbabilities(table), restored.PredictProbabilities(table));
        var probabilities = new double[2];
        for (var i = 0; i < table.Count; i++)
        {
            restored.PredictProbabilities(table.Row(i), probabilities);
            Assert.Equal(model.PredictProbabilities(table)[i, 1], probabilities[1], 1e-12);
            Assert.Equal(labels[i], model.Predict(table.Row(i)));
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void A_row_at_a_time_gives_the_same_answers_and_takes_no_memory(int labelCount)
    {
        var (examples, labels) = SampleTables.Gaussians(100, 20, labelCount, distance: 1, seed: 11);
        var model = new LogisticRegression().Fit(examples, labels);
        var (expected, predicted) = (model.PredictProbabilities(examples), model.Predict(examples));
        var probabilities = new double[labelCount];
        var before = 0L;
        for (var i = 0; i < examples.Count; i++)
        {
            // The first row compiles what it needs.
            if (i == 1)
                before = GC.GetAllocatedBytesForCurrentThread();
            model.PredictProbabilities(examples.Row(i), probabilities);
            if (model.Predict(examples.Row(i)) != predicted[i] || Math.Abs(probabilities[0] - expected[i, 0]) > 1e-12)
                Assert.Fail($"Row {i} has another answer alone.");
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Throws<TwofoldException>(() => model.Predict(new double[19]));
        Assert.Throws<TwofoldException>(() => model.PredictProbabilities(examples.Row(0), new double[labelCount + 1]));
    }

    [Fact]
    public void A_model_file_gives_the_same_answers_also_about_what_is_missing()
    {
        var (examples, labels) = SampleTables.Gaussians(100, 5, labels: 3, distance: 1, seed: 12);
        var model = new LogisticRegression().Fit(examples, labels);
        var restored = StoredModels.RoundTrip(model);
        Assert.Equal(model.PredictProbabilities(examples), restored.PredictProbabilities(examples));
        Table holed = [[1, double.NaN, 2, 0, double.NaN]];
        Assert.Equal(model.PredictProbabilities(holed), restored.PredictProbabilities(holed));
    }

    [Theory]
    [InlineData(1e30)]
    [InlineData(1e-30)]
    public void Columns_of_extreme_units_have_finite_answers(double unit)
    {
        foreach (var labelCount in new[] { 2, 3 })
        {
            var (examples, labels) = SampleTables.Gaussians(90, 4, labelCount, distance: 1, seed: 13);
            var scaled = Table.FromFlat(Array.ConvertAll(examples.Values.ToArray(), value => value * unit), 4);
            foreach (var penalty in Enum.GetValues<Penalty>())
            {
                var model = new LogisticRegression { Penalty = penalty }.Fit(scaled, labels);
                Assert.All(model.PredictProbabilities(scaled).Cast<double>(), p => Assert.InRange(Math.Log(p), double.MinValue, 0));
            }
        }
    }

    [Fact]
    public void Examples_without_an_overlap_have_finite_answers_and_without_a_penalty_no_minimum()
    {
        Table examples = [[1, 5], [2, 4], [3, 7], [11, 5], [12, 3], [13, 1]];
        int[] labels = [0, 0, 0, 1, 1, 1];
        Assert.True(new LogisticRegression { C = 1e6 }.Fit(examples, labels).Converged);
        var model = new LogisticRegression { Penalty = Penalty.None }.Fit(examples, labels);
        Assert.False(model.Converged);
        Assert.Equal(labels, model.Predict(examples));
        Assert.True(new LogisticRegression { Penalty = Penalty.None }.Fit([[1], [1], [2], [2]], [0, 1, 0, 1]).Converged);
    }

    [Fact]
    public void Columns_that_depend_on_each_other_have_an_answer_without_a_penalty()
    {
        var (examples, labels) = SampleTables.Gaussians(120, 3, labels: 3, distance: 0.3, seed: 14);
        var dependent = Table.FromFlat([.. Enumerable.Range(0, 120).SelectMany(i => new[] { examples[i, 0], examples[i, 1], examples[i, 0] + examples[i, 1], 5 })], 4);
        var free = Table.FromFlat([.. Enumerable.Range(0, 120).SelectMany(i => new[] { examples[i, 0], examples[i, 1] })], 2);
        var recipe = new LogisticRegression { Penalty = Penalty.None };
        var (expected, actual) = (recipe.Fit(free, labels).PredictProbabilities(free), recipe.Fit(dependent, labels).PredictProbabilities(dependent));
        for (var i = 0; i < 120; i++)
            Assert.Equal(expected[i, 0], actual[i, 0], 1e-5);
    }

    [Fact]
    public void Thousands_of_labels_with_one_row_each_are_learned()
    {
        var (count, random) = (10_000, new SeededRandom(15));
        var examples = Table.FromFlat([.. Enumerable.Range(0, 2 * count).Select(_ => random.NextGaussian())], 2);
        var model = new LogisticRegression { MaxIterations = 1 }.Fit(examples, [.. Enumerable.Range(0, count)]);
        Assert.Equal(count, model.Labels.Count);
        var probabilities = model.PredictProbabilities(examples.Subset([0, 1, 2]));
        Assert.Equal(1, probabilities.Row(2).ToArray().Sum(), 1e-9);
    }

    [Fact]
    public void A_million_columns_of_zeros_say_nothing()
    {
        var model = new LogisticRegression().Fit(Table.FromFlat(new double[4_000_000], 1_000_000), [0, 1, 1, 1]);
        Assert.True(model.Converged);
        Assert.Equal(0.25, model.PredictProbabilities(Table.FromFlat(new double[1_000_000], 1_000_000))[0, 0], 1e-4);
        Assert.All(model.Coefficients.Cast<double>(), slope => Assert.Equal(0, slope));
    }

    [Fact]
    public void Class_weights_that_do_not_match_the_labels_are_refused()
    {
        Table examples = [[1], [2], [3]];
        var unknown = Assert.Throws<TwofoldException>(() => new LogisticRegression { ClassWeights = ClassWeights.Of(new Dictionary<string, double> { ["c"] = 2 }) }.Fit(examples, ["a", "b", "b"]));
        Assert.Contains("'c'", unknown.Message, StringComparison.Ordinal);
        var type = Assert.Throws<TwofoldException>(() => new LogisticRegression { ClassWeights = ClassWeights.Of(new Dictionary<int, double> { [1] = 2 }) }.Fit(examples, ["a", "b", "b"]));
        Assert.Contains("Int32", type.Message, StringComparison.Ordinal);
        Assert.Throws<TwofoldException>(() => ClassWeights.Of(new Dictionary<int, double> { [1] = -2 }));
    }

    [Fact]
    public void Other_hyperparameters_out_of_range_are_refused_by_name()
    {
        Assert.StartsWith("L1Ratio is", Assert.Throws<TwofoldException>(() => new LogisticRegression { L1Ratio = 1.1 }).Message, StringComparison.Ordinal);
        Assert.StartsWith("Penalty is", Assert.Throws<TwofoldException>(() => new LogisticRegression { Penalty = (Penalty)7 }).Message, StringComparison.Ordinal);
        Assert.StartsWith("MaxIterations is", Assert.Throws<TwofoldException>(() => new LogisticRegression { MaxIterations = 0 }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_of_other_columns_is_refused_with_both_numbers()
    {
        var model = new LogisticRegression().Fit([[1, 2], [3, 5]], [0, 1]);
        Assert.StartsWith(
            "The table has 3 columns but the model was fitted on 2", Assert.Throws<TwofoldException>(() => model.Predict([[1, 2, 3]])).Message, StringComparison.Ordinal);
        Table none = [];
        Assert.Empty(model.Predict(none));
    }

    [Fact]
    public void A_model_of_one_label_says_it_with_certainty()
    {
        var model = new LogisticRegressionModel<string>(["cat"], new double[,] { { 2, -1 } }, [3]);
        Table examples = [[1, 2], [-5, 9]];

        Assert.Equal(["cat", "cat"], model.Predict(examples));
        Assert.Equal(new double[,] { { 1 }, { 1 } }, model.PredictProbabilities(examples));
        Assert.Equal(new double[,] { { 3 }, { -16 } }, model.DecisionFunction(examples));
        Assert.Equal("cat", model.Predict([-5.0, 9.0]));
        var probabilities = new double[1];
        model.PredictProbabilities([-5.0, 9.0], probabilities);
        Assert.Equal([1], probabilities);
        Assert.Contains("one label or more", Assert.Throws<TwofoldException>(() => new LogisticRegressionModel<string>([], new double[0, 2], [])).Message, StringComparison.Ordinal);
    }

    // At the minimum the slopes of C Σ −log p + ½‖w‖² are zero: w = C Σ (y − p) x, and Σ (y − p) = 0.
    static void AssertMinimum(LogisticRegressionModel<int> model, Table examples, int[] labels, double c)
    {
        var probabilities = model.PredictProbabilities(examples);
        for (var k = 0; k < model.Labels.Count; k++)
        {
            var residuals = labels.Select((label, i) => (label == model.Labels[k] ? 1 : 0) - probabilities[i, k]).ToArray();
            Assert.Equal(0, residuals.Sum(), 1e-6);
            for (var j = 0; j < model.Columns; j++)
            {
                var terms = residuals.Select((residual, i) => c * residual * examples[i, j]).ToArray();
                Assert.Equal(terms.Sum(), model.Coefficients[k, j], 1e-7 * Math.Max(1, terms.Sum(Math.Abs)));
            }
        }
    }
}
