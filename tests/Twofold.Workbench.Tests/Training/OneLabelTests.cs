using System.Text;
using Google.Protobuf;
using Twofold.Photos;
using Twofold.Photos.Tests;
using Twofold.Photos.Training;

namespace Twofold.Workbench.Tests;

/// <summary>Photos of one thing, of which there is nothing to tell apart: what is learned is to create.</summary>
public sealed class OneLabelTests : IDisposable
{
    readonly DrawnPair.Scratch scratch = new();

    string Photos => scratch["mine"];

    string Model => scratch["m.twofold"];

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => scratch.Dispose();

    [Theory]
    [InlineData(CreatorChoice.Gan, false)]
    [InlineData(CreatorChoice.Gan, true)]
    [InlineData(CreatorChoice.Flow, false)]
    public async Task A_creator_is_learned_beside_a_recognizer_that_always_says_the_label(CreatorChoice creator, bool onBackbone)
    {
        Draw(Photos, "cats", 24, firstSeed: 0);
        var reports = new List<WorkProgress>();
        var result = await Trainer.RunAsync(
            Request(DrawnPair.Options with { Creator = creator, Steps = 3, Backbone = onBackbone ? Backbone() : "none" }), new Listener<WorkProgress>(reports.Add), Cancellation);

        Assert.False(result.Stopped);
        Assert.Contains(result.Warnings, warning => warning.Contains("There is one label, 'cats'", StringComparison.Ordinal));
        Assert.Contains("that always says the one there is, because with one label there is nothing to tell apart", reports.First(report => report.Stage == "Plan").Remark);
        // The time is the creator's: neither a recognizer nor a teacher is trained.
        Assert.Equal(["Learning to create"], reports.Where(report => report.Total > 0 && report.Stage.StartsWith("Learning", StringComparison.Ordinal)).Select(report => report.Stage).Distinct());
        var file = ModelFile.Open(Model);
        Assert.Contains("With one label there is nothing to tell apart", Encoding.UTF8.GetString(file.Parts["card.md"]));
        using (var pair = PhotoPair.Open(file))
        {
            Assert.Equal(["cats"], pair.Info.Labels);
            Assert.Null(pair.Info.Creator!.Recognizability); // It was learned.
            Assert.False(pair.Info.Creator.RecognizerTaught);
        }

        DrawnAnimals.Draw("rabbits", 48, 900).Save(scratch["others/rabbit.png"]);
        var prediction = Assert.Single(Predictor.Run(new PredictRequest { Inputs = [scratch["others/rabbit.png"]], Model = Model }, Cancellation));
        Assert.Equal(("cats", 1.0, false), (prediction.Label, prediction.Probability, prediction.Unsure));
        Assert.Equal(1, PhotoSorter.Run(new SortRequest { Folder = scratch["others"], Into = scratch["sorted"] }, Model).Sorted);

        var made = Generator.Run(new GenerateRequest { Label = "cats", Model = Model, Out = scratch["made"], Count = 2 }).Files.Select(Photo.Read).ToList();
        Assert.NotEqual(made[0].Pixels.ToArray(), made[1].Pixels.ToArray());
        Walker.Run(new WalkRequest { Label = "cats", From = "1", To = "2", Model = Model, Out = scratch["walk.png"], Frames = 3, Scale = 1 });
        Assert.Equal(3 * 32, Photo.Read(scratch["walk.png"]).Width);

        var measured = Measurer.Run(new MeasureRequest { Data = Photos, Model = Model, ExamplesPerLabel = 2 });
        Assert.Equal((1.0, 0.0), (measured.Accuracy, measured.LogLoss));
        Assert.Contains("one label, 'cats'", Assert.Single(measured.Warnings));
        Assert.NotNull(measured.Creator?.Pictures);
        Assert.Null(measured.Creator.Pictures.TrainedAccuracy);
    }

