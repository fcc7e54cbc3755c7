using Twofold.Photos.Onnx;
using Twofold.Photos.Tests;
using Twofold.Workbench;
using static TorchSharp.torch;

namespace Twofold.Photos.Training.Tests;

public sealed class BackboneTunerTests : TemporaryFolder
{
    const int Size = 64;

    // Networks this small gain nothing from a second thread, and lose much where the machine has other work.
    static BackboneTunerTests()
    {
        TorchRuntime.EnsureLoaded();
        set_num_threads(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_backbone_cut_in_two_and_written_down_anew_gives_the_features_that_it_gave(bool mobile)
    {
        var onnx = Recognizer(mobile);
        var backbone = Read(onnx);
        var pictures = Pictures(3);

        AssertClose(Features(onnx, pictures), Features(backbone.ToOnnx(backbone.Layers), pictures));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Torch_and_the_export_say_the_same_of_changed_weights(bool mobile)
    {
        var onnx = Recognizer(mobile);
        var backbone = Read(onnx);
        var pictures = Pictures(3);
        using var scope = NewDisposeScope();
        using var layers = Layers(backbone);
        var shape = backbone.MapShape;
        var maps = tensor(Features(backbone.LowerOnnx(), pictures), [3, shape.Height, shape.Width, shape.Channels]);
        using var inference = no_grad();

        AssertClose(Features(onnx, pictures), layers.Features(layers.Values, maps, ScalarType.Float32).ToFloats());
        layers.Convolutions.Values.mul_(rand(layers.Convolutions.Values.shape, generator: new TorchSharp.torch.Generator(1)) + 0.5);
        var changed = layers.Features(layers.Values, maps, ScalarType.Float32).ToFloats();
        Assert.True(changed.Zip(Features(onnx, pictures)).Max(pair => Math.Abs(pair.First - pair.Second)) > 0.1);
        AssertClose(changed, Features(backbone.ToOnnx(layers.Layers(layers.Values)), pictures));
    }

    [Fact]
    public void A_network_that_cannot_be_cut_says_why()
    {
        var onnx = BackboneGraph.ToRecognizer(
            Google.Protobuf.MessageExtensions.ToByteArray(TinyClassifier.Make()), Known(TinyClassifier.Size), "tiny");
        Assert.Null(TunableBackbone.Read(onnx, out var problem));
        Assert.Contains("no place to cut", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Tuning_lowers_the_held_out_loss_and_the_network_that_is_returned_is_the_best()
    {
        var tuned = Tune(new BackboneTuner { Budget = TimeSpan.FromMinutes(1), Steps = 60, Seed = 2 });

        Assert.Equal(tuned.History.Min(evaluation => evaluation.HeldOutLoss), tuned.Kept.HeldOutLoss);
        Assert.True(tuned.Kept.HeldOutLoss < tuned.History[0].HeldOutLoss - 0.02, string.Join("\n", tuned.History));
        Assert.Equal((60, 0), (tuned.History[^1].Step, tuned.Rollbacks));
        Assert.NotEqual(Features(Recognizer(mobile: true), Pictures(1)), Features(tuned.Onnx, Pictures(1)));
        Assert.Equal((3, 200), (tuned.HeadWeights.GetLength(0), tuned.HeadWeights.GetLength(1)));
    }

    [Fact]
    public void Weights_that_became_no_numbers_are_rolled_back()
    {
        var broken = false;
        var tuned = Tune(new BackboneTuner
        {
            Budget = TimeSpan.FromMinutes(1),
            Steps = 10,
            BeforeStep = (step, network) =>
            {
                if (step != 5 || broken)
                    return;
                using var inference = no_grad();
                network.Convolutions.Values.fill_(float.NaN);
                broken = true;
            },
        });

        Assert.Equal((1, 10), (tuned.Rollbacks, tuned.History[^1].Step));
        Assert.All(Features(tuned.Onnx, Pictures(1)), value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void A_tuning_goes_on_from_a_state_where_it_was()
    {
        var states = new List<RecognizerState>();
        using var cancellation = new CancellationTokenSource();
        var tuner = new BackboneTuner { Budget = TimeSpan.FromMinutes(1), Steps = 30, Keep = states.Add, TimeBetweenStates = TimeSpan.Zero };
        Tune(tuner with { BeforeStep = (step, _) => { if (step == 15) cancellation.Cancel(); } }, cancellation.Token);
        var start = states[^1];

        var whole = Tune(tuner with { Start = start });

        Assert.InRange(start.Course.Step, 15, 16);
        Assert.All(whole.History, evaluation => Assert.True(evaluation.Step > start.Course.Step && evaluation.Seconds > start.Course.Seconds));
        Assert.Equal(30, whole.History[^1].Step);
        Assert.True(whole.Kept.HeldOutLoss <= start.Course.Kept.HeldOutLoss);
    }

    [Fact]
    public async Task Training_that_is_cut_short_while_it_tunes_goes_on_there_and_with_the_same_backbone()
    {
        var photos = Drawn();
        var options = Options(await BackboneFileAsync()) with { Unfinished = At("unfinished"), TimeBetweenStates = TimeSpan.Zero };
        using var cancellation = new CancellationTokenSource();
        var cut = await PhotoPairTrainer.TrainAsync(photos, options, new Listener(report =>
        {
            if (report is { Stage: "Fine-tuning", Done: > 5 })
                cancellation.Cancel();
        }), cancellation.Token);
        cut.Pair.Dispose();
        Assert.True(cut.Stopped);

        var other = await Assert.ThrowsAsync<TwofoldException>(() => PhotoPairTrainer.TrainAsync(photos, options with { Resume = true, Backbone = BackboneResolver.None }));
        Assert.Contains("made.onnx', and is to go on without a backbone", other.Message, StringComparison.Ordinal);
        var reports = new List<WorkProgress>();
        // Whatever that would be by now.
        var whole = await PhotoPairTrainer.TrainAsync(photos, options with { Resume = true, Backbone = BackboneResolver.Auto }, new Listener(reports.Add), TestContext.Current.CancellationToken);

        using var pair = whole.Pair;
        Assert.True(reports.Where(report => report.Stage == "Fine-tuning").Min(report => report.Done) > 5);
        Assert.Equal(2, pair.Info.Recognizer.Tried.Count);
    }

    [Fact]
    public async Task A_photo_that_is_gone_when_it_tunes_costs_the_tuning_and_not_the_recognizer()
    {
        var photos = Drawn();
        var gone = Path.Combine(photos, "cats", "3.png");

        var training = await PhotoPairTrainer.TrainAsync(photos, Options(await BackboneFileAsync()), new Listener(report =>
        {
            if (report.Stage == "Learning to recognize")
                File.Delete(gone);
        }), TestContext.Current.CancellationToken);

        using var pair = training.Pair;
        Assert.Equal("made", pair.Info.Recognizer.Features);
        Assert.Contains("3.png", pair.Info.Recognizer.Tried[1].Problem, StringComparison.Ordinal);
        Assert.Equal(72, training.KeptFeatures!.Photos.Count(photo => photo.Length > 0)); // Asked for.
    }

    [Fact]
    public async Task Training_keeps_what_reads_held_out_photos_better_and_tells_what_it_tried()
    {
        var photos = Drawn();

        var training = await PhotoPairTrainer.TrainAsync(photos, Options(await BackboneFileAsync()), progress: null, TestContext.Current.CancellationToken);

        using var pair = training.Pair;
        var recognizer = pair.Info.Recognizer;
        Assert.Equal(["linear head on made", "fine-tuned made"], recognizer.Tried.Select(tried => tried.Recognizer));
        var kept = Assert.Single(recognizer.Tried, tried => tried.Kept);
        var other = Assert.Single(recognizer.Tried, tried => !tried.Kept);
        Assert.True(other.Problem is not null || kept.LogLoss < other.LogLoss / 0.97, string.Join("\n", recognizer.Tried));
        var tuned = kept.Recognizer == "fine-tuned made";
        Assert.Equal(tuned ? "fine-tuned made" : "made", recognizer.Features);
        // What was kept aside from the fine-tuned network is what it is judged by.
        Assert.All(recognizer.Tried.Where(tried => tried.Problem is null), tried => Assert.Equal(15, tried.Photos));
        Assert.Equal(tuned ? 57 : 0, training.KeptFeatures!.Photos.Count(photo => photo.Seen)); // Asked for.
        Assert.Equal(0.0, pair.Recognizer.Predict(Path.Combine(photos, "cats", "3.png")).Probabilities.Values.Sum() - 1, 1e-9);
    }

    static PhotoPairOptions Options(string backbone) => new() { Backbone = backbone, Creator = CreatorChoice.None, Minutes = 1, Steps = 40, Seed = 1, KeepFeatures = true };

    async Task<string> BackboneFileAsync()
    {
        var backbone = At("made.onnx");
        await File.WriteAllBytesAsync(backbone, new MadeBackbone(1).Mobile().Onnx, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            backbone + ".json", $$"""{"shortSide": {{Size}}, "width": {{Size}}, "height": {{Size}}, "scale": [0.0078, 0.0078, 0.0078], "offset": [-1, -1, -1]}""", TestContext.Current.CancellationToken);
        return backbone;
    }

    TrainedNetwork Tune(BackboneTuner tuner) => Tune(tuner, TestContext.Current.CancellationToken);

    TrainedNetwork Tune(BackboneTuner tuner, CancellationToken cancellation)
    {
        var photos = Drawn();
        string[] paths = [.. Directory.GetFiles(photos, "*.png", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        var labels = LabelEncoding.Of([.. paths.Select(path => Path.GetFileName(Path.GetDirectoryName(path)!))], paths.Length);
        var (train, heldOut) = Stratification.Split(labels.Codes, 0.25, seed: 1);
        var backbone = Read(Recognizer(mobile: true));
        var features = backbone.FeatureCount;
        return tuner.Tune(
            backbone,
            new TuningPhotos(paths, labels.Codes, train, heldOut, PhotoPreparation.Square(Size)),
            (new double[3, features], new double[3]),
            ([.. new double[features]], [.. Enumerable.Repeat(1.0, features)]),
            progress: null,
            cancellation);
    }

    string Drawn()
    {
        var photos = At("photos");
        foreach (var label in (string[])["bears", "cats", "rabbits"])
            for (var i = 0ul; i < 24; i++)
                DrawnAnimals.Draw(label, Size, i).Save(Path.Combine(photos, label, $"{i}.png"));
        return photos;
    }

    static TunedLayers Layers(TunableBackbone backbone) => new(
        backbone, (new double[2, backbone.FeatureCount], new double[2]), ([.. new double[backbone.FeatureCount]], [.. Enumerable.Repeat(1.0, backbone.FeatureCount)]));

    static TunableBackbone Read(byte[] onnx)
    {
        var backbone = TunableBackbone.Read(onnx, out var problem);
        Assert.Equal("", problem);
        return backbone!; // Without a problem it is there.
    }

    static byte[] Recognizer(bool mobile) => BackboneGraph.ToRecognizer(mobile ? new MadeBackbone(1).Mobile().Onnx : new MadeBackbone(2).Larger().Onnx, Known(Size), "made");

    static Backbone Known(int size) => new()
    {
        Name = "made",
        Preparation = PhotoPreparation.Square(size),
        Scale = [0.0078f, 0.0078f, 0.0078f],
        Offset = [-1, -1, -1],
    };

    static byte[] Pictures(int count)
    {
        var random = new SeededRandom(9);
        return [.. Enumerable.Range(0, count * Size * Size * 3).Select(_ => (byte)random.NextInt(256))];
    }

    static float[] Features(byte[] onnx, byte[] pictures)
    {
        using var network = PhotoNetwork.Open(onnx);
        return network.Features(pictures, pictures.Length / (Size * Size * 3));
    }

    static void AssertClose(float[] expected, float[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        var largest = expected.Max(Math.Abs);
        Assert.True(largest > 0.01);
        foreach (var (a, b) in expected.Zip(found))
            Assert.Equal(a, b, 1e-3 * largest);
    }

    /// <summary>Unlike <see cref="Progress{T}"/>, at once and on the thread that reports.</summary>
    sealed class Listener(Action<WorkProgress> listen) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value) => listen(value);
    }
}
