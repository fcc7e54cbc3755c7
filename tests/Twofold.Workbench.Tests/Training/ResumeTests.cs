using Twofold.Photos;
using Twofold.Photos.Training;

namespace Twofold.Workbench.Tests;

public sealed class ResumeTests(CutTraining cut) : IClassFixture<CutTraining>, IDisposable
{
    readonly DrawnPair.Scratch scratch = new();

    string Model => scratch["m.twofold"];

    string Unfinished => Model + ".unfinished";

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task A_cancelled_training_goes_on_and_leaves_nothing_behind()
    {
        Assert.True(cut.Result.Stopped);
        Assert.Equal(cut.Unfinished, cut.Result.Unfinished);
        int made;
        using (var best = PhotoPair.Open(cut.Model))
            made = best.Info.Creator!.Steps;
        Assert.InRange(made, 1, CutTraining.Steps - 1);

        CopyCut();
        var reports = new List<WorkProgress>();
        var result = await TrainAsync(CutTraining.Options with { Resume = true }, new Listener<WorkProgress>(reports.Add));

        Assert.False(result.Stopped);
        Assert.False(File.Exists(Unfinished));
        Assert.DoesNotContain(reports, report => report.Stage == "Learning to recognize");
        Assert.Equal(made + 1, reports.First(report => report.Stage == "Learning to create").Done);
        using var pair = PhotoPair.Open(Model);
        Assert.Equal(CutTraining.Steps, pair.Info.Creator!.Steps);
    }

    [Fact]
    public async Task A_model_that_was_there_stays_beside_the_new_one_and_in_its_place_where_the_training_was_stopped()
    {
        byte[] old = [1, 2, 3];
        File.WriteAllBytes(Model, old);
        var options = CutTraining.Options with { Creator = CreatorChoice.None, Steps = 30 };

        var stopped = await StopAsync(3, options);

        Assert.True(stopped.Stopped);
        Assert.Equal(scratch["m-2.twofold"], stopped.Model);
        Assert.Equal(old, File.ReadAllBytes(Model));
        PhotoPair.Open(stopped.Model).Dispose();

        // Night after night: the model of the night before is the one that is replaced.
        var again = await StopAsync(10, options with { Resume = true });

        Assert.Equal((true, stopped.Model), (again.Stopped, again.Model));
        Assert.Equal(old, File.ReadAllBytes(Model));

        var whole = await TrainAsync(options with { Resume = true });

        Assert.Equal((false, Model), (whole.Stopped, whole.Model));
        Assert.Equal(old, File.ReadAllBytes(scratch["m.previous.twofold"]));
        Assert.Contains(whole.Warnings, warning => warning.Contains("m.previous.twofold"));
        using var pair = PhotoPair.Open(Model);
        Assert.False(pair.Info.Stopped);

        async Task<TrainResult> StopAsync(int step, PhotoPairOptions stoppedOptions)
        {
            using var cancellation = new CancellationTokenSource();
            var progress = new Listener<WorkProgress>(report =>
            {
                if (report is { Stage: "Learning to recognize" } && report.Done > step)
                    cancellation.Cancel();
            });
            return await Trainer.RunAsync(new TrainRequest { Data = cut.Data, Out = Model, Options = stoppedOptions }, progress, cancellation.Token);
        }
    }

    [Fact]
    public async Task Features_that_were_kept_stay_with_their_model()
    {
        File.WriteAllBytes(Model, [1, 2, 3]);
        File.WriteAllBytes(Model + ".features", [4, 5, 6]);

        await TrainAsync(CutTraining.Options with { Creator = CreatorChoice.None, Steps = 2 });

        Assert.False(File.Exists(Model + ".features"));
        Assert.Equal([1, 2, 3], File.ReadAllBytes(scratch["m.previous.twofold"]));
        Assert.Equal([4, 5, 6], File.ReadAllBytes(scratch["m.previous.twofold.features"]));

        // Of the model before the one before nothing is left that could be taken for it.
        await TrainAsync(CutTraining.Options with { Creator = CreatorChoice.None, Steps = 2 });
        Assert.False(File.Exists(scratch["m.previous.twofold.features"]));
    }

