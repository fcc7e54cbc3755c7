namespace Twofold.Tables.Tests;

/// <summary>The solvers of every shape against the conditions that hold at the minimum and nowhere else.</summary>
public sealed class LogisticSolverTests
{
    [Theory]
    [InlineData(Penalty.L2, 2, 5)]
    [InlineData(Penalty.L1, 2, 5)]
    [InlineData(Penalty.ElasticNet, 3, 5)]
    [InlineData(Penalty.L1, 4, 40)]
    [InlineData(Penalty.L2, 5, 300)]
    [InlineData(Penalty.L1, 5, 300)]
    [InlineData(Penalty.ElasticNet, 5, 300)]
    [InlineData(Penalty.L2, 2, 1100)]
    [InlineData(Penalty.L1, 2, 1100)]
    public void No_slope_is_left_at_the_end_whatever_the_penalty_and_the_shape(Penalty penalty, int labels, int columns)
    {
        var (examples, codes) = SampleTables.Gaussians(240, columns, labels, distance: 0.4, seed: 21);
        var weights = Weights(codes.Length);
        AssertMinimum(new EncodedTable(examples, null), new LogisticTargets(codes, labels, null), penalty);
        AssertMinimum(new EncodedTable(examples, null), new LogisticTargets(codes, labels, weights), penalty);
    }

    [Theory]
    [InlineData(Penalty.L2, 2, 0)]
    [InlineData(Penalty.L2, 3, 4)]
    [InlineData(Penalty.L1, 2, 4)]
    [InlineData(Penalty.ElasticNet, 3, 0)]
    public void No_slope_is_left_of_dense_and_sparse_columns_together(Penalty penalty, int labels, int dense)
    {
        const int count = 300, columns = 60;
        var random = new SeededRandom(22);
        var codes = Enumerable.Range(0, count).Select(i => i % labels).ToArray();
        List<int> starts = [0];
        List<int> indices = [];
        List<double> values = [];
        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j < columns; j++)
                if (random.NextDouble() < (j % labels == codes[i] ? 0.2 : 0.1) && j != 7)
                {
                    indices.Add(j);
                    values.Add(1 + random.NextInt(3));
                }

