using System.Text;
using Twofold.Photos;
using Twofold.Photos.Training;

namespace Twofold.Workbench.Tests;

public sealed class FlowTests : IDisposable
{
    readonly DrawnPair.Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task A_pair_with_a_flow_is_trained_goes_on_after_an_interruption_and_makes_pictures()
    {
        DrawnPair.Draw(scratch["animals"], perLabel: 14, firstSeed: 0);
        var options = DrawnPair.Options with { Creator = CreatorChoice.Flow, Steps = 4, TimeBetweenStates = TimeSpan.Zero, Samples = scratch["samples"], TimeBetweenSamples = TimeSpan.Zero };
        var cut = await CutTraining.RunAsync(Request(options));
        Assert.True(cut.Stopped);
        var samples = Directory.GetFiles(scratch["samples"], "step-*.png").Length;
        Assert.InRange(samples, 1, 3);

        await Trainer.RunAsync(Request(options with { Resume = true }), cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(4, Directory.GetFiles(scratch["samples"], "step-*.png").Length);
        var file = ModelFile.Open(scratch["m.twofold"]);
        Assert.Contains("A flow for pictures of 32x32 pixels, 4 steps", Encoding.UTF8.GetString(file.Parts["card.md"]));
        using var pair = PhotoPair.Open(file);
        Assert.Equal((CreatorInfo.Flow, 4, false), (pair.Info.Creator!.Kind, pair.Info.Creator.Steps, pair.Info.Creator.RecognizerTaught));
        Assert.NotNull(pair.Info.Creator.Recognizability);

        var made = Generator.Run(new GenerateRequest { Label = "cats", Model = scratch["m.twofold"], Out = scratch["made"], Count = 2, FlowSteps = 3, Guidance = 1.5 }).Files.Select(Photo.Read).ToList();
        Assert.Equal((32, 32), (made[0].Width, made[0].Height));
        Assert.NotEqual(made[0].Pixels.ToArray(), made[1].Pixels.ToArray());
        Assert.Contains("3 steps, guidance 1.5", made[0].Metadata["Source"]);

        var scores = Measurer.Run(new MeasureRequest { Data = scratch["animals"], Model = scratch["m.twofold"] }).Creator?.Flow;
        Assert.InRange(scores!.BitsPerColor.Value, 1, 12);
        Assert.InRange(scores.Accuracy.Value, 0, 1);

        Walker.Run(new WalkRequest { From = "cats", To = "bears", Model = scratch["m.twofold"], Out = scratch["walk.png"], Frames = 3, Scale = 1, FlowSteps = 2 });
        Assert.Equal(3 * 32, Photo.Read(scratch["walk.png"]).Width);
        Assert.Contains("--guidance", Assert.Throws<TwofoldException>(() => Walker.Run(new WalkRequest { From = "cats", To = "bears", Model = scratch["m.twofold"], Out = scratch["other.png"], Truncation = 0.5 })).Message);
    }

    TrainRequest Request(PhotoPairOptions options) => new() { Data = scratch["animals"], Out = scratch["m.twofold"], Options = options };
}
