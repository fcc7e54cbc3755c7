namespace Twofold.Tests;

public sealed class LabelEncodingTests
{
    [Fact]
    public void Labels_are_sorted_numbered_and_counted()
    {
        var encoding = LabelEncoding.Of(["dog", "cat", "dog", "ape"], 4);
        Assert.Equal(["ape", "cat", "dog"], encoding.Labels);
        Assert.Equal([2, 1, 2, 0], encoding.Codes);
        Assert.Equal([1, 1, 2], encoding.Counts);
    }

    [Fact]
    public void Strings_are_in_the_same_order_on_every_machine() =>
        Assert.Equal(["B", "a", "é"], LabelEncoding.Of(["é", "a", "B"], 3).Labels);

    [Fact]
    public void Enums_and_numbers_are_in_the_order_of_their_values()
    {
        Assert.Equal([DayOfWeek.Sunday, DayOfWeek.Friday], LabelEncoding.Of([DayOfWeek.Friday, DayOfWeek.Sunday], 2).Labels);
        Assert.Equal([-1, 2, 10], LabelEncoding.Of([10, 2, -1], 3).Labels);
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(-7, 3)]
    [InlineData(int.MinValue, 5)]
    [InlineData(int.MaxValue - 4000, 1000)]
    public void Integers_are_numbered_and_counted_however_far_apart(int least, int step)
    {
        int[] labels = [.. Enumerable.Range(0, 103).Select(i => least + (i * i % 4 * step) + (i % 10 == 0 ? 2 * step : 0))];
        int[] distinct = [.. labels.Distinct().Order()];
        foreach (IReadOnlyList<int> given in new IReadOnlyList<int>[] { labels, labels.ToList(), Array.AsReadOnly(labels) })
        {
            var encoding = LabelEncoding.Of(given, labels.Length);
            Assert.Equal(distinct, encoding.Labels);
            Assert.Equal(labels.Select(label => Array.IndexOf(distinct, label)), encoding.Codes);
            Assert.Equal(distinct.Select(label => labels.Count(other => other == label)), encoding.Counts);
        }
    }

    [Fact]
    public void Labels_without_an_order_stay_as_they_came()
    {
        var (first, second) = (new Uri("http://b"), new Uri("http://a"));
        Assert.Equal([first, second], LabelEncoding.Of([first, second, first], 3).Labels);
    }

    [Fact]
    public void A_wrong_number_of_labels_is_said_with_both_numbers()
    {
        Assert.Equal("4 examples but 2 labels: each example needs one label.", Assert.Throws<TwofoldException>(() => LabelEncoding.Of([0, 1], 4)).Message);
        Assert.Equal("1 example but 2 labels: each example needs one label.", Assert.Throws<TwofoldException>(() => LabelEncoding.Of([0, 1], 1)).Message);
    }

    [Fact]
    public void A_missing_label_is_said_with_its_place()
    {
        string[] labels = ["a", null!];
        Assert.StartsWith("Example 1 has no label", Assert.Throws<TwofoldException>(() => LabelEncoding.Of(labels, 2)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_label_is_named_with_those_that_are_known()
    {
        Assert.Equal(1, LabelEncoding.IndexOf(["cat", "dog"], "dog"));
        var exception = Assert.Throws<TwofoldException>(() => LabelEncoding.IndexOf(["cat", "dog"], "cow"));
        Assert.Equal("The model does not know the label 'cow': it knows 'cat', 'dog'.", exception.Message);
        Assert.EndsWith("and 5 more.", Assert.Throws<TwofoldException>(() => LabelEncoding.IndexOf([.. Enumerable.Range(0, 25)], -1)).Message, StringComparison.Ordinal);
    }
}
