namespace Twofold.Photos.Training.Tests;

public sealed class TopUpPlanTests
{
    [Fact]
    public void A_label_with_less_than_half_the_photos_of_the_most_frequent_is_topped_up_to_its_number()
    {
        var plan = TopUpPlan.Make(Labels(("bears", 100), ("cats", 60), ("dogs", 20)), 0.2, seed: 1);
        Assert.NotNull(plan);
        Assert.Equal(new Dictionary<string, int> { ["dogs"] = 80 - 16 }, plan.Missing);
        Assert.Equal((144, 36), (plan.Train.Length, plan.HeldOut.Length));
    }

    [Fact]
    public void What_is_held_out_is_what_a_network_from_scratch_holds_out()
    {
        var labels = Labels(("bears", 100), ("dogs", 20));
        var plan = TopUpPlan.Make(labels, 0.2, seed: 7);
        var (train, heldOut) = Stratification.Split(LabelEncoding.Of(labels, labels.Length).Codes, 0.2, seed: 7);
        Assert.Equal(train, plan?.Train);
        Assert.Equal(heldOut, plan?.HeldOut);
        Assert.Equal(Enumerable.Range(0, 120), train.Concat(heldOut).Order());
    }

    [Fact]
    public void Of_one_label_no_more_than_a_thousand_pictures_are_made() =>
        Assert.Equal(1000, TopUpPlan.Make(Labels(("bears", 3000), ("dogs", 5)), 0.2, seed: 1)?.Missing["dogs"]);

    [Fact]
    public void Of_many_rare_labels_together_no_more_than_three_thousand_are_made_and_of_each_its_share()
    {
        var rare = Enumerable.Range(0, 30).Select(i => ($"rare {i:00}", i < 15 ? 400 : 200)).ToArray();
        var plan = TopUpPlan.Make(Labels([("bears", 1000), .. rare]), 0.2, seed: 1);
        Assert.InRange(plan!.Missing.Values.Sum(), 2900, 3000); // Labels are rare.
        Assert.Equal(4.0 / 3, (double)plan.Missing["rare 20"] / plan.Missing["rare 00"], 0.05);
    }

    [Fact]
    public void Where_no_label_is_rare_there_is_no_plan() =>
        Assert.Null(TopUpPlan.Make(Labels(("bears", 30), ("dogs", 16)), 0.2, seed: 1));

    static string[] Labels(params (string Label, int Count)[] labels) => [.. labels.SelectMany(label => Enumerable.Repeat(label.Label, label.Count))];
}
