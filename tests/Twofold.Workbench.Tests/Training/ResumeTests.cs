using Twofold.Photos;
using Twofold.Photos.Training;

namespace Twofold.Workbench.Tests;

public sealed class ResumeTests : IDisposable
{
    readonly DrawnPair.Scratch scratch = new();

    public ResumeTests() => DrawnPair.Draw(scratch["animals"], perLabel: 20, firstSeed: 0);

    string Model => scratch["m.twofold"];

    string Unfinished => Model + ".unfinished";

    PhotoPairOptions Options { get; } = DrawnPair.Options with { Steps = 40, TimeBetweenStates = TimeSpan.Zero };

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task A_cancelled_training_goes_on_and_leaves_nothing_behind()
    {
        var cut = await CutAsync();
        Assert.True(cut.Stopped);
        Assert.Equal(Unfinished, cut.Unfinished);
        using (var best = PhotoPair.Open(Model))
            Assert.InRange(best.Info.Creator!.Steps, 1, 39);

        var stages = new List<string>();
        var result = await TrainAsync(Options with { Resume = true }, new Listener<WorkProgress>(report => stages.Add(report.Stage)));

        Assert.False(result.Stopped);
        Assert.False(File.Exists(Unfinished));
        Assert.DoesNotContain("Learning to recognize", stages);
        using var pair = PhotoPair.Open(Model);
        Assert.Equal(40, pair.Info.Creator!.Steps);
    }

    [Fact]
    public async Task A_training_does_not_replace_an_unfinished_one()
    {
        await CutAsync();
        var before = await File.ReadAllBytesAsync(Unfinished, TestContext.Current.CancellationToken);
        var refusal = await Assert.ThrowsAsync<TwofoldException>(() => TrainAsync(Options));
        Assert.Contains("--resume", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(Unfinished, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Other_options_and_other_photos_are_refused()
    {
        await CutAsync();
        var options = await Assert.ThrowsAsync<TwofoldException>(() => TrainAsync(Options with { Resume = true, Seed = 99 }));
        Assert.Contains("seed 99", options.Message, StringComparison.Ordinal);

        File.Delete(Path.Combine(scratch["animals"], "cats", "3.png"));
        var photos = await Assert.ThrowsAsync<TwofoldException>(() => TrainAsync(Options with { Resume = true }));
        Assert.Contains("other photos", photos.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(Unfinished));
    }

    [Fact]
    public async Task Without_an_unfinished_training_there_is_nothing_to_go_on_with()
    {
        var refusal = await Assert.ThrowsAsync<TwofoldException>(() => TrainAsync(Options with { Resume = true }));
        Assert.Contains("without '--resume'", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public async Task A_damaged_file_is_refused(double at)
    {
        await CutAsync();
        var bytes = await File.ReadAllBytesAsync(Unfinished, TestContext.Current.CancellationToken);
        bytes[(int)(bytes.Length * at)] ^= 0x55;
        await File.WriteAllBytesAsync(Unfinished, bytes, TestContext.Current.CancellationToken);
        var refusal = await Assert.ThrowsAsync<TwofoldException>(() => TrainAsync(Options with { Resume = true }));
        Assert.Contains(Unfinished, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Samples_show_the_creator_learn()
    {
        await TrainAsync(Options with { Samples = scratch["samples"], TimeBetweenSamples = TimeSpan.FromSeconds(0.3) });

        var pictures = Directory.GetFiles(scratch["samples"], "step-*.png");
        Assert.NotEmpty(pictures);
        var page = await File.ReadAllTextAsync(Path.Combine(scratch["samples"], "index.html"), TestContext.Current.CancellationToken);
        Assert.All(pictures, picture => Assert.Contains(Path.GetFileName(picture), page, StringComparison.Ordinal));
        await Assert.ThrowsAsync<TwofoldException>(() => TrainAsync(Options with { Samples = scratch["samples"] }));
    }

    [Fact]
    public async Task Pictures_of_128_pixels_are_made_by_the_same_network()
    {
        await TrainAsync(Options with { Size = 128, Steps = 2 });
        using var pair = PhotoPair.Open(Model);
        var made = pair.Creator.Generate("cats", seed: 1);
        Assert.Equal((128, 128), (made.Width, made.Height));
    }

    async Task<TrainResult> CutAsync()
    {
        using var cancellation = new CancellationTokenSource();
        return await TrainAsync(
            Options,
            new Listener<WorkProgress>(report =>
            {
                if (report.Stage == "Learning to create" && report.Done > 3)
                    cancellation.Cancel();
            }),
            cancellation.Token);
    }

    Task<TrainResult> TrainAsync(PhotoPairOptions options, IProgress<WorkProgress>? progress = null, CancellationToken? cancellation = null) =>
        Trainer.RunAsync(
            new TrainRequest { Data = scratch["animals"], Out = Model, Options = options }, progress, cancellation ?? TestContext.Current.CancellationToken);
}