    [Fact]
    public async Task A_name_that_file_systems_would_not_take_is_refused_before_the_work()
    {
        var request = new TrainRequest { Data = cut.Data, Out = scratch[$"{new string('猫', 80)}.twofold"], Options = Few };
        var refusal = await Assert.ThrowsAsync<TwofoldException>(() => Trainer.RunAsync(request, cancellation: TestContext.Current.CancellationToken));
        Assert.Contains("too long a name", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_recognizer_that_was_cut_short_goes_on_where_it_was()
    {
        var options = CutTraining.Options with { Steps = 30, Creator = CreatorChoice.None };
        using var cancellation = new CancellationTokenSource();
        var request = new TrainRequest { Data = cut.Data, Out = Model, Options = options };
        var progress = new Listener<WorkProgress>(report =>
        {
            if (report is { Stage: "Learning to recognize", Done: > 3 })
                cancellation.Cancel();
        });
        Assert.True((await Trainer.RunAsync(request, progress, cancellation.Token)).Stopped);

        var reports = new List<WorkProgress>();
        var result = await TrainAsync(options with { Resume = true }, new Listener<WorkProgress>(reports.Add));

        Assert.False(result.Stopped);
        Assert.True(reports.Where(report => report is { Stage: "Learning to recognize", Total: 30 }).Min(report => report.Done) > 4);
        // To its end, or until nothing more is learned.
        Assert.InRange(reports.Last(report => report is { Stage: "Learning to recognize", Total: 30 }).Done, 16, 30);
        Assert.False(File.Exists(Unfinished));
    }

    [Fact]
    public async Task With_other_minutes_it_goes_on_with_the_networks_that_the_first_ones_chose()
    {
        // In three minutes pictures of 32 pixels and a narrow creator, in thirty 64 and a wide one.
        DrawnPair.Draw(scratch["animals"], perLabel: 20, firstSeed: 0);
        var options = CutTraining.Options with { Size = null, Minutes = 3 };
        using var cancellation = new CancellationTokenSource();
        var cutShort = await Trainer.RunAsync(new TrainRequest { Data = scratch["animals"], Out = Model, Options = options }, new Listener<WorkProgress>(report =>
        {
            if (report.Stage == "Learning to create")
                cancellation.Cancel();
        }), cancellation.Token);
        Assert.True(cutShort.Stopped);

        var result = await TrainAsync(options with { Minutes = 30, Resume = true }, data: scratch["animals"]);

        Assert.False(result.Stopped);
        using var pair = PhotoPair.Open(Model);
        Assert.Equal((32, CutTraining.Steps), (pair.Info.Creator!.Size, pair.Info.Creator.Steps));
    }

    [Fact]
    public async Task A_training_does_not_replace_an_unfinished_one()
    {
        CopyCut();
        var before = await File.ReadAllBytesAsync(Unfinished, TestContext.Current.CancellationToken);
        var refusal = await Assert.ThrowsAsync<TwofoldException>(() => TrainAsync(CutTraining.Options));
        Assert.Contains("--resume", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(Unfinished, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Other_options_and_other_photos_are_refused()
    {
        CopyCut();
        var options = await Assert.ThrowsAsync<TwofoldException>(() => TrainAsync(CutTraining.Options with { Resume = true, Seed = 99 }));
        Assert.Contains("seed 99", options.Message, StringComparison.Ordinal);

        DrawnPair.Draw(scratch["fewer"], CutTraining.PerLabel, firstSeed: 0);
        File.Delete(Path.Combine(scratch["fewer"], "cats", "3.png"));
        var photos = await Assert.ThrowsAsync<TwofoldException>(() => TrainAsync(CutTraining.Options with { Resume = true }, data: scratch["fewer"]));
        Assert.Contains("other photos", photos.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(Unfinished));
    }

    [Fact]
    public async Task A_photo_that_is_gone_while_it_learns_is_no_reason_to_lose_what_was_learned()
    {
        DrawnPair.Draw(scratch["animals"], perLabel: 8, firstSeed: 0);

        await TrainAsync(Few, new Listener<WorkProgress>(report =>
        {
            if (report.Stage == "Learning to create")
                File.Delete(Path.Combine(scratch["animals"], "cats", "3.png"));
        }), scratch["animals"]);

        using var pair = PhotoPair.Open(Model);
        Assert.Equal(8, pair.Info.Data.Counts[0]);
    }

    [Fact]
    public async Task Without_an_unfinished_training_there_is_nothing_to_go_on_with()
    {
        var refusal = await Assert.ThrowsAsync<TwofoldException>(() => TrainAsync(CutTraining.Options with { Resume = true }));
        Assert.Contains("without '--resume'", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public async Task A_damaged_file_is_refused(double at)
    {
        CopyCut();
        var bytes = await File.ReadAllBytesAsync(Unfinished, TestContext.Current.CancellationToken);
        bytes[(int)(bytes.Length * at)] ^= 0x55;
        await File.WriteAllBytesAsync(Unfinished, bytes, TestContext.Current.CancellationToken);
        var refusal = await Assert.ThrowsAsync<TwofoldException>(() => TrainAsync(CutTraining.Options with { Resume = true }));
        Assert.Contains(Unfinished, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Samples_show_the_creator_learn()
    {
        await TrainAsync(Few with { Samples = scratch["samples"], TimeBetweenSamples = TimeSpan.Zero });

        var pictures = Directory.GetFiles(scratch["samples"], "step-*.png");
        Assert.NotEmpty(pictures);
        var page = await File.ReadAllTextAsync(Path.Combine(scratch["samples"], "index.html"), TestContext.Current.CancellationToken);
        Assert.All(pictures, picture => Assert.Contains(Path.GetFileName(picture), page, StringComparison.Ordinal));
        await Assert.ThrowsAsync<TwofoldException>(() => TrainAsync(Few with { Samples = scratch["samples"] }));
    }

    [Fact]
    public async Task Samples_do_not_replace_a_page_of_something_else()
    {
        var page = Path.Combine(Directory.CreateDirectory(scratch["samples"]).FullName, "index.html");
        await File.WriteAllTextAsync(page, "mine", TestContext.Current.CancellationToken);

        await RefusedAsync(Few);
        CopyCut();
        await RefusedAsync(CutTraining.Options with { Resume = true });

        Assert.Equal("mine", await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken));

        async Task RefusedAsync(PhotoPairOptions options) =>
            Assert.Contains("index.html", (await Assert.ThrowsAsync<TwofoldException>(() => TrainAsync(options with { Samples = scratch["samples"] }))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_of_a_sample_that_somebody_makes_does_not_end_the_training()
    {
        var result = await TrainAsync(DrawnPair.Options with { Steps = 6, Samples = scratch["samples"], TimeBetweenSamples = TimeSpan.Zero }, new Listener<WorkProgress>(_ =>
        {
            if (Directory.Exists(scratch["samples"]) && Directory.GetFiles(scratch["samples"], "step-*.png") is [var only])
                File.Copy(only, only.Replace(".png", " (1).png", StringComparison.Ordinal));
        }));

        Assert.True(Directory.GetFiles(scratch["samples"], "* (1).png").Length > 0);
        Assert.False(result.Stopped);
        Assert.DoesNotContain(result.Warnings, warning => warning.Contains("samples"));
    }

    [Fact]
    public async Task Pictures_of_128_pixels_are_made_by_the_same_network()
    {
        await TrainAsync(Few with { Size = 128 });
        using var pair = PhotoPair.Open(Model);
        var made = pair.Creator.Generate("cats", seed: 1);
        Assert.Equal((128, 128), (made.Width, made.Height));
    }

    /// <summary>So few steps that what is tested besides them takes longer.</summary>
    static PhotoPairOptions Few => DrawnPair.Options with { Steps = 2 };

    void CopyCut() => File.Copy(cut.Unfinished, Unfinished);

    Task<TrainResult> TrainAsync(PhotoPairOptions options, IProgress<WorkProgress>? progress = null, string? data = null) =>
        Trainer.RunAsync(new TrainRequest { Data = data ?? cut.Data, Out = Model, Options = options }, progress, TestContext.Current.CancellationToken);
}
