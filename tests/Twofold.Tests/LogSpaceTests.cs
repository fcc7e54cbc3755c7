using CsCheck;

namespace Twofold.Tests;

public sealed class LogSpaceTests
{
    static readonly Gen<double[]> Values = Gen.Double[-700, 700].Array[1, 40];

    [Fact]
    public void Softmax_of_large_numbers_does_not_overflow()
    {
        double[] values = [1000, 0, 0];
        LogSpace.Softmax(values, values);
        Assert.Equal([1, 0, 0], values);
    }

    [Fact]
    public void Softmax_sums_to_one_and_a_constant_added_to_all_changes_nothing() => Values.Sample(values =>
    {
        var (plain, shifted) = (new double[values.Length], new double[values.Length]);
        LogSpace.Softmax(values, plain);
        LogSpace.Softmax([.. values.Select(value => value + 1e6)], shifted);
        Assert.Equal(1, plain.Sum(), 1e-12);
        for (var i = 0; i < values.Length; i++)
            Assert.Equal(plain[i], shifted[i], 1e-8);
    });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(300)]
    public void Answers_about_many_rows_are_those_about_each(int columns)
    {
        foreach (var rows in new[] { 0, 1, 2, 5, 9, 33, 1100 })
        {
            var random = new SeededRandom((ulong)columns);
            double[] addends = [.. Enumerable.Range(0, columns).Select(_ => random.NextDouble(-3, 3))];
            double[] values = [.. Enumerable.Range(0, rows * columns).Select(_ => (double)random.NextInt(1800) - 900)];
            if (rows > 6)
            {
                Array.Fill(values, double.NegativeInfinity, 2 * columns, columns);
                values[(3 * columns) + (columns / 2)] = double.PositiveInfinity;
                values[4 * columns] = double.NegativeInfinity;
                values[6 * columns] = double.NaN;
            }

            var (shares, indices, logs) = (values.ToArray(), new int[rows], new double[rows]);
            LogSpaceRows.Softmax(shares, addends);
            for (var i = 0; i < rows; i++)
                indices[i] = LogSpaceRows.IndexOfMax(values.AsSpan(i * columns, columns), addends);
            LogSpaceRows.LogSumExp(values, addends, logs);
            for (var i = 0; i < rows; i++)
            {
                double[] row = [.. values.Skip(i * columns).Take(columns).Zip(addends, (a, b) => a + b)];
                Assert.Equal(LogSpace.IndexOfMax(row), indices[i]);
                Assert.Equal(LogSpace.LogSumExp(row), logs[i], (a, b) => a.Equals(b) || Math.Abs(a - b) <= 1e-12 * Math.Abs(a));
                LogSpace.Softmax(row, row);
                for (var k = 0; k < columns; k++)
                    Assert.Equal(row[k], shares[(i * columns) + k], (a, b) => a.Equals(b) || Math.Abs(a - b) <= 1e-13 * a);
            }
        }
    }

    [Fact]
    public void The_log_of_a_sum_is_that_of_the_plain_formula() => Gen.Double[-50, 50].Array[1, 40].Sample(values =>
        Assert.Equal(Math.Log(values.Sum(Math.Exp)), LogSpace.LogSumExp(values), 1e-11));

    [Fact]
    public void Infinities_have_a_meaning()
    {
        Assert.Equal(double.NegativeInfinity, LogSpace.LogSumExp([]));
        Assert.Equal(double.NegativeInfinity, LogSpace.LogSumExp([double.NegativeInfinity, double.NegativeInfinity]));
        Assert.Equal(double.PositiveInfinity, LogSpace.LogSumExp([0, double.PositiveInfinity]));
        Assert.Equal(2, LogSpace.LogSumExp([2, double.NegativeInfinity]));
        Assert.Equal(double.NaN, LogSpace.LogSumExp([2, double.NaN]));

        double[] shares = new double[3];
        LogSpace.Softmax([double.NegativeInfinity, double.NegativeInfinity, double.NegativeInfinity], shares);
        Assert.Equal([1.0 / 3, 1.0 / 3, 1.0 / 3], shares);
        LogSpace.Softmax([double.PositiveInfinity, 0, double.PositiveInfinity], shares);
        Assert.Equal([0.5, 0, 0.5], shares);
    }

    [Fact]
    public void The_first_of_equal_maxima_wins_and_NaN_never_does()
    {
        Assert.Equal(1, LogSpace.IndexOfMax([0, 5, 5]));
        Assert.Equal(1, LogSpace.IndexOfMax([double.NaN, 1, double.NaN]));
        Assert.Equal(0, LogSpace.IndexOfMax([double.NaN, double.NaN]));
    }
}
