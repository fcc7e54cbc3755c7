using Twofold.Tables;

namespace Twofold.Photos.Tests;

/// <summary>Two labels of Gaussian features, one of them with three examples to learn from.</summary>
public sealed class TopUpTrialTests
{
    const int Features = 12;

    static readonly LabeledFeatures Train = Drawn(("common", 200), ("rare", 3), seed: 1);
    static readonly LabeledFeatures HeldOut = Drawn(("common", 200), ("rare", 200), seed: 2);

    [Fact]
    public void Pictures_like_the_rare_labels_own_are_kept_and_the_gain_is_said()
    {
        var (info, head) = Run(Drawn(("common", 0), ("rare", 197), seed: 3));

        Assert.True(info.Kept);
        Assert.NotNull(head);
        Assert.True(info.GainLow > 0 && info.GainLow < info.Gain && info.Gain < info.GainHigh);
        Assert.True(info.Gain > info.GainByWeights);
        Assert.Equal((400, 197), (info.Photos, info.Generated["rare"]));
        // What is said is what the kept head does.
        var right = Enumerable.Range(0, 400).Count(i => Named(head.Head, HeldOut, i) == HeldOut.Labels[i]);
        Assert.Equal(info.BalancedAccuracy + info.Gain, right / 400.0, 0.02);
        Assert.Equal(400, head.HeldOut.Photos);
    }

    [Fact]
    public void Pictures_like_another_label_are_not_kept_and_the_loss_is_said()
    {
        var wrong = Drawn(("common", 197), ("rare", 0), seed: 4);
        var (info, head) = Run(wrong with { Labels = [.. wrong.Labels.Select(_ => "rare")] });

        Assert.False(info.Kept);
        Assert.Null(head);
        Assert.True(info.GainLow <= 0);
    }

    [Fact]
    public void Copies_of_the_rare_photos_bring_no_more_than_counting_them_as_many_and_are_not_kept()
    {
        float[][] rare = [.. Train.Features.Zip(Train.Labels).Where(photo => photo.Second == "rare").Select(photo => photo.First)];
        var (info, _) = Run(new LabeledFeatures([.. Enumerable.Range(0, 198).Select(i => rare[i % 3])], [.. Enumerable.Repeat("rare", 198)]));

        Assert.Equal(info.GainByWeights, info.Gain, 1e-9);
        Assert.False(info.Kept);
    }

    [Fact]
    public void What_is_familiar_is_not_learned_from_generated_pictures()
    {
        var trained = Trained();
        var (_, head) = new TopUpTrial(trained, new HeadThresholdShares(), balanced: false, CancellationToken.None).Run(Train, HeldOut, Drawn(("common", 0), ("rare", 197), seed: 3));
        Assert.Same(trained.Head.Twin, head?.Head.Twin);
        Assert.Equal(trained.Thresholds.UnfamiliarBelow, head?.Thresholds.UnfamiliarBelow);
    }

    static (TopUpInfo Info, TrainedHead? Head) Run(LabeledFeatures generated) =>
        new TopUpTrial(Trained(), new HeadThresholdShares(), balanced: false, CancellationToken.None).Run(Train, HeldOut, generated);

    static TrainedHead Trained() =>
        RecognizerHeadTrainer.OnFrozenFeatures(ToTable(Train), Train.Labels, new HeadThresholdShares(), seed: 0, CancellationToken.None);

    static string Named(RecognizerHead head, LabeledFeatures photos, int i) =>
        head.Labels[LogSpace.IndexOfMax(head.Probabilities(Table.FromFlat(photos.Features[i], Features)).Row(0))];

    static Table ToTable(LabeledFeatures photos) => Table.FromFlat(photos.Features.SelectMany(row => row).ToArray(), Features);

    /// <summary>Every feature of the rare label lies half a standard deviation higher.</summary>
    static LabeledFeatures Drawn((string Label, int Count) first, (string Label, int Count) second, ulong seed)
    {
        var random = new SeededRandom(seed);
        string[] labels = [.. Enumerable.Repeat(first.Label, first.Count), .. Enumerable.Repeat(second.Label, second.Count)];
        return new LabeledFeatures(
            [.. labels.Select(label => Enumerable.Range(0, Features).Select(_ => (float)(random.NextGaussian() + (label == "rare" ? 0.5 : 0))).ToArray())], labels);
    }
}
