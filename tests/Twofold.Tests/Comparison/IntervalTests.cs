using System.Globalization;

namespace Twofold.Tests;

public sealed class IntervalTests
{
    // Of the tables in every textbook of statistics.
    [Theory]
    [InlineData(1, 12.7062)]
    [InlineData(2, 4.3027)]
    [InlineData(4, 2.7764)]
    [InlineData(9, 2.2622)]
    [InlineData(19, 2.0930)]
    [InlineData(100, 1.9840)]
    public void Quantiles_of_Students_distribution_are_the_published_ones(int degrees, double quantile) =>
        Assert.Equal(quantile, StudentDistribution.Quantile(0.975, degrees), 1e-4);

    [Fact]
    public void Independent_repeats_get_the_usual_t_interval()
    {
        var interval = Interval.OfRepeats([1, 2, 3, 4, 5], correlation: 0);

        var half = 2.7764 * Math.Sqrt(2.5 / 5);
        Assert.Equal(3, interval.Value, 1e-12);
        Assert.Equal(3 - half, interval.Low, 1e-3);
        Assert.Equal(3 + half, interval.High, 1e-3);
        Assert.True(interval.IsClear);
    }

    [Fact]
    public void Repeats_that_share_examples_promise_less()
    {
        var apart = Interval.OfRepeats([0.8, 0.82, 0.81, 0.79], correlation: 0);
        var shared = Interval.OfRepeats([0.8, 0.82, 0.81, 0.79], correlation: 0.25);

        Assert.Equal(Math.Sqrt((0.25 + (1.0 / 3)) / 0.25), (shared.High - shared.Low) / (apart.High - apart.Low), 1e-9);
    }

    [Fact]
    public void One_repeat_says_nothing_of_how_sure_it_is()
    {
        var interval = Interval.OfRepeats([0.9], correlation: 0.5);

        Assert.Equal(0.9, interval.Value);
        Assert.True(double.IsNaN(interval.Low));
        Assert.False(interval.IsClear);
    }

    [Fact]
    public void A_share_ends_at_nothing_and_at_all()
    {
        var interval = new Interval(0.98, 0.9, 1.06).OfShare();

        Assert.Equal((0.98, 0.9, 1), (interval.Value, interval.Low, interval.High));
    }

    [Fact]
    public void The_area_under_the_curve_counts_pairs_and_equals_half()
    {
        double[] higher = [1, 3, 3, 5], lower = [0, 3, 4];

        var pairs = higher.SelectMany(high => lower.Select(low => high > low ? 1 : high == low ? 0.5 : 0)).Average();

        Assert.Equal(pairs, Auroc.Of(higher, lower), 1e-12);
    }

    [Fact]
    public void Numbers_are_told_alike_whatever_the_culture_of_the_program_that_asks()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NumberGroupSeparator = "." } };
            var interval = new Interval(0.5, 0.25, 0.75);

            Assert.Equal("0.5 (0.25 to 0.75)", interval.ToString());
            Assert.Equal("0.5 ± 0.125", new Estimate(0.5, 0.125).ToString());
            Assert.Equal(
                ["50.0 points (25.0 to 75.0)", "50.0 % (25.0 to 75.0)", "0.500 nats (0.250 to 0.750)", "0.50 (0.25 to 0.75)"],
                [Wording.Points(interval), Wording.Percent(interval), Wording.Nats(interval), Wording.Plain(interval)]);
            Assert.Equal(
                ["about 1,200 (900 to 2,000)", "1,200 rows", "1.5 s", "2.5 ms", "1.2 kB"],
                [Wording.About(1234, 900, 2000), Wording.Count(1200, "row"), Wording.Time(1.5), Wording.Time(0.0025), Wording.Bytes(1200)]);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
