namespace Twofold.Tables.Tests;

public sealed class NearestNeighborsModelTests : TableClassifierContract
{
    protected override (IClassifier<Table, int> Model, Table Examples) Subject
    {
        get
        {
            var (examples, labels) = SampleTables.Gaussians(301, 7, labels: 3, distance: 1, seed: 1);
            return (new NearestNeighbors().Fit(examples, labels), examples);
        }
    }

    protected override IEnumerable<Table> ExtremeExamples => SampleTables.Extremes(columns: 7);
}

public sealed class NearestNeighborsTests : TableRecipeContract
{
    public static TheoryData<string> Oracles => [.. NeighborOracle.Answers.Cases.Select(oracle => oracle.Name)];

    protected override IClassifierRecipe<Table> Recipe => new NearestNeighbors();

    protected override Table TwoKinds => SampleTables.Gaussians(40, 3, labels: 2, distance: 9, seed: 2).Examples;

    [Theory]
    [MemberData(nameof(Oracles))]
    public void Probabilities_are_those_of_scikit_learn(string name)
    {
        var oracle = NeighborOracle.Answers.Cases.Single(oracle => oracle.Name == name);
        var (examples, queries) = (WithHoles(oracle.Examples), WithHoles(oracle.Queries));
        foreach (var expected in oracle.Answers)
        {
            var recipe = new NearestNeighbors { Neighbors = expected.Neighbors, Weights = expected.Weights, Standardize = expected.Standardize };
            var model = recipe.Fit(examples, oracle.Labels);
            var probabilities = model.PredictProbabilities(queries);
            for (var i = 0; i < queries.Count; i++)
            {
                Assert.Equal(expected.Probabilities[i], probabilities.Row(i).ToArray(), (a, b) => Math.Abs(a - b) < 1e-7);
                var alone = new double[model.Labels.Count];
                model.PredictProbabilities(queries.Row(i), alone);
                Assert.Equal(probabilities.Row(i).ToArray(), alone);
                Assert.Equal(model.Predict(queries.Subset([i]))[0], model.Predict(queries.Row(i)));
            }
        }
    }

