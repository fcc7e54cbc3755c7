namespace Twofold.Photos.Tests;

public sealed class PhotoPairTests : TemporaryFolder
{
    [Fact]
    public void What_outlives_its_pair_says_so_whatever_it_is_asked()
    {
        var pair = Tiny();
        var (recognizer, creator) = (pair.Recognizer, pair.Creator);
        var photo = creator.Generate("cats", seed: 1);
        pair.Dispose();
        pair.Dispose();

        Action[] questions =
        [
            () => recognizer.FeaturesOf(photo),
            () => recognizer.Predict([photo]),
            () => recognizer.Familiarity.LogDensity([photo]),
            () => creator.Generate("cats", seed: 1),
            () => _ = creator.Walk(new("cats", 1), new("dogs", 1), 3).ToList(),
            () => _ = pair.Recognizer,
            () => _ = pair.Creator,
        ];
        foreach (var question in questions)
            Assert.Contains("PhotoPair", Assert.Throws<ObjectDisposedException>(question).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pair_that_is_disposed_of_before_it_was_asked_anything_loads_nothing_and_can_be_saved()
    {
        var pair = Tiny();
        pair.Dispose();

        Assert.Throws<ObjectDisposedException>(() => pair.Recognizer);
        pair.Save(At("pair.twofold"));
        using var opened = PhotoPair.Open(At("pair.twofold"));
        Assert.Equal(["cats", "dogs"], opened.Recognizer.Labels);
    }

    [Fact]
    public async Task What_runs_when_a_pair_is_disposed_of_is_finished_first()
    {
        for (var i = 0; i < 20; i++)
        {
            var pair = Tiny();
            var recognizer = pair.Recognizer;
            var photo = new Photo(1, 1, new byte[3]);
            using var begun = new CountdownEvent(3);
            Task[] running = [.. Enumerable.Range(0, begun.InitialCount).Select(_ => Task.Run(() =>
            {
                recognizer.FeaturesOf(photo);
                begun.Signal();
                while (true)
                    recognizer.FeaturesOf(photo);
            }))];
            begun.Wait(TestContext.Current.CancellationToken);
            pair.Dispose();

            foreach (var task in running)
                await Assert.ThrowsAsync<ObjectDisposedException>(() => task);
        }
    }

    [Fact]
    public void A_photo_in_memory_gets_a_whole_prediction()
    {
        using var pair = Tiny();
        var photo = new Photo(1, 1, new byte[] { 140, 0, 0 });
        var prediction = pair.Recognizer.Predict(photo);

        Assert.Equal(("", "cats", false), (prediction.Path, prediction.Label, prediction.Unsure));
        Assert.Equal(pair.Recognizer.PredictProbabilities([photo])[0, 0], prediction.Probability);
        Assert.Equal(1, prediction.Probabilities.Values.Sum(), 1e-12);
    }

    static PhotoPair Tiny() => PhotoPair.Create(
        new PhotoPairInfo
        {
            Labels = TinyCreator.Labels,
            Created = DateTimeOffset.UnixEpoch,
            TwofoldVersion = "0.1.0",
            Data = new TrainingDataInfo { Counts = [1, 1], Fingerprint = "0" },
            Recognizer = TinyRecognizer.Info,
            Creator = TinyCreator.Info,
        },
        TinyRecognizer.Graph(),
        TinyRecognizer.Head(),
        TinyCreator.Graph(old: false),
        samplesPng: null);
}