    [Fact]
    public async Task Photos_of_another_label_can_be_added_and_are_told_apart_then()
    {
        Draw(Photos, "cats", 12, firstSeed: 0);
        await Trainer.RunAsync(Request(DrawnPair.Options with { Steps = 2, KeepFeatures = true }), cancellation: Cancellation);
        Draw(scratch["more"], "cats", 3, firstSeed: 100);
        await Trainer.RunAsync(new TrainRequest { Data = scratch["more"], From = Model }, cancellation: Cancellation);
        using (var more = PhotoPair.Open(Model))
            Assert.Equal(15, Assert.Single(more.Info.Data.Counts));

        Draw(scratch["more"], "rabbits", 12, firstSeed: 200);
        var added = await Trainer.RunAsync(new TrainRequest { Data = scratch["more"], From = Model }, cancellation: Cancellation);
        Assert.Contains(added.Warnings, warning => warning.Contains("a network that was not trained", StringComparison.Ordinal));

        using var pair = PhotoPair.Open(Model);
        Assert.Equal(["cats", "rabbits"], pair.Recognizer.Labels);
        Assert.Equal(["cats"], pair.Creator.Labels);
        Assert.NotNull(pair.Info.Recognizer.C);
        Assert.InRange(pair.Recognizer.Predict(Path.Combine(Photos, "cats", "0.png")).Probability, 0.5, 1 - 1e-9);
    }

    [Fact]
    public async Task A_training_that_is_stopped_is_kept_and_goes_on()
    {
        Draw(Photos, "cats", 12, firstSeed: 0);
        var options = DrawnPair.Options with { Steps = 4, TimeBetweenStates = TimeSpan.Zero };
        var cut = await CutTraining.RunAsync(Request(options));
        Assert.True(cut.Stopped);

        var whole = await Trainer.RunAsync(Request(options with { Resume = true }), cancellation: Cancellation);

        Assert.False(whole.Stopped);
        Assert.Equal(4, ((PhotoPairInfo)whole.Info).Creator?.Steps);
        Assert.Null(whole.Unfinished);
    }

    [Fact]
    public async Task A_training_that_is_stopped_before_there_is_a_creator_keeps_nothing()
    {
        Draw(Photos, "cats", 8, firstSeed: 0);
        using var cancellation = new CancellationTokenSource();
        var stopped = new Listener<WorkProgress>(report =>
        {
            if (report.Stage == "Reading photos" && report.Done == 8)
                cancellation.Cancel();
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Trainer.RunAsync(Request(DrawnPair.Options with { Steps = 2 }), stopped, cancellation.Token));

        Assert.False(File.Exists(Model));
    }

    [Fact]
    public async Task Of_two_labels_whose_photos_of_one_cannot_be_read_nothing_is_learned()
    {
        Draw(Photos, "cats", 4, firstSeed: 0);
        Directory.CreateDirectory(Path.Combine(Photos, "dogs"));
        foreach (var name in (string[])["1.jpg", "2.jpg"])
            await File.WriteAllTextAsync(Path.Combine(Photos, "dogs", name), name, Cancellation);

        var refusal = await Assert.ThrowsAsync<TwofoldException>(() => Trainer.RunAsync(Request(DrawnPair.Options with { Steps = 2 }), cancellation: Cancellation));

        Assert.Contains("readable photos of 1 of its 2 labels", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_folder_above_that_of_the_labels_is_no_label()
    {
        Draw(Path.Combine(Photos, "pets"), "cats", 4, firstSeed: 0);
        Draw(Path.Combine(Photos, "pets"), "dogs", 4, firstSeed: 10);

        var refusal = await Assert.ThrowsAsync<TwofoldException>(() => Trainer.RunAsync(Request(DrawnPair.Options with { Steps = 2 }), cancellation: Cancellation));

        Assert.Contains($"in folders of it such as 'cats' and 'dogs': if those are the labels, give '{Path.Combine(Photos, "pets")}'", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(refusal.Message, Surveyor.Run(new SurveyRequest(Photos)).Obstacle);
    }

    TrainRequest Request(PhotoPairOptions options) => new() { Data = Photos, Out = Model, Options = options };

    /// <summary>A backbone whose maps cannot teach a creator.</summary>
    string Backbone()
    {
        File.WriteAllBytes(scratch["tiny.onnx"], TinyClassifier.Make().ToByteArray());
        File.WriteAllText(scratch["tiny.onnx.json"], """{"shortSide": 6, "width": 6, "height": 6, "scale": [0.02, 0.02, 0.02], "offset": [-2, -2, -2]}""");
        return scratch["tiny.onnx"];
    }

    static void Draw(string into, string label, int count, ulong firstSeed)
    {
        for (var i = 0ul; i < (ulong)count; i++)
            DrawnAnimals.Draw(label, 48, firstSeed + i).Save(Path.Combine(into, label, $"{firstSeed + i}.png"));
    }
}
