namespace Twofold.Tables.Tests;

/// <summary>The kernels of the logistic regression against their scalar formulas, at sizes around the vector width.</summary>
public sealed class LogisticKernelTests
{
    public static TheoryData<int> Sizes => [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 130, 4099];

    /// <summary>Those of which a square matrix is small.</summary>
    public static TheoryData<int> SmallSizes => [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 130];

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Logistic_function_and_its_loss(int count)
    {
        var logits = Numbers(count, 1, spread: 20);
        foreach (var weights in new[] { [], Numbers(count, 2, spread: 1) })
        {
            var probabilities = (double[])logits.Clone();
            var loss = LogisticFunction.ApplyWithLoss(probabilities, weights);
            var expected = 0.0;
            for (var i = 0; i < count; i++)
            {
                expected += (weights.Length == 0 ? 1 : weights[i]) * Math.Log(1 + Math.Exp(logits[i]));
                Assert.Equal(1 / (1 + Math.Exp(-logits[i])), probabilities[i], 1e-14);
            }

            Assert.Equal(expected, loss, 1e-9 * Math.Max(1, count));
        }

        var pairs = new double[2 * count];
        LogisticFunction.Apply((double[])logits.Clone(), pairs);
        for (var i = 0; i < count; i++)
        {
            // Both with all their digits.
            Assert.Equal(1, pairs[2 * i] * (1 + Math.Exp(logits[i])), 1e-12);
            Assert.Equal(1, pairs[(2 * i) + 1] * (1 + Math.Exp(-logits[i])), 1e-12);
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Softmax_of_columns_and_its_loss(int count)
    {
        foreach (var labels in new[] { 2, 3, 10 })
        {
            var stride = count + 2;
            var logits = Numbers(labels * stride, 3, spread: 20);
            foreach (var weights in new[] { [], Numbers(count, 4, spread: 1) })
            {
                var probabilities = (double[])logits.Clone();
                var loss = SoftmaxOfColumns.Apply(probabilities, stride, labels, count, weights);
                var expected = 0.0;
                for (var i = 0; i < count; i++)
                {
                    double[] column = [.. Enumerable.Range(0, labels).Select(k => logits[(k * stride) + i])];
                    expected += (weights.Length == 0 ? 1 : weights[i]) * LogSpace.LogSumExp(column);
                    LogSpace.Softmax(column, column);
                    for (var k = 0; k < labels; k++)
                        Assert.Equal(column[k], probabilities[(k * stride) + i], 1e-14);
                }

                Assert.Equal(expected, loss, 1e-9 * count);
            }
        }
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(-1000)]
    [InlineData(1e300)]
    [InlineData(double.NegativeInfinity)]
    public void Extreme_logits_overflow_nowhere(double extreme)
    {
        var logits = Enumerable.Repeat(extreme, 37).ToArray();
        var loss = LogisticFunction.ApplyWithLoss(logits, []);
        Assert.Equal(extreme > 0 ? 37 * extreme : 0, loss, 1e-12 * Math.Abs(Math.Max(1, Math.Min(extreme, 1e300) * 37)));
        Assert.All(logits, p => Assert.Equal(extreme > 0 ? 1 : 0, p));

        double[] columns = [.. Enumerable.Repeat(extreme, 37), .. Enumerable.Repeat(0.0, 37)];
        Assert.False(double.IsNaN(SoftmaxOfColumns.Apply(columns, 37, 2, 37, [])));
        Assert.All(columns[..37], p => Assert.Equal(extreme > 0 ? 1 : 0, p));
    }

    [Fact]
    public void What_is_no_number_stays_none()
    {
        var logits = Numbers(37, 5, spread: 1);
        logits[11] = double.NaN;
        var columns = (double[])logits.Clone();
        Assert.True(double.IsNaN(LogisticFunction.ApplyWithLoss(logits, [])));
        Assert.All(Enumerable.Range(0, 37), i => Assert.Equal(i == 11, double.IsNaN(logits[i])));
        Assert.True(double.IsNaN(SoftmaxOfColumns.Apply(columns, 37, 1, 37, [])));
        Assert.All(Enumerable.Range(0, 37), i => Assert.Equal(i == 11, double.IsNaN(columns[i])));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Rows_standardized_and_multiplied(int columns)
    {
        const int rows = 5;
        var (x, means, scales, factors) = (Numbers(rows * columns, 6, 1), Numbers(columns, 7, 1), Numbers(columns, 8, 1), Numbers(rows, 9, 1));
        var standardized = new double[rows * (columns + 3)];
        StandardizeRows.To(x, means, scales, standardized, columns + 3, rows);
        var products = new double[rows * columns];
        MultiplyRows.To(x, columns, factors, products, rows);
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
            {
                Assert.Equal((x[(i * columns) + j] - means[j]) * scales[j], standardized[(i * (columns + 3)) + j]);
                Assert.Equal(x[(i * columns) + j] * factors[i], products[(i * columns) + j]);
            }

            Assert.Equal([0, 0, 0], standardized[((i * (columns + 3)) + columns)..((i + 1) * (columns + 3))]);
        }
    }

    [Theory]
    [MemberData(nameof(SmallSizes))]
    public void Solves_with_a_float32_factor(int size)
    {
        var lower = new float[size, size];
        var numbers = Numbers(size * size, 10, spread: 0.3);
        for (var i = 0; i < size; i++)
            for (var j = 0; j <= i; j++)
                lower[i, j] = i == j ? 1.5f : (float)numbers[(i * size) + j] / size;
        var y = Numbers(size, 11, spread: 1);

        var forward = (double[])y.Clone();
        WideningSolve.Forward(lower, forward);
        var backward = (double[])y.Clone();
        WideningSolve.Backward(lower, backward);
        var undone = (double[])backward.Clone();
        WideningSolve.Undo(lower, undone);
        for (var i = 0; i < size; i++)
        {
            Assert.Equal(y[i], Enumerable.Range(0, i + 1).Sum(j => lower[i, j] * forward[j]), 1e-12);
            Assert.Equal(y[i], Enumerable.Range(i, size - i).Sum(j => lower[j, i] * backward[j]), 1e-12);
            Assert.Equal(y[i], undone[i], 1e-12);
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Products_and_sums_of_float32(int depth)
    {
        if (depth > 200)
            return;
        foreach (var (rows, columns) in new[] { (1, 1), (3, 5), (4, 4), (5, 4), (9, 11) })
        {
            var a = Array.ConvertAll(Numbers(rows * depth, 12, 1), value => (float)value);
            var b = Array.ConvertAll(Numbers(columns * depth, 13, 1), value => (float)value);
            var (products, sums) = (new float[rows * columns], new float[rows * columns]);
            ProductOfRows.Add<float>(a, depth, b, depth, products, columns, rows, columns, depth);

            // The same with both matrices the other way round.
            var (left, right) = (Transposed(a, rows, depth), Transposed(b, columns, depth));
            WeightedRowSums.Add<float>(left, rows, right, columns, sums, columns, depth, rows, columns);
            for (var i = 0; i < rows; i++)
                for (var k = 0; k < columns; k++)
                {
                    var expected = Enumerable.Range(0, depth).Sum(j => (double)a[(i * depth) + j] * b[(k * depth) + j]);
                    Assert.Equal(expected, products[(i * columns) + k], 1e-5 * depth);
                    Assert.Equal(expected, sums[(i * columns) + k], 1e-5 * depth);
                }
        }
    }

    static float[] Transposed(float[] matrix, int rows, int columns)
    {
        var transposed = new float[matrix.Length];
        for (var i = 0; i < rows; i++)
            for (var j = 0; j < columns; j++)
                transposed[(j * rows) + i] = matrix[(i * columns) + j];
        return transposed;
    }

    static double[] Numbers(int count, ulong seed, double spread)
    {
        var random = new SeededRandom(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextDouble(-spread, spread))];
    }
}
