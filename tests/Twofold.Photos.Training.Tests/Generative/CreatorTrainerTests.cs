using static TorchSharp.torch;

namespace Twofold.Photos.Training.Tests;

public sealed class CreatorTrainerTests
{
    static readonly CreatorTrainer Quick = new() { Steps = 12, Recipe = CreatorRecipe.Short };

    [Fact]
    public void The_label_that_was_asked_for_is_what_is_made()
    {
        var creator = Train(new() { Steps = 120, Recipe = CreatorRecipe.Short }, RedAndBlue(perLabel: 30));

        var made = CreatorRun.Pictures(creator.Onnx, [0, 0, 0, 0, 1, 1, 1, 1], seed: 5);

        for (var picture = 0; picture < 8; picture++)
        {
            var pixels = made.AsSpan(picture * 16 * 16 * 3, 16 * 16 * 3);
            var (red, blue) = (0, 0);
            for (var i = 0; i < pixels.Length; i += 3)
                (red, blue) = (red + pixels[i], blue + pixels[i + 2]);
            Assert.True(picture < 4 ? red > blue * 2 : blue > red * 2, $"Picture {picture} has {red} of red and {blue} of blue.");
        }
    }

    [Fact]
    public void The_same_seed_and_steps_make_the_same_creator_within_rounding()
    {
        var pictures = RedAndBlue(perLabel: 10);
        // At small rates: the first steps of Adam take the sign of a gradient, and rounding may turn a tiny one about.
        var slow = Quick with { Recipe = Quick.Recipe with { CreatorRate = 1e-4, CriticRate = 1e-4 } };
        byte[] Made(ulong seed) => CreatorRun.Pictures(Train(slow with { Seed = seed }, pictures).Onnx, [0, 1, 0, 1], seed: 1);

        var first = Made(seed: 4);
        Assert.All(first.Zip(Made(seed: 4), (a, b) => Math.Abs(a - b)), difference => Assert.True(difference <= 4, $"{difference} levels of 255."));
        Assert.Contains(first.Zip(Made(seed: 5), (a, b) => Math.Abs(a - b)), difference => difference > 40);
    }

    [Fact]
    public void Live_native_tensors_do_not_grow_with_the_steps()
    {
        var live = new List<long>();
        Train(Quick with { Steps = 30, AfterStep = (_, _) => live.Add(Tensor.TotalCount) }, RedAndBlue(perLabel: 10));
        Assert.Equal(live[9], live[^1]);
    }

    [Fact]
    public void Cancellation_ends_training_and_keeps_what_was_learned()
    {
        using var cancellation = new CancellationTokenSource();
        var trainer = Quick with { Steps = 100_000, AfterStep = (step, _) => { if (step == 7) cancellation.Cancel(); } };

        var creator = trainer.Train(RedAndBlue(perLabel: 10), cancellation: cancellation.Token);

        Assert.Equal(7, creator.Steps);
        Assert.Equal(2 * 16 * 16 * 3, CreatorRun.Pictures(creator.Onnx, [0, 1], seed: 1).Length);
        Assert.Throws<OperationCanceledException>(() => trainer.Train(RedAndBlue(perLabel: 10), cancellation: cancellation.Token));
    }

    [Fact]
    public void The_time_budget_ends_training()
    {
        var reports = new List<WorkProgress>();
        var creator = Train(Quick with { Steps = null, Budget = TimeSpan.FromSeconds(1.5) }, RedAndBlue(perLabel: 10), new Reports(reports));
        Assert.InRange(creator.Seconds, 1.5, 10);
        Assert.True(creator.Steps > 0);
        Assert.NotEmpty(creator.History);
        Assert.All(reports, report => Assert.Equal("seconds", report.Unit));
        Assert.NotEmpty(reports);
    }

    [Fact]
    public void Weights_that_are_no_numbers_are_taken_back()
    {
        var broken = 0;
        var trainer = Quick with
        {
            Steps = 60,
            AfterStep = (step, pair) =>
            {
                if (step == 55 && broken++ == 0)
                {
                    using var inference = no_grad();
                    pair.Critic.Weights.Values.fill_(float.NaN);
                }
            },
        };

        var creator = Train(trainer, RedAndBlue(perLabel: 10));

        Assert.Equal(2, broken);
        Assert.Equal(60, creator.Steps);
        Assert.True(CreatorRun.Pictures(creator.Onnx, [0, 1], seed: 1).Distinct().Count() > 20);
    }

