using static TorchSharp.torch;

namespace Twofold.Photos.Training.Tests;

/// <summary>What every kind of creator's training does.</summary>
public abstract class CreatorTrainerContract
{
    /// <summary>Twelve steps of a small network.</summary>
    private protected abstract CreatorTrainer Quick { get; }

    /// <summary>The same at rates so small that rounding cannot turn a step about: the first steps of Adam take the sign of a gradient.</summary>
    private protected abstract CreatorTrainer Slow { get; }

    /// <summary>The steps after which red and blue are told apart.</summary>
    private protected abstract int StepsForColors { get; }

    /// <summary>The trainer with someone who is told of each step and the weights of what makes pictures.</summary>
    private protected abstract CreatorTrainer Watched(CreatorTrainer trainer, Action<int, Tensor> afterStep);

    [Fact]
    public void The_label_that_was_asked_for_is_what_is_made()
    {
        var creator = Train(Quick with { Steps = StepsForColors }, ColoredPictures.RedAndBlue(perLabel: 30));

        foreach (var (picture, pixels) in Made(creator, 2, perLabel: 4).Chunk(16 * 16 * 3).Index())
        {
            var (red, blue) = (0, 0);
            for (var i = 0; i < pixels.Length; i += 3)
                (red, blue) = (red + pixels[i], blue + pixels[i + 2]);
            Assert.True(picture < 4 ? red > blue * 2 : blue > red * 2, $"Picture {picture} has {red} of red and {blue} of blue.");
        }
    }

    [Fact]
    public void The_same_seed_and_steps_make_the_same_creator_within_rounding()
    {
        var pictures = ColoredPictures.RedAndBlue(perLabel: 10);
        byte[] Of(ulong seed) => Made(Train(Slow with { Seed = seed }, pictures), 2, perLabel: 2);

        // In levels of 255: rounding differs with who was first to add, and each step carries it on.
        var first = Of(seed: 4);
        Assert.InRange(Difference(first, Of(seed: 4)), 0, 1);
        Assert.InRange(Difference(first, Of(seed: 5)), 2, 255);

        static double Difference(byte[] one, byte[] other) => one.Zip(other, (a, b) => Math.Abs(a - b)).Average();
    }

    [Fact]
    public void Live_native_tensors_do_not_grow_with_the_steps()
    {
        var live = new List<long>();
        Train(Watched(Quick with { Steps = 30 }, (_, _) => live.Add(Tensor.TotalCount)), ColoredPictures.RedAndBlue(perLabel: 10));
        Assert.Equal(live[9], live[^1]);
    }

    [Fact]
    public void Cancellation_ends_training_and_keeps_what_was_learned()
    {
        using var cancellation = new CancellationTokenSource();
        var trainer = Watched(Quick with { Steps = 100_000 }, (step, _) =>
        {
            if (step == 7)
                cancellation.Cancel();
        });

        var creator = trainer.Train(ColoredPictures.RedAndBlue(perLabel: 10), cancellation: cancellation.Token);

        Assert.Equal(7, creator.Steps);
        Assert.Equal(2 * 16 * 16 * 3, Made(creator, 2).Length);
        Assert.Throws<OperationCanceledException>(() => trainer.Train(ColoredPictures.RedAndBlue(perLabel: 10), cancellation: cancellation.Token));
    }

    [Fact]
    public void The_time_budget_ends_training()
    {
        var reports = new List<WorkProgress>();
        var creator = Train(Quick with { Steps = null, Budget = TimeSpan.FromSeconds(1.5) }, ColoredPictures.RedAndBlue(perLabel: 10), new Reports(reports));
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
        var trainer = Watched(Quick with { Steps = 60 }, (step, weights) =>
        {
            if (step == 55 && broken++ == 0)
                Break(weights);
        });

        var creator = Train(trainer, ColoredPictures.RedAndBlue(perLabel: 10));

        Assert.Equal(2, broken);
        Assert.Equal(60, creator.Steps);
        Assert.True(Made(creator, 2).Distinct().Count() > 20);
    }

