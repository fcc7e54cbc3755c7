namespace Twofold.Tests;

public sealed class DivisionTests
{
    static readonly int[] Codes = [.. Enumerable.Range(0, 400).Select(i => i % 10 == 0 ? 1 : 0)];

    [Fact]
    public void What_is_tested_on_is_never_learned_from_and_nothing_is_lost()
    {
        var division = Division.Random(Codes, 0.25, seed: 5);

        Assert.Empty(division.Order.Intersect(division.Test));
        Assert.Equal(Enumerable.Range(0, 400), division.Order.Concat(division.Test).Order());
    }

    [Theory]
    [InlineData(50)]
    [InlineData(100)]
    [InlineData(200)]
    public void Every_subset_has_each_labels_share(int size)
    {
        var division = Division.Random(Codes, 0.25, seed: 5);

        Assert.InRange(division.Order[..size].Count(i => Codes[i] == 1), (size / 10) - 1, (size / 10) + 2);
    }

    [Fact]
    public void The_smallest_subset_knows_every_label_twice() =>
        Assert.Equal(2, Division.Random(Codes, 0.25, seed: 5).Order[..4].Count(i => Codes[i] == 1));

    [Fact]
    public void By_time_every_repeat_learns_from_before_its_window_and_the_windows_are_the_later_half()
    {
        double[] times = [.. Enumerable.Range(0, 400).Select(i => (double)((i * 7) % 400))];
        Division[] divisions = [.. Enumerable.Range(0, 4).Select(repeat => Division.ByTime(Codes, times, repeat, 4))];

        Assert.All(divisions, division => Assert.True(division.Order.Max(i => times[i]) < division.Test.Min(i => times[i])));
        Assert.Equal(200, divisions.SelectMany(division => division.Test).Distinct().Count());
        Assert.Equal(199, divisions[0].Order[4..].Append(divisions[0].Order[0]).Concat(divisions[0].Order[..4]).Max(i => times[i]));
    }
}
