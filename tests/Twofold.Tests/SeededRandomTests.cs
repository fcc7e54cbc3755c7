namespace Twofold.Tests;

public sealed class SeededRandomTests
{
    [Fact]
    public void The_sequence_is_that_of_the_published_generator()
    {
        // xoshiro256** and SplitMix64 as their authors print them, run on seed 42 in another language.
        var random = new SeededRandom(42);
        ulong[] numbers = [random.NextUInt64(), random.NextUInt64(), random.NextUInt64()];
        Assert.Equal([1546998764402558742ul, 6990951692964543102ul, 12544586762248559009ul], numbers);
    }

    [Fact]
    public void Equal_seeds_give_equal_sequences_and_others_do_not()
    {
        Assert.Equal(Draw(new SeededRandom(7)), Draw(new SeededRandom(7)));
        Assert.NotEqual(Draw(new SeededRandom(7)), Draw(new SeededRandom(8)));
        Assert.Equal(Draw(SeededRandom.ForPart(7, 3)), Draw(SeededRandom.ForPart(7, 3)));
        Assert.NotEqual(Draw(SeededRandom.ForPart(7, 3)), Draw(SeededRandom.ForPart(7, 4)));
        Assert.NotEqual(Draw(SeededRandom.ForPart(7, 3)), Draw(SeededRandom.ForPart(8, 3)));
    }

    [Fact]
    public void Numbers_are_uniform()
    {
        var random = new SeededRandom(1);
        const int draws = 100_000, bins = 100;
        var counts = new int[bins];
        for (var i = 0; i < draws; i++)
            counts[(int)(random.NextDouble() * bins)]++;
        AssertUniform(counts, draws);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(97)]
    public void Integers_are_uniform_and_below_the_bound(int bound)
    {
        var random = new SeededRandom(2);
        const int draws = 100_000;
        var counts = new int[bound];
        for (var i = 0; i < draws; i++)
            counts[random.NextInt(bound)]++;
        AssertUniform(counts, draws);
    }

    [Fact]
    public void Gaussians_have_the_moments_of_the_standard_normal_distribution()
    {
        var random = new SeededRandom(3);
        var values = Enumerable.Range(0, 200_000).Select(_ => random.NextGaussian()).ToArray();
        Assert.Equal(0, values.Average(), 0.01);
        Assert.Equal(1, values.Average(value => value * value), 0.02);
        Assert.Equal(0, values.Average(value => value * value * value), 0.04);
        Assert.Equal(3, values.Average(value => Math.Pow(value, 4)), 0.1);

        // The two that come of one pair do not know of each other.
        Assert.Equal(0, values.Chunk(2).Average(pair => pair[0] * pair[1]), 0.02);
    }

    [Fact]
    public void A_shuffle_keeps_every_item_and_every_order_is_as_likely()
    {
        var random = new SeededRandom(4);
        var orders = new Dictionary<string, int>();
        const int draws = 24_000;
        for (var i = 0; i < draws; i++)
        {
            char[] items = ['a', 'b', 'c', 'd'];
            random.Shuffle<char>(items);
            var order = new string(items);
            orders[order] = orders.GetValueOrDefault(order) + 1;
        }

        Assert.All(orders.Keys, order => Assert.Equal("abcd", string.Concat(order.Order())));
        Assert.Equal(24, orders.Count);
        AssertUniform([.. orders.Values], draws);
    }

    static ulong[] Draw(SeededRandom random) => [.. Enumerable.Range(0, 10).Select(_ => random.NextUInt64())];

    // Chi-squared: its mean is the degrees of freedom f, its deviation √(2 f); five deviations happen by chance about never.
    static void AssertUniform(int[] counts, int draws)
    {
        var expected = (double)draws / counts.Length;
        var freedom = counts.Length - 1;
        Assert.InRange(counts.Sum(count => (count - expected) * (count - expected) / expected), 0, freedom + (5 * Math.Sqrt(2 * freedom)));
    }
}