    [Fact]
    public void Native_tensors_do_not_grow_over_the_steps_and_none_is_left()
    {
        var live = new List<long>();
        // What earlier tests forgot is not to be counted here.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = Tensor.TotalCount;

        Train(Watched(Quick with { Steps = 60 }, (_, _) => live.Add(Tensor.TotalCount)), ColoredPictures.RedAndBlue(perLabel: 10));

        Assert.Equal(live[20], live[^1]);
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void Training_that_diverges_at_every_rate_is_reported()
    {
        var trainer = Watched(Quick, (_, weights) => Break(weights));
        Assert.Contains("diverged", Assert.Throws<TwofoldException>(() => Train(trainer, ColoredPictures.RedAndBlue(perLabel: 10))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_training_goes_on_where_it_was_cancelled()
    {
        CreatorState? kept = null;
        using var cancellation = new CancellationTokenSource();
        var cut = Watched(Quick with { Steps = 40, Keep = state => kept = state }, (step, _) =>
        {
            if (step == 25)
                cancellation.Cancel();
        });
        var pictures = ColoredPictures.RedAndBlue(perLabel: 10);
        var first = cut.Train(pictures, cancellation: cancellation.Token);
        Assert.NotNull(kept);

        var steps = new List<int>();
        var rest = Train(Watched(Quick with { Steps = 40, Start = kept }, (step, _) => steps.Add(step)), pictures);

        Assert.Equal(Enumerable.Range(26, 15), steps);
        Assert.Equal(40, rest.Steps);
        Assert.True(rest.Seconds > first.Seconds);
        // With no step left to make, the creator is the one that was kept.
        var same = Train(Quick with { Steps = 25, Start = kept }, pictures);
        Assert.Equal(Made(first, 2), Made(same, 2));
    }

    [Fact]
    public void Whoever_wants_to_see_it_learn_is_shown_the_creator_so_far()
    {
        var shown = new List<int>();
        Train(Quick with { Steps = 3, TimeBetweenSamples = TimeSpan.Zero, Show = creator => { shown.Add(creator.Steps); Assert.NotEmpty(Made(creator, 2)); } }, ColoredPictures.RedAndBlue(perLabel: 10));
        Assert.Equal(Enumerable.Range(1, 3), shown);
    }

    [Fact]
    public void One_label_is_enough()
    {
        var creator = Train(Quick, new SmallPictures(16, new byte[5 * 16 * 16 * 3], new int[5], 1));
        Assert.Equal(16 * 16 * 3, Made(creator, 1).Length);
    }

    [Fact]
    public void A_picture_of_each_of_a_hundred_labels_is_enough()
    {
        var pixels = new byte[100 * 16 * 16 * 3];
        var random = new SeededRandom(1);
        foreach (ref var value in pixels.AsSpan())
            value = (byte)random.NextInt(256);
        var creator = Train(Quick with { Steps = 3 }, new SmallPictures(16, pixels, [.. Enumerable.Range(0, 100)], 100));
        Assert.Equal(pixels.Length, Made(creator, 100).Length);
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
    public void Of_the_last_checkpoints_the_nearest_to_photos_kept_aside_is_returned()
    {
        var compared = new List<TrainedCreator>();
        // As if the second were the best.
        var creator = Train(Quick with { Steps = 32, Distance = creator => { compared.Add(creator); return compared.Count == 2 ? 1 : 2; } }, ColoredPictures.RedAndBlue(perLabel: 10));

        Assert.InRange(compared.Count, 4, 6);
        Assert.Same(compared[1], creator);
    }

    private protected static TrainedCreator Train(CreatorTrainer trainer, SmallPictures pictures, IProgress<WorkProgress>? progress = null) =>
        trainer.Train(pictures, progress, TestContext.Current.CancellationToken);

    /// <summary>The pixels of pictures as the product makes them, label by label.</summary>
    private protected static byte[] Made(TrainedCreator creator, int labelCount, int perLabel = 1)
    {
        string[] labels = [.. Enumerable.Range(0, labelCount).Select(label => $"label {label}")];
        var opened = PhotoCreator.Open(creator.Onnx, labels, creator.Info, "test");
        return [.. labels.SelectMany(label => opened.Generate(label, perLabel, seed: 1)).SelectMany(photo => photo.Pixels.ToArray())];
    }

    private protected static void Break(Tensor weights)
    {
        using var inference = no_grad();
        weights.fill_(float.NaN);
    }

    private protected sealed class Reports(List<WorkProgress> list) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value) => list.Add(value);
    }
}