    [Fact]
    public void Training_that_diverges_at_every_rate_is_reported()
    {
        var trainer = Quick with
        {
            AfterStep = (_, pair) =>
            {
                using var inference = no_grad();
                pair.Creator.Weights.Values.fill_(float.NaN);
            },
        };
        Assert.Contains("diverged", Assert.Throws<TwofoldException>(() => Train(trainer, RedAndBlue(perLabel: 10))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_training_goes_on_where_it_was_cancelled()
    {
        CreatorState? kept = null;
        using var cancellation = new CancellationTokenSource();
        var cut = Quick with { Steps = 40, Keep = state => kept = state, AfterStep = (step, _) => { if (step == 25) cancellation.Cancel(); } };
        var pictures = RedAndBlue(perLabel: 10);
        var first = cut.Train(pictures, cancellation: cancellation.Token);
        Assert.NotNull(kept);

        var steps = new List<int>();
        var rest = Train(Quick with { Steps = 40, Start = kept, AfterStep = (step, _) => steps.Add(step) }, pictures);

        Assert.Equal(Enumerable.Range(26, 15), steps);
        Assert.Equal(40, rest.Steps);
        Assert.True(rest.Seconds > first.Seconds);
        // With no step left to make, the creator is the one that was kept.
        var same = Train(Quick with { Steps = 25, Start = kept }, pictures);
        Assert.Equal(CreatorRun.Pictures(first.Onnx, [0, 1], seed: 1), CreatorRun.Pictures(same.Onnx, [0, 1], seed: 1));
    }

    [Fact]
    public void Pictures_larger_than_the_networks_are_made_of_smaller_ones_and_so_they_are_after_going_on()
    {
        CreatorState? kept = null;
        var trainer = Quick with { Recipe = Quick.Recipe with { LargestTrained = 16 }, Keep = state => kept = state, TimeBetweenStates = TimeSpan.Zero };
        var pictures = Drawings.Of(size: 32, count: 60);

        var creator = Train(trainer, pictures);

        Assert.Equal(32, creator.Size);
        Assert.Equal(2 * 32 * 32 * 3, CreatorRun.Pictures(creator.Onnx, [0, 1], seed: 1).Length);
        var same = Train(trainer with { Start = kept }, pictures);
        Assert.Equal(CreatorRun.Pictures(creator.Onnx, [0, 1], seed: 1), CreatorRun.Pictures(same.Onnx, [0, 1], seed: 1));
    }

    [Theory]
    [InlineData(32)]
    [InlineData(16)]
    public void Of_gray_pictures_it_learns_to_make_gray_ones(int trained)
    {
        var drawings = Drawings.Of(size: 32, count: 60);
        var gray = new SmallPictures(32, [.. Enumerable.Range(0, drawings.Pixels.Length).Select(i => drawings.Pixels[i / 3 * 3])], drawings.Labels, drawings.LabelCount);

        var creator = Train(Quick with { Recipe = Quick.Recipe with { LargestTrained = trained } }, gray);

        Assert.All(CreatorRun.Pictures(creator.Onnx, [0, 1, 2, 3], seed: 1).Chunk(3), pixel => Assert.Single(pixel.Distinct()));
    }

    [Fact]
    public void A_state_of_another_network_is_refused()
    {
        CreatorState? kept = null;
        Train(Quick with { Keep = state => kept = state, TimeBetweenStates = TimeSpan.Zero }, RedAndBlue(perLabel: 10));
        Assert.Throws<TwofoldException>(() => Train(Quick with { Recipe = CreatorRecipe.Long, Start = kept }, RedAndBlue(perLabel: 10)));
    }

    [Fact]
    public void A_creator_that_makes_the_same_picture_again_and_again_is_noticed()
    {
        var trainer = Quick with
        {
            Steps = 500,
            AfterStep = (step, pair) =>
            {
                // Gains of zero leave nothing of the random numbers.
                using var inference = no_grad();
                if (step > 300)
                    pair.Creator.Weights.Values.zero_();
            },
        };
        var reports = new List<WorkProgress>();
        var creator = Train(trainer, RedAndBlue(perLabel: 10), new Reports(reports));
        Assert.True(creator.Collapses > 0);
        Assert.Contains(reports, report => report.Remark?.Contains("became alike", StringComparison.Ordinal) == true);
    }

    [Fact]
    public void Drawn_animals_of_a_label_differ_from_one_another()
    {
        var creator = Train(new() { Steps = 350, Recipe = CreatorRecipe.Short }, Drawings.Of(size: 32, count: 600));

        // At equal rates of creator and critic it is 0.15 by then.
        Assert.True(creator.History[^1].Variety > 0.5, $"The variety is {creator.History[^1].Variety}.");
        Assert.Equal(0, creator.Collapses);
    }

    [Fact]
    public void One_label_is_enough()
    {
        var creator = Train(Quick, new SmallPictures(16, new byte[5 * 16 * 16 * 3], new int[5], 1));
        Assert.Equal(16 * 16 * 3, CreatorRun.Pictures(creator.Onnx, [0], seed: 1).Length);
    }

    [Fact]
    public void A_picture_of_each_label_is_enough()
    {
        var creator = Train(Quick, RedAndBlue(perLabel: 1));
        Assert.Equal(12, creator.Steps);
    }

    [Fact]
    public void A_label_without_pictures_is_refused()
    {
        var refusal = Assert.Throws<TwofoldException>(() => Train(Quick, new SmallPictures(16, new byte[16 * 16 * 3], [1], 2)));
        Assert.Contains("1 of 2 labels", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_of_a_size_that_cannot_be_halved_to_four_are_refused()
    {
        var refusal = Assert.Throws<TwofoldException>(() => Train(Quick, new SmallPictures(24, new byte[24 * 24 * 3], [0], 1)));
        Assert.Contains("24 x 24", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_with_few_pictures_are_seen_as_often_as_the_others()
    {
        int[] labels = [.. Enumerable.Repeat(0, 50), 1, 1];
        var sampler = new LabelSampler(labels, 2, new SeededRandom(1));

        var (pictures, drawn) = sampler.Next(100, labelCount: 2);

        Assert.Equal(50, drawn.Count(label => label == 1));
        Assert.All(pictures.Zip(drawn), pair => Assert.Equal(pair.Second, labels[pair.First]));
        Assert.Equal(50, pictures.Where(picture => picture < 50).Distinct().Count());
    }

    [Fact]
    public void Of_many_labels_a_few_come_at_a_time_each_several_times_and_all_in_turn()
    {
        var sampler = new LabelSampler([.. Enumerable.Range(0, 70).Select(picture => picture % 7)], 7, new SeededRandom(1));

        var drawn = Enumerable.Range(0, 7).Select(_ => sampler.Next(8, labelCount: 4).Labels).ToArray();

        Assert.All(drawn, labels => Assert.Equal([2, 2, 2, 2], labels.CountBy(label => label).Select(label => label.Value)));
        Assert.Equal(Enumerable.Repeat(8, 7), drawn.SelectMany(labels => labels).CountBy(label => label).Select(label => label.Value));
    }

    [Fact]
    public void Spread_within_labels_does_not_see_how_labels_differ_from_one_another()
    {
        TorchRuntime.EnsureLoaded();
        using var scope = NewDisposeScope();
        var labels = tensor([0L, 1, 0, 1, 0, 1, 0, 1]);
        // The first group's labels are one picture each; in the second group each label's pictures lie 2 apart.
        var features = tensor(new float[,] { { 9, 1 }, { 3, 5 }, { 9, 1 }, { 3, 5 }, { 9, 1 }, { 3, 5 }, { 11, 3 }, { 5, 7 } });

        var spreads = SpreadWithinLabels.Of(features, labels, groups: 2).data<float>().ToArray();

        Assert.Equal([0, 0, 0, 0, 1, 1, 1, 1], spreads.Select(spread => Math.Round(spread, 2)));
    }

    [Fact]
    public void Of_the_last_checkpoints_the_nearest_to_photos_kept_aside_is_returned()
    {
        var compared = new List<byte[]>();
        // As if the second were the best.
        var creator = Train(Quick with { Steps = 32, Distance = onnx => { compared.Add(onnx); return compared.Count == 2 ? 1 : 2; } }, RedAndBlue(perLabel: 10));

        Assert.InRange(compared.Count, 4, 6);
        Assert.Same(compared[1], creator.Onnx);
    }

    static TrainedCreator Train(CreatorTrainer trainer, SmallPictures pictures, IProgress<WorkProgress>? progress = null) =>
        trainer.Train(pictures, progress, TestContext.Current.CancellationToken);

    /// <summary>16 x 16 pixels: red ones and blue ones, each of another shade.</summary>
    static SmallPictures RedAndBlue(int perLabel)
    {
        var random = new SeededRandom(2);
        var pixels = new byte[2 * perLabel * 16 * 16 * 3];
        int[] labels = [.. Enumerable.Range(0, 2 * perLabel).Select(picture => picture % 2)];
        for (var picture = 0; picture < labels.Length; picture++)
        {
            var shade = 150 + random.NextInt(100);
            for (var i = 0; i < 16 * 16; i++)
                pixels[(((picture * 16 * 16) + i) * 3) + (labels[picture] * 2)] = (byte)(shade - random.NextInt(50));
        }

        return new SmallPictures(16, pixels, labels, 2);
    }

    sealed class Reports(List<WorkProgress> list) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value) => list.Add(value);
    }
}