            starts.Add(indices.Count);
        }

        var numbers = dense == 0
            ? Table.WithoutColumns(count)
            : Table.FromFlat([.. Enumerable.Range(0, count * dense).Select(i => (i % dense * 10) + random.NextGaussian() + codes[i / dense])], dense);
        var encoded = new EncodedTable(numbers, new SparseRows([.. starts], [.. indices], [.. values], columns));
        var coefficients = AssertMinimum(encoded, new LogisticTargets(codes, labels, null), penalty);

        // A word that no text has says nothing.
        Assert.Equal(0, coefficients[labels - 1, dense + 7]);
    }

    [Fact]
    public void Float32_tables_and_far_columns_end_where_float64_tables_do()
    {
        var (examples, codes) = SampleTables.Gaussians(3000, 12, labels: 3, distance: 0.5, seed: 23);
        var narrow = Array.ConvertAll(examples.Values.ToArray(), value => (float)value);
        var recipe = new LogisticRegression { Tolerance = 1e-16 };
        var expected = recipe.Fit(Table.FromFlat(Array.ConvertAll(narrow, value => (double)value), 12), codes, null, TestContext.Current.CancellationToken);
        var single = recipe.Fit(Table.FromFlat(narrow, 12), codes, null, TestContext.Current.CancellationToken);
        AssertClose(expected.Coefficients, single.Coefficients, 1e-7);

        // A column of deviation 1 around 1e9 has nine digits left.
        var far = recipe.Fit(Table.FromFlat(Array.ConvertAll(examples.Values.ToArray(), value => Math.Round(value, 6) + 1e9), 12), codes, null, TestContext.Current.CancellationToken);
        var near = recipe.Fit(Table.FromFlat(Array.ConvertAll(examples.Values.ToArray(), value => Math.Round(value, 6) + 1e9 - 1e9), 12), codes, null, TestContext.Current.CancellationToken);
        AssertClose(near.Coefficients, far.Coefficients, 1e-6);
    }

    [Fact]
    public void Many_rows_end_where_they_do_without_a_sample_to_start_from()
    {
        var (examples, codes) = SampleTables.Gaussians(60_000, 4, labels: 2, distance: 0.5, seed: 24);
        var sampled = new LogisticRegression().Fit(examples, codes, null, TestContext.Current.CancellationToken);
        var tight = new LogisticRegression { Tolerance = 1e-15 }.Fit(examples, codes, start: sampled, cancellation: TestContext.Current.CancellationToken);
        AssertClose(tight.Coefficients, sampled.Coefficients, 1e-6);

        // A sample that misses a label is none to start from.
        var rare = codes.Select((_, i) => i < 20 ? 1 : 0).ToArray();
        Assert.True(new LogisticRegression().Fit(examples, rare, null, TestContext.Current.CancellationToken).Converged);
    }

    [Fact]
    public void The_same_fit_on_another_number_of_cores_has_the_same_bytes()
    {
        var (examples, codes) = SampleTables.Gaussians(20_000, 30, labels: 4, distance: 0.3, seed: 25);
        var first = new LogisticRegression().Fit(examples, codes, null, TestContext.Current.CancellationToken);
        LogisticRegressionModel<int>? second = null;
        var thread = new Thread(() => second = new LogisticRegression().Fit(examples, codes));
        thread.Start();
        Parallel.For(0, 8, _ => Thread.SpinWait(1_000_000));
        thread.Join();
        Assert.Equal(first.Coefficients, second!.Coefficients); // The thread set it.
    }

    // For every slope w with the slope g of C Σ w_i loss_i: g + (1 − ρ) w = −ρ sign(w), and |g| ≤ ρ where w is zero; Σ w_i (p − y) = 0.
    static double[,] AssertMinimum(EncodedTable examples, LogisticTargets targets, Penalty penalty)
    {
        const double c = 0.3;
        var weight = 1 / (c * targets.TotalWeight);
        var (l2, l1) = penalty switch { Penalty.L2 => (weight, 0.0), Penalty.L1 => (0, weight), _ => (weight / 2, weight / 2) };
        var (coefficients, intercepts, outcome) = new LogisticSolver(examples, targets, (l2, l1), 1e-18, 5000, TestContext.Current.CancellationToken).Solve(null);
        Assert.Equal(SolverOutcome.Converged, outcome);

        var (count, columns, labels) = (targets.Codes.Length, coefficients.GetLength(1), targets.Labels);
        var slopes = new double[labels, columns];
        var sums = new double[labels];
        var probabilities = new double[labels];
        for (var i = 0; i < count; i++)
        {
            var row = new double[columns];
            if (examples.Dense.Columns > 0)
                examples.Dense.Row(i).CopyTo(row);
            if (examples.Sparse is { } sparse)
                for (var m = 0; m < sparse.Indices(i).Length; m++)
                    row[examples.Dense.Columns + sparse.Indices(i)[m]] = sparse.Values(i)[m];
            for (var k = 0; k < labels; k++)
                probabilities[k] = intercepts[k] + row.Select((value, j) => value * coefficients[k, j]).Sum();
            LogSpace.Softmax(probabilities, probabilities);
            for (var k = 0; k < labels; k++)
            {
                var residual = (targets.Weights?[i] ?? 1) * (probabilities[k] - (targets.Codes[i] == k ? 1 : 0)) / targets.TotalWeight;
                sums[k] += residual;
                for (var j = 0; j < columns; j++)
                    slopes[k, j] += residual * row[j];
            }
        }

        for (var k = labels == 2 ? 1 : 0; k < labels; k++)
        {
            Assert.Equal(0, sums[k], 1e-8);
            for (var j = 0; j < columns; j++)
            {
                var w = coefficients[k, j];
                if (w == 0)
                    Assert.InRange(Math.Abs(slopes[k, j]), 0, l1 + 1e-8);
                else
                    Assert.Equal(0, slopes[k, j] + (l2 * w) + (l1 * Math.Sign(w)), 1e-8);
            }
        }

        if (l1 > 0 && columns > 20)
            Assert.Contains(coefficients.AsFlatSpan()[((labels == 2 ? 1 : 0) * columns)..].ToArray(), w => w == 0);
        return coefficients;
    }

    static double[] Weights(int count) => [.. Enumerable.Range(0, count).Select(i => 0.25 + (i % 5))];

    static void AssertClose(double[,] expected, double[,] actual, double tolerance)
    {
        for (var k = 0; k < expected.GetLength(0); k++)
            for (var j = 0; j < expected.GetLength(1); j++)
                Assert.Equal(expected[k, j], actual[k, j], tolerance);
    }
}
