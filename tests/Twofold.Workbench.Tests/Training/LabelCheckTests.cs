using Twofold.Photos.Training;

namespace Twofold.Workbench.Tests;

/// <summary>Wrong labels among right ones, found by networks from scratch that did not learn from them.</summary>
public sealed class LabelCheckTests : IDisposable
{
    readonly DrawnPair.Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task Drawings_in_the_wrong_folder_are_the_most_suspect_and_shown_on_a_page()
    {
        DrawnPair.Draw(scratch["animals"], perLabel: 30, firstSeed: 0);
        string[] wrong = [.. Enumerable.Range(0, 4).Select(i => Path.Combine(scratch["animals"], "cats", $"rabbit-{i}.png"))];
        for (var i = 0ul; i < 4; i++)
            DrawnAnimals.Draw("rabbits", 48, 100 + i).Save(wrong[i]);

        var result = await TrainAsync(DrawnPair.Options with { Creator = CreatorChoice.None }, scratch["suspects.html"]);

        Assert.NotNull(result.Suspects);
        var found = result.Suspects.Take(9).Where(suspect => wrong.Contains(suspect.Input)).ToList();
        Assert.True(found.Count >= 3, string.Join("\n", result.Suspects));
        Assert.Contains(found, suspect => suspect is { Given: "cats", Likely: "rabbits" });
        var page = await File.ReadAllTextAsync(scratch["suspects.html"], TestContext.Current.CancellationToken);
        Assert.Equal(result.Suspects.Count, page.Split("data:image/jpeg").Length - 1);
        Assert.Contains(found[0].Input, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_is_no_page_is_refused_before_the_work_begins()
    {
        DrawnPair.Draw(scratch["animals"], perLabel: 2, firstSeed: 0);
        var refusal = await Assert.ThrowsAsync<TwofoldException>(() => TrainAsync(DrawnPair.Options, scratch["suspects.png"]));
        Assert.Contains("'.html'", refusal.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(scratch["m.twofold"]));
    }

    [Fact]
    public async Task Stopped_while_labels_are_checked_the_recognizer_is_kept()
    {
        DrawnPair.Draw(scratch["animals"], perLabel: 10, firstSeed: 0);
        using var cancellation = new CancellationTokenSource();
        var request = new TrainRequest
        {
            Data = scratch["animals"],
            Out = scratch["m.twofold"],
            Options = DrawnPair.Options with { Creator = CreatorChoice.None, CheckLabels = true, Steps = 6 },
        };

        var result = await Trainer.RunAsync(request, new Listener<WorkProgress>(report =>
        {
            if (report.Stage == "Checking labels")
                cancellation.Cancel();
        }), cancellation.Token);

        Assert.True(result.Stopped);
        Assert.Null(result.Suspects);
        Assert.Contains(result.Warnings, warning => warning.Contains("before the labels were checked"));
        Assert.True(File.Exists(scratch["m.twofold"]));
    }

    Task<TrainResult> TrainAsync(PhotoPairOptions options, string page) => Trainer.RunAsync(
        new TrainRequest { Data = scratch["animals"], Out = scratch["m.twofold"], Options = options, SuspectsPage = page }, cancellation: TestContext.Current.CancellationToken);
}
