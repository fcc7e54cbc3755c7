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
    public void The_first_of_what_is_tested_on_are_like_all_of_it_though_the_examples_come_sorted_by_label()
    {
        int[] sorted = [.. Codes.Order()];
        double[] times = [.. Enumerable.Range(0, 400).Select(i => (double)((i * 7) % 400))];

        Assert.InRange(Division.Random(sorted, 0.5, seed: 5).Test[..100].Count(i => sorted[i] == 1), 4, 16);
        Assert.InRange(Division.ByTime(sorted, times, 0, 1, seed: 5).Test[..100].Count(i => sorted[i] == 1), 4, 16);
        Assert.Equal(Division.Random(sorted, 0.5, seed: 5).Test, Division.Random(sorted, 0.5, seed: 5).Test);
    }

    [Fact]
    public void By_time_every_repeat_learns_from_before_its_window_and_the_windows_are_the_later_half()
    {
        double[] times = [.. Enumerable.Range(0, 400).Select(i => (double)((i * 7) % 400))];
        Division[] divisions = [.. Enumerable.Range(0, 4).Select(repeat => Division.ByTime(Codes, times, repeat, 4, seed: 5))];

        Assert.All(divisions, division => Assert.True(division.Order.Max(i => times[i]) < division.Test.Min(i => times[i])));
        Assert.Equal(200, divisions.SelectMany(division => division.Test).Distinct().Count());
        Assert.Equal(199, divisions[0].Order[4..].Append(divisions[0].Order[0]).Concat(divisions[0].Order[..4]).Max(i => times[i]));
    }
}
