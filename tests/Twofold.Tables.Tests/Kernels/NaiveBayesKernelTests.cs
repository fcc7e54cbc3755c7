namespace Twofold.Tables.Tests;

/// <summary>The kernels of naive Bayes against their scalar formulas, at sizes around the vector width, the tile and the group.</summary>
public sealed class NaiveBayesKernelTests
{
    public static TheoryData<int> Sizes => [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 65];

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Labeled_moments(int columns)
    {
        const int labels = 3;
        foreach (var rows in new[] { 0, 1, 2, 7, 70 })
        {
            var x = Random(rows, columns, 1);
            int[] codes = [.. Enumerable.Range(0, rows).Select(i => i * i % labels)];
            var (counts, shifts, sums, squares) = (new double[labels], new double[labels, columns], new double[labels, columns], new double[labels, columns]);

            // In two parts: the second one finds the shifts of the first.
            var half = rows / 2;
            LabeledMoments.Add(x.AsFlatSpan()[..(half * columns)], codes.AsSpan(0, half), columns, counts, shifts.AsFlatSpan(), sums.AsFlatSpan(), squares.AsFlatSpan());
            LabeledMoments.Add(x.AsFlatSpan()[(half * columns)..], codes.AsSpan(half), columns, counts, shifts.AsFlatSpan(), sums.AsFlatSpan(), squares.AsFlatSpan());
            for (var k = 0; k < labels; k++)
            {
                int[] members = [.. Enumerable.Range(0, rows).Where(i => codes[i] == k)];
                Assert.Equal(members.Length, counts[k]);
                for (var j = 0; j < columns && members.Length > 0; j++)
                {
                    Assert.Equal(x[members[0], j], shifts[k, j]);
                    Assert.Equal(members.Sum(i => x[i, j] - shifts[k, j]), sums[k, j], 1e-12);
                    Assert.Equal(members.Sum(i => (x[i, j] - shifts[k, j]) * (x[i, j] - shifts[k, j])), squares[k, j], 1e-12);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Labeled_moments_of_what_is_there(int columns)
    {
        var (row, shift) = (Random(1, columns, 1).Row(0).ToArray(), Random(1, columns, 2).Row(0).ToArray());
        for (var missing = 0; missing < columns; missing++)
        {
            var holed = row.ToArray();
            holed[missing] = double.NaN;
            var (observed, sum, square) = (new double[columns], new double[columns], new double[columns]);
            LabeledMoments.AddObserved(holed, 0.5, shift, observed, sum, square);
            for (var j = 0; j < columns; j++)
            {
                var difference = row[j] - shift[j];
                Assert.Equal(j == missing ? 0 : 0.5, observed[j]);
                Assert.Equal(j == missing ? 0 : 0.5 * difference, sum[j], 1e-14);
                Assert.Equal(j == missing ? 0 : 0.5 * difference * difference, square[j], 1e-14);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Diagonal_distances(int columns)
    {
        foreach (var (rows, centers) in new[] { (0, 2), (1, 1), (3, 2), (4, 3), (5, 1), (33, 2), (70, 3), (2, 4), (31, 5), (32, 4), (33, 11), (70, 4) })
        {
            var (x, c, w) = (Random(rows, columns, 1), Random(centers, columns, 2), Random(centers, columns, 3));
            var distances = new double[rows, centers];
            DiagonalDistances.Of(x.AsFlatSpan(), c.AsFlatSpan(), w.AsFlatSpan(), rows, centers, columns, distances.AsFlatSpan());
            for (var i = 0; i < rows; i++)
                for (var k = 0; k < centers; k++)
                    Assert.Equal(Enumerable.Range(0, columns).Sum(j => (x[i, j] - c[k, j]) * (x[i, j] - c[k, j]) * w[k, j]), distances[i, k], 1e-12);
        }
    }

    [Theory]
    [InlineData(double.NaN, double.NaN)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity, double.PositiveInfinity)]
    public void What_is_not_finite_reaches_the_answers_of_its_own_row_and_column_and_no_others(double value, double distance)
    {
        const int size = 21;
        for (var at = 0; at < size; at++)
        {
            var (x, c, w) = (Random(9, size, 1), Random(2, size, 2), Random(2, size, 3));
            foreach (ref var weight in w.AsFlatSpan())
                weight = Math.Abs(weight);
            x[5, at] = value;
            var distances = new double[9, 2];
            DiagonalDistances.Of(x.AsFlatSpan(), c.AsFlatSpan(), w.AsFlatSpan(), 9, 2, size, distances.AsFlatSpan());
            for (var i = 0; i < 9; i++)
                for (var k = 0; k < 2; k++)
                    if (i == 5)
                        Assert.Equal(distance, distances[i, k]);
                    else
                        Assert.True(double.IsFinite(distances[i, k]));

            var (counts, shifts, sums, squares) = (new double[2], new double[2, size], new double[2, size], new double[2, size]);
            LabeledMoments.Add(x.AsFlatSpan(), [0, 1, 0, 1, 0, 1, 0, 1, 0], size, counts, shifts.AsFlatSpan(), sums.AsFlatSpan(), squares.AsFlatSpan());
            for (var k = 0; k < 2; k++)
                for (var j = 0; j < size; j++)
                    Assert.Equal(k == 1 && j == at, !double.IsFinite(squares[k, j]));
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Labeled_counts(int columns)
    {
        var (row, before) = (Random(1, columns, 1).Row(0).ToArray(), Random(1, columns, 2).Row(0).ToArray());
        for (var missing = -1; missing < columns; missing++)
        {
            var holed = row.ToArray();
            if (missing >= 0)
                holed[missing] = double.NaN;
            var sums = before.ToArray();
            var (total, least) = LabeledCounts.Add(holed, 0.5, sums);
            for (var j = 0; j < columns; j++)
                Assert.Equal(before[j] + (j == missing ? 0 : 0.5 * row[j]), sums[j], 1e-15);
            Assert.Equal(holed.Where(cell => !double.IsNaN(cell)).Append(0).Min(), least);
            if (missing >= 0)
                Assert.Equal(double.NaN, total);
            else
                Assert.Equal(row.Sum(), total, 1e-13);
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Above_a_threshold(int columns)
    {
        var numbers = Random(1, columns, 1).Row(0).ToArray();
        double[] others = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0.25];
        for (var at = 0; at < columns; at++)
        {
            numbers[at] = others[at % others.Length];
            var yes = new double[columns];
            Above.Of(numbers, 0.25, yes);
            for (var j = 0; j < columns; j++)
                Assert.Equal(!double.IsFinite(numbers[j]) ? double.NaN : numbers[j] > 0.25 ? 1 : 0, yes[j]);
        }
    }

    static double[,] Random(int rows, int columns, ulong seed)
    {
        var random = new SeededRandom(seed);
        var array = new double[rows, columns];
        foreach (ref var value in array.AsFlatSpan())
            value = random.NextDouble(-1, 1);
        return array;
    }
}