    [Fact]
    public void Texts_are_compared_by_their_words_as_in_scikit_learn()
    {
        var oracle = NeighborOracle.Answers;
        var model = new NearestNeighbors { Neighbors = 3, Weights = NeighborWeights.Distance }
            .Fit(new TableBuilder().Texts("t", oracle.Texts).ToTable(), oracle.TextLabels);
        var probabilities = model.PredictProbabilities(new TableBuilder().Texts("t", oracle.TextQueries).ToTable());
        for (var i = 0; i < oracle.TextQueries.Length; i++)
            Assert.Equal(oracle.TextProbabilities[i], probabilities.Row(i).ToArray(), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Throws<TwofoldException>(() => model.Predict([0.0]));
    }

    [Fact]
    public void Of_rows_that_are_equally_far_the_first_count()
    {
        // Thirty rows at the very same place, which products of matrices would round differently.
        var random = new SeededRandom(3);
        double[] place = [.. Enumerable.Range(0, 11).Select(_ => 1e3 * random.NextGaussian())];
        var examples = Table.FromFlat([.. Enumerable.Range(0, 31).SelectMany(_ => place)], 11);
        int[] labels = [.. Enumerable.Range(0, 31).Select(i => i < 5 ? 7 : 8)];
        var query = Table.FromFlat([.. place.Select(value => value + 1)], 11);
        Assert.Equal([1.0, 0], new NearestNeighbors().Fit(examples, labels).PredictProbabilities(query).Row(0).ToArray());
        Assert.Equal([5.0 / 6, 1.0 / 6], new NearestNeighbors { Neighbors = 6 }.Fit(examples, labels).PredictProbabilities(query).Row(0).ToArray());
    }

    [Fact]
    public void Many_rows_have_the_neighbors_that_are_found_one_by_one()
    {
        foreach (var columns in new[] { 1, 3, 20, 70 })
        {
            var (examples, labels) = SampleTables.Gaussians(1500, columns, labels: 4, distance: 0.3, seed: 4);
            var queries = SampleTables.Gaussians(200, columns, labels: 4, distance: 0.3, seed: 5).Examples;
            var probabilities = new NearestNeighbors { Neighbors = 7 }.Fit(examples, labels).PredictProbabilities(queries);
            for (var q = 0; q < queries.Count; q += 9)
            {
                var query = queries.Row(q).ToArray();
                var nearest = Enumerable.Range(0, examples.Count)
                    .OrderBy(i => query.Select((value, j) => Math.Pow(value - examples[i, j], 2)).Sum())
                    .ThenBy(i => i)
                    .Take(7)
                    .Select(i => labels[i])
                    .ToArray();
                for (var k = 0; k < 4; k++)
                    Assert.Equal(nearest.Count(label => label == k) / 7.0, probabilities[q, k], 1e-12);
            }
        }
    }

    [Fact]
    public void A_weight_of_two_takes_two_places_among_the_nearest()
    {
        Table examples = [[0], [1], [2], [3]];
        int[] labels = [0, 1, 1, 1];
        var recipe = new NearestNeighbors { Neighbors = 3 };
        var weighted = recipe.Fit(examples, labels, [2, 1, 1, 1]).PredictProbabilities([[-1]]);
        Assert.Equal(recipe.Fit(examples.Subset([0, 0, 1, 2, 3]), [0, 0, 1, 1, 1]).PredictProbabilities([[-1]]), weighted);
        Assert.Equal([2.0 / 3, 1.0 / 3], weighted.Row(0).ToArray(), (a, b) => Math.Abs(a - b) < 1e-12);

        // Of a row that weighs more than is still asked for only a part counts.
        var part = recipe.Fit(examples, labels, [1, 100, 1, 1]).PredictProbabilities([[-1]]);
        Assert.Equal([1.0 / 3, 2.0 / 3], part.Row(0).ToArray(), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void A_row_without_anything_to_compare_gets_the_shares_of_the_labels()
    {
        var model = new NearestNeighbors { Neighbors = 1 }.Fit([[1, 2], [2, 3], [8, 9]], ["a", "a", "b"]);
        Assert.Equal([2.0 / 3, 1.0 / 3], model.PredictProbabilities([[double.NaN, double.NaN]]).Row(0).ToArray(), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal(["b"], model.Predict([[double.NaN, 9]]));
    }

    [Fact]
    public void Categories_count_as_one_hot_columns_and_missing_ones_are_left_out()
    {
        var examples = new TableBuilder().Numbers("n", [0, 0, 10]).Categories("c", ["x", "y", "y"]).ToTable();
        var model = new NearestNeighbors { Neighbors = 1, Weights = NeighborWeights.Distance }.Fit(examples, [0, 1, 2]);
        Assert.Equal([0, 1], model.Predict(new TableBuilder().Numbers("n", [0.1, 0.1]).Categories("c", ["x", "y"]).ToTable()));
        Assert.Equal([2], model.Predict(new TableBuilder().Numbers("n", [9]).Categories("c", [null]).ToTable()));
    }

    [Fact]
    public void Single_precision_tables_have_the_same_neighbors()
    {
        var (examples, labels) = SampleTables.Gaussians(300, 5, labels: 3, distance: 1, seed: 6);
        float[] narrow = [.. examples.Values.ToArray().Select(value => (float)value)];
        var single = Table.FromFlat(narrow, 5);
        var wide = Table.FromFlat(Array.ConvertAll(narrow, value => (double)value), 5);
        Assert.Equal(
            new NearestNeighbors().Fit(wide, labels).PredictProbabilities(wide), new NearestNeighbors().Fit(single, labels).PredictProbabilities(single));
    }

    [Fact]
    public void A_model_out_of_a_file_gives_the_same_answers()
    {
        var random = new SeededRandom(8);
        double[] numbers = [.. Enumerable.Range(0, 60).Select(i => i % 7 == 0 ? double.NaN : random.NextGaussian())];
        string?[] colors = [.. numbers.Select((_, i) => i % 5 == 0 ? null : $"color {i % 3}")];
        string?[] texts = [.. numbers.Select((_, i) => $"word{i % 4} word{i % 7}")];
        int[] labels = [.. numbers.Select((_, i) => i % 3)];
        double[] weights = [.. numbers.Select((_, i) => i % 4 / 2.0)];
        var recipe = new NearestNeighbors { Weights = NeighborWeights.Distance, Standardize = true };
        foreach (var table in new[]
        {
            new TableBuilder().Numbers("n", numbers).Categories("c", colors).Texts("t", texts).ToTable(),
            new TableBuilder().Texts("t", texts).ToTable(),
            Table.FromFlat(Array.ConvertAll(numbers, value => (float)value), 3),
        })
        {
            var model = recipe.Fit(table, [.. labels.Take(table.Count)], [.. weights.Take(table.Count)]);
            var restored = StoredModels.RoundTrip(model);
            Assert.Equal(model.PredictProbabilities(table), restored.PredictProbabilities(table));
            Assert.Equal((model.Neighbors, model.Weights, model.Count), (restored.Neighbors, restored.Weights, restored.Count));
        }
    }

    [Fact]
    public void What_cannot_be_is_refused_with_the_numbers()
    {
        var recipe = new NearestNeighbors();
        Assert.StartsWith("Neighbors is 0", Assert.Throws<TwofoldException>(() => new NearestNeighbors { Neighbors = 0 }).Message, StringComparison.Ordinal);
        Assert.StartsWith("2 examples but 5 neighbors", Assert.Throws<TwofoldException>(() => recipe.Fit([[1], [2]], [0, 1])).Message, StringComparison.Ordinal);
        Table large = [[0], [1e200], [-1e200], [1], [2]];
        Assert.Contains("too large to be squared", Assert.Throws<TwofoldException>(() => recipe.Fit(large, [0, 1, 0, 1, 0])).Message, StringComparison.Ordinal);
        var model = recipe.Fit([[0], [1], [2], [3], [4]], [0, 1, 0, 1, 0]);
        Assert.StartsWith("Row 1 has numbers too large", Assert.Throws<TwofoldException>(() => model.Predict([[1], [1e200]])).Message, StringComparison.Ordinal);
        Assert.StartsWith("Row 0, column 0 is Infinity", Assert.Throws<TwofoldException>(() => model.Predict([[double.PositiveInfinity]])).Message, StringComparison.Ordinal);
        Assert.Throws<TwofoldException>(() => model.Predict([[1, 2]]));
        Assert.Empty(model.Predict(Table.FromRows()));
    }

    static Table WithHoles(double?[][] rows) => Table.FromRows([.. rows.Select(row => row.Select(value => value ?? double.NaN).ToArray())]);
}
