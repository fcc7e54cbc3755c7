namespace Twofold.Tables.Tests;

/// <summary>The kernels of boosting against their scalar formulas.</summary>
public sealed class BoostingKernelTests
{
    public static TheoryData<int> Widths => [1, 2, 3, 4, 5, 7, 8, 9, 11, 12, 13, 16, 20, 31, 32];

    [Theory]
    [MemberData(nameof(Widths))]
    public void Gradient_histogram(int width)
    {
        const int all = 300;
        var random = new SeededRandom((ulong)width);
        var bins = new byte[all * width];
        foreach (ref var bin in bins.AsSpan())
            bin = (byte)random.NextInt(256);
        GradientSum[] gradients = [.. Enumerable.Range(0, all).Select(_ => new GradientSum((long)random.NextUInt64() >> 20, (long)random.NextUInt64() >> 20))];

        // Around the number of rows that are fetched ahead, each also several times.
        foreach (var count in new[] { 0, 1, 63, 64, 65, 129, 300 })
        {
            int[] rows = [.. Enumerable.Range(0, count).Select(_ => random.NextInt(all))];
            var expected = new GradientSum[width * 256];
            foreach (var row in rows)
                for (var j = 0; j < width; j++)
                    expected[(j * 256) + bins[(row * width) + j]] += gradients[row];
            var sums = new GradientSum[width * 256];
            GradientHistogram.Add(bins, width, rows, gradients, sums);
            Assert.Equal(expected, sums);

            GradientHistogram.Add(sums, expected);
            Assert.Equal(expected.Select(sum => sum + sum), sums);
            GradientHistogram.Subtract(sums, expected);
            Assert.Equal(expected, sums);
        }
    }

    [Fact]
    public void Rows_beyond_the_table_are_refused() =>
        Assert.ThrowsAny<Exception>(() => GradientHistogram.Add(new byte[8], 4, [2], new GradientSum[3], new GradientSum[4 * 256]));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(100)]
    public void Row_partition(int count)
    {
        var random = new SeededRandom(3);
        byte[] bins = [.. Enumerable.Range(0, 200).Select(_ => (byte)random.NextInt(256))];
        int[] rows = [.. Enumerable.Range(0, count).Select(i => 2 * i)];
        foreach (var limit in new[] { 0, 128, 256 })
        {
            byte[] goesLeft = [.. Enumerable.Range(0, 256).Select(bin => (byte)(bin < limit ? 1 : 0))];
            var divided = new int[count];
            var middle = RowPartition.Divide(rows, divided, bins, goesLeft);
            Assert.Equal(rows.Where(row => bins[row] < limit), divided[..middle]);
            Assert.Equal(rows.Where(row => bins[row] >= limit).Reverse(), divided[middle..]);
        }
    }
}
