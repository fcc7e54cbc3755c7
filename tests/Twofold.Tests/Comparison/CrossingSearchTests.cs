namespace Twofold.Tests;

public sealed class CrossingSearchTests
{
    static readonly int[] Sizes = [10, 20, 40, 80];

    [Fact]
    public void A_crossing_is_found_between_the_sizes_where_the_lead_changes_on_a_logarithmic_axis()
    {
        var crossing = Search(0, [0.1, 0.05, -0.05, -0.1]);

        Assert.Equal(Math.Sqrt(20 * 40), crossing.Examples!.Value, 1e-9);
        Assert.Equal(ModelFamily.Generative, crossing.Before);
        Assert.True(crossing.IsClear);
        Assert.Equal(1, crossing.Share);
    }

    [Fact]
    public void The_interval_holds_the_place_and_grows_with_the_noise()
    {
        var quiet = Search(0.01, [0.1, 0.05, -0.05, -0.1]);
        var loud = Search(0.04, [0.1, 0.05, -0.05, -0.1]);

        Assert.InRange(Math.Sqrt(800), quiet.Low!.Value, quiet.High!.Value);
        Assert.True(loud.High - loud.Low > quiet.High - quiet.Low);
    }

    [Fact]
    public void Without_a_change_of_the_lead_there_is_none_and_the_leader_is_named()
    {
        var crossing = Search(0.01, [-0.1, -0.1, -0.2, -0.1]);

        Assert.Null(crossing.Examples);
        Assert.Equal(ModelFamily.Discriminative, crossing.Before);
        Assert.Equal(80, crossing.UpTo);
    }

    [Fact]
    public void The_other_way_round_is_a_crossing_too() =>
        Assert.Equal(ModelFamily.Discriminative, Search(0.01, [-0.1, -0.05, 0.05, 0.1]).Before);

    [Fact]
    public void A_lead_within_noise_makes_no_clear_crossing() =>
        Assert.False(Search(0.3, [0.02, 0.01, -0.01, -0.02]).IsClear);

    static Crossing Search(double noise, double[] means)
    {
        const int repeats = 12;
        var random = new SeededRandom(3);
        double[][] ahead = [.. Enumerable.Range(0, repeats).Select(_ => Array.ConvertAll(means, mean => mean + (noise * random.NextGaussian())))];
        Interval[] intervals = [.. Enumerable.Range(0, means.Length).Select(s => Interval.OfRepeats([.. ahead.Select(repeat => repeat[s])], correlation: 0))];
        return CrossingSearch.Of(Sizes, ahead, intervals, seed: 1);
    }
}
