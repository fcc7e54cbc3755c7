namespace Twofold.Tables.Tests;

public sealed class RandomCountsTests
{
    const int Draws = 40_000;

    [Theory]
    [InlineData(0.3)]
    [InlineData(1)]
    [InlineData(7.5)]
    [InlineData(300)]
    public void Gamma_numbers_have_mean_and_variance_of_their_shape(double shape) => AssertMoments(random => random.NextGamma(shape), shape, shape);

    [Theory]
    [InlineData(0.2)]
    [InlineData(5)]
    [InlineData(40)]
    [InlineData(100_000)]
    public void Poisson_numbers_have_mean_and_variance_of_their_rate(double rate) => AssertMoments(random => random.NextPoisson(rate), rate, rate);

    [Theory]
    [InlineData(1, 0.5)]
    [InlineData(10, 0.9)]
    [InlineData(200, 0.03)]
    [InlineData(1_000_000, 0.7)]
    public void Successes_have_mean_and_variance_of_their_trials(long trials, double probability) =>
        AssertMoments(random => random.NextBinomial(trials, probability), trials * probability, trials * probability * (1 - probability));

    [Fact]
    public void What_is_certain_is_certain()
    {
        var random = new SeededRandom(1);
        Assert.Equal(0, random.NextBinomial(100, 0));
        Assert.Equal(100, random.NextBinomial(100, 1));
        Assert.Equal(0, random.NextPoisson(0));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(5, 4.787491742782046)]
    [InlineData(0.5, -0.12078223763524543)]
    [InlineData(20.25, 43.092265391469894)]
    [InlineData(1e6, 12815518.384658169)]
    public void The_log_of_a_factorial_is_that_of_the_gamma_function(double x, double expected) =>
        Assert.Equal(expected, LogFactorial.Of(x), 1e-13 * Math.Max(1, Math.Abs(expected)));

    static void AssertMoments(Func<SeededRandom, double> draw, double mean, double variance)
    {
        var random = new SeededRandom(5);
        double[] drawn = [.. Enumerable.Range(0, Draws).Select(_ => draw(random))];
        var found = drawn.Average();
        Assert.Equal(mean, found, 5 * Math.Sqrt(variance / Draws));
        Assert.Equal(variance, drawn.Average(x => (x - found) * (x - found)), 0.1 * variance);
    }
}
