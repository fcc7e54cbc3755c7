using Twofold.Photos;

namespace Twofold.Workbench.Tests;

/// <summary>Generated pictures of rare labels for the recognizer, judged on real ones.</summary>
public sealed class TopUpTests
{
    [Fact]
    public async Task What_the_rare_labels_pictures_did_is_written_into_the_model_either_way()
    {
        using var scratch = new DrawnPair.Scratch();
        Draw(scratch["animals"], ("bears", 30), ("cats", 25), ("rabbits", 10));

        var result = await Trainer.RunAsync(Request(scratch));

        using var opened = PhotoPair.Open(result.Model);
        var topUp = opened.Info.Recognizer.TopUp;
        Assert.NotNull(topUp);
        Assert.Equal(new Dictionary<string, int> { ["rabbits"] = 24 - 8 }, topUp.Generated);
        Assert.Equal(6 + 5 + 2, topUp.Photos);
        Assert.InRange(topUp.BalancedAccuracy + topUp.Gain, 0, 1);
        Assert.True(topUp.GainLow < topUp.GainHigh);
        Assert.Equal(topUp.Kept, opened.Info.Recognizer.C is not null);
        Assert.Single(opened.Recognizer.Predict([DrawnAnimals.Draw("cats", 48, 1)]));
    }

    [Fact]
    public async Task Where_no_label_is_rare_it_is_said_that_nothing_was_done()
    {
        using var scratch = new DrawnPair.Scratch();
        Draw(scratch["animals"], ("bears", 6), ("cats", 5));

        var result = await Trainer.RunAsync(Request(scratch));

        Assert.Contains(result.Warnings, warning => warning.Contains("No label is rare"));
        Assert.Null(((PhotoPairInfo)result.Info).Recognizer.TopUp);
    }

    static TrainRequest Request(DrawnPair.Scratch scratch) =>
        new() { Data = scratch["animals"], Out = scratch["m.twofold"], Options = DrawnPair.Options with { Steps = 3, TopUp = true } };

    static void Draw(string into, params (string Label, int Count)[] labels)
    {
        foreach (var (label, count) in labels)
            for (var i = 0; i < count; i++)
                DrawnAnimals.Draw(label, 48, (ulong)i).Save(Path.Combine(into, label, $"{i}.png"));
    }
}
