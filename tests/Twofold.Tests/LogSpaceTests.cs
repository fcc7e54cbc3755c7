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
    [InlineData(16)]
    public void The_softmax_of_many_rows_is_that_of_each(int columns)
    {
        foreach (var rows in new[] { 0, 1, 2, 3, 4, 5, 33 })
        {
            var random = new SeededRandom((ulong)columns);
            double[] values = [.. Enumerable.Range(0, rows * columns).Select(_ => random.NextDouble(-900, 900))];
            if (rows > 4)
            {
                Array.Fill(values, double.NegativeInfinity, 2 * columns, columns);
                values[(3 * columns) + (columns / 2)] = double.PositiveInfinity;
                values[4 * columns] = double.NegativeInfinity;
            }

            var (found, expected) = (values.ToArray(), new double[columns]);
            LogSpace.SoftmaxRows(found, columns);
            for (var i = 0; i < rows; i++)
            {
                LogSpace.Softmax(values.AsSpan(i * columns, columns), expected);
                for (var k = 0; k < columns; k++)
                    Assert.Equal(expected[k], found[(i * columns) + k], 1e-14 * expected[k]);
            }
        }
    }

    [Fact]
    public void The_softmax_of_a_row_with_NaN_is_NaN_and_leaves_the_others()
    {
        double[] rows = [0, double.NaN, 1, 1, 2, 2];
        LogSpace.SoftmaxRows(rows, 2);
        Assert.Equal([double.NaN, double.NaN, 0.5, 0.5, 0.5, 0.5], rows);
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
