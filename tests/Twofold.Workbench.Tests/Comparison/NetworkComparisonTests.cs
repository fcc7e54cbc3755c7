using System.Xml.Linq;
using Google.Protobuf;
using Twofold.Photos.Tests;

namespace Twofold.Workbench.Tests;

public sealed class NetworkComparisonTests : IDisposable
{
    const double MinutesOfSomeSeconds = 0.25;

    readonly string folder = Directory.CreateTempSubdirectory("twofold-networks-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Networks_of_both_families_learn_from_the_same_photos_and_are_asked_about_the_same_others()
    {
        DrawnPair.Draw(folder, perLabel: 32, firstSeed: 300);

        var trained = new NetworkComparison(Request, progress: null, TestContext.Current.CancellationToken).Run(MinutesOfSomeSeconds)!; // It is not cancelled.

        Assert.Equal((72, 24), (trained.TrainingPhotos, trained.TestPhotos));
        Assert.Equal(
            [ModelFamily.Discriminative, ModelFamily.Discriminative, ModelFamily.Generative], trained.Networks.Select(network => network.Family));
        Assert.All(trained.Networks, network =>
        {
            Assert.Equal(24, network.Photos);
            Assert.InRange(network.Accuracy.Value, network.Accuracy.Low, network.Accuracy.High);
            Assert.True(network.LogLoss.Low < network.LogLoss.Value && double.IsFinite(network.LogLoss.High));
        });
        Assert.Equal(12, trained.Pictures!.Pictures);
        Assert.NotNull(trained.Pictures.ToldApart);
        Assert.Equal(72, trained.Pictures.Copies?.TrainingPhotos);
        Assert.Equal(
            ["The label of a new photo, by a network trained for it", "Recognizing with a network that creates", "New photos of a label"], trained.Advice.Select(advice => advice.Task));
        ShownIn(trained);
    }

    [Fact]
    public void With_a_backbone_the_recognizer_that_stands_on_it_is_asked_about_the_same_photos_and_judges_the_pictures()
    {
        var onnx = Path.Combine(folder, "tiny.onnx");
        File.WriteAllBytes(onnx, TinyClassifier.Make().ToByteArray());
        File.WriteAllText(onnx + ".json", """{"shortSide": 6, "width": 6, "height": 6, "scale": [0.02, 0.02, 0.02], "offset": [-2, -2, -2]}""");
        var photos = Path.Combine(folder, "photos");
        DrawnPair.Draw(photos, perLabel: 32, firstSeed: 300);

        var trained = new NetworkComparison(new CompareRequest { Data = photos, Backbone = onnx }, progress: null, TestContext.Current.CancellationToken)
            .Run(MinutesOfSomeSeconds)!; // It is not cancelled.

        Assert.Equal(["network from scratch", "network on the backbone", "flow, by Bayes' rule"], trained.Networks.Select(network => network.Name));
        Assert.All(trained.Networks, network => Assert.Equal(24, network.Photos));
        Assert.Null(trained.Networks[1].TrainingSeconds); // It learns beside the creator.
        Assert.Equal(72, trained.Pictures!.Copies?.TrainingPhotos);
    }

    [Fact]
    public void Cancelled_before_a_network_was_asked_there_is_nothing()
    {
        DrawnPair.Draw(folder, perLabel: 8, firstSeed: 300);

        Assert.Null(new NetworkComparison(Request, progress: null, new CancellationToken(canceled: true)).Run(MinutesOfSomeSeconds));
    }

    [Fact]
    public void Cancelled_in_its_middle_what_there_is_by_then_is_told_and_the_rest_said_to_be_missing()
    {
        DrawnPair.Draw(folder, perLabel: 8, firstSeed: 300);
        using var cancellation = new CancellationTokenSource();
        var progress = new Watcher(stage => { if (stage.EndsWith("creator", StringComparison.Ordinal)) cancellation.Cancel(); });

        var trained = new NetworkComparison(Request, progress, cancellation.Token).Run(MinutesOfSomeSeconds)!; // One was asked.

        Assert.True(trained.Stopped);
        Assert.Equal("network from scratch", Assert.Single(trained.Networks).Name);
        Assert.Null(trained.Pictures);
        Assert.Empty(trained.Advice);
    }

    [Fact]
    public void Photos_that_cannot_be_read_are_left_out_of_both_parts()
    {
        DrawnPair.Draw(folder, perLabel: 8, firstSeed: 300);
        // All that is learned from of one label but two photos: it is still known.
        foreach (var file in Directory.GetFiles(Path.Combine(folder, "cats")).Order(StringComparer.Ordinal).Take(3))
            File.WriteAllText(file, "not a photo");

        var trained = new NetworkComparison(Request, progress: null, TestContext.Current.CancellationToken).Run(MinutesOfSomeSeconds)!; // It is not cancelled.

        Assert.Equal((18, 6), (trained.TrainingPhotos, trained.TestPhotos));
        Assert.All(trained.Networks, network => Assert.InRange(network.Photos, 3, 6));
        Assert.Contains(trained.Warnings, warning => warning.Contains("cats", StringComparison.Ordinal));
    }

    [Fact]
    public void Time_that_means_nothing_is_refused_before_any_work()
    {
        Assert.Contains("at least 1", Assert.Throws<TwofoldException>(() => Comparer.Run(Request with { Minutes = 0.5 })).Message);
        Assert.Contains("is a table", Assert.Throws<TwofoldException>(() => Comparer.Run(Request with { Data = Path.Combine(folder, "rows.csv"), Minutes = 5 })).Message);
    }

    CompareRequest Request => new() { Data = folder, Backbone = "none" };

    sealed class Watcher(Action<string> look) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value) => look(value.Stage);
    }

    static void ShownIn(NetworksResult trained)
    {
        var random = new SeededRandom(1);
        string[] labels = [.. Enumerable.Range(0, 40).Select(i => i % 2 == 0 ? "no" : "yes")];
        var heads = Tables.TableComparison.Run(
            new LabeledSet<Tables.Table, string>([.. labels.Select(_ => (double[])[random.NextGaussian()])], labels), options: new ComparisonOptions { Repeats = 2 });
        var page = ComparisonReport.ToHtml(new CompareResult(heads, "photos", null, [], TimeSpan.FromSeconds(2)) { Networks = trained });
        var body = page[page.IndexOf("<body>", StringComparison.Ordinal)..(page.IndexOf("</body>", StringComparison.Ordinal) + 7)];

        Assert.NotNull(XElement.Parse(body.Replace("&nbsp;", " ", StringComparison.Ordinal)));
        Assert.All(trained.Advice, advice => Assert.Contains(System.Net.WebUtility.HtmlEncode(advice.Text), page));
        Assert.All(trained.Networks, network => Assert.Contains(System.Net.WebUtility.HtmlEncode(network.Name), page));
    }
}
