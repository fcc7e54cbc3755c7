using Twofold.Photos;
using Twofold.Photos.Training;

namespace Twofold.Workbench.Tests;

/// <summary>Photos that are added to a trained pair, whose own photos are gone by then.</summary>
public sealed class AdditionTests(AdditionTests.Kept kept) : IClassFixture<AdditionTests.Kept>, IDisposable
{
    readonly DrawnPair.Scratch scratch = new();

    string Model => scratch["m.twofold"];

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task New_labels_and_photos_are_learned_and_the_creator_stays_as_it_was()
    {
        Draw("cats", 5, firstSeed: 500);
        Draw("rabbits", 6, firstSeed: 0);

        var result = await AddAsync();

        using var before = PhotoPair.Open(kept.Model);
        using var after = PhotoPair.Open(Model);
        Assert.Equal(Model, result.Model);
        Assert.Equal(DrawnPair.Labels, after.Info.Labels);
        Assert.Equal([Kept.PerLabel, Kept.PerLabel + 5, 6], after.Info.Data.Counts);
        Assert.Equal(DrawnPair.Labels, after.Recognizer.Predict(Drawn("rabbits", 1)).Probabilities.Keys);
        // Judged by what the network has not learned from: a fifth of the old photos, and all new ones.
        Assert.Equal((2 * Kept.PerLabel / 5) + 11, after.Info.Recognizer.HeldOut.Photos);

        Assert.Equal(["bears", "cats"], after.Info.Creator!.Labels);
        Assert.Equal(before.Info.Created, after.Info.Creator.KeptFrom);
        // As they are drawn: the recognizer, which takes or leaves them, has learned.
        Assert.Equal(Made(before), Made(after));
        Assert.Contains("rabbits", Assert.Throws<TwofoldException>(() => after.Creator.Generate("rabbits", seed: 1)).Message, StringComparison.Ordinal);
        Assert.Contains(result.Warnings, warning => warning.Contains("creator is kept as it was") && warning.Contains("'rabbits'"));

        static byte[] Made(PhotoPair pair) => pair.Creator.Generate("cats", seed: 3, PhotoGenerationOptions.AsDrawn).Pixels.ToArray();
    }

    [Fact]
    public async Task Photos_can_be_added_again_and_again_and_none_counts_twice()
    {
        Draw("bears", 3, firstSeed: 500);
        await AddAsync();
        // The same files once more, one of them under another label.
        Directory.CreateDirectory(Path.Combine(scratch["more"], "cats"));
        File.Move(Path.Combine(scratch["more"], "bears", "1.png"), Path.Combine(scratch["more"], "cats", "no-bear.png"));

        var again = await AddAsync();

        Assert.Equal([Kept.PerLabel + 2, Kept.PerLabel + 1], again.Info.Counts);
        Assert.Contains(again.Warnings, warning => warning.Contains("2 were there already") && warning.Contains("1 that were there under another label"));
        Assert.Null(((PhotoPairInfo)again.Info).Creator!.Labels);
    }

    [Fact]
    public async Task The_same_picture_at_two_places_gets_one_label()
    {
        const int perLabel = 8;
        DrawnPair.Draw(scratch["animals"], perLabel, firstSeed: 0);
        var cat = Path.Combine(scratch["animals"], "cats", "1.png");
        File.Copy(cat, Path.Combine(scratch["animals"], "cats", "1 (1).png"));
        var options = DrawnPair.Options with { Steps = 2, Creator = CreatorChoice.None, KeepFeatures = true };
        var trained = await PhotoPairTrainer.TrainAsync(scratch["animals"], options, cancellation: TestContext.Current.CancellationToken);
        Directory.CreateDirectory(Path.Combine(scratch["more"], "bears"));
        File.Copy(cat, Path.Combine(scratch["more"], "bears", "no cat.png"));

        var added = await PhotoAddition.AddAsync(trained.Pair, trained.KeptFeatures!, scratch["more"], cancellation: TestContext.Current.CancellationToken); // Asked for.

        Assert.Equal([perLabel + 2, perLabel - 1, perLabel], added.Pair.Info.Data.Counts);
    }

    [Fact]
    public async Task A_new_label_with_one_photo_is_refused_and_nothing_is_changed()
    {
        Draw("rabbits", 1, firstSeed: 0);
        var refusal = await Assert.ThrowsAsync<TwofoldException>(AddAsync);
        Assert.Contains("'rabbits' has 1", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(await File.ReadAllBytesAsync(kept.Model, TestContext.Current.CancellationToken), await File.ReadAllBytesAsync(Model, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Features_that_are_missing_damaged_or_of_another_network_are_refused()
    {
        Draw("cats", 2, firstSeed: 500);
        await Trainer.RunAsync(Kept.Request(scratch["photos"], scratch["other.twofold"], seed: 8), cancellation: TestContext.Current.CancellationToken);

        await RefusedAsync("do not belong together", () => File.Copy(scratch["other.twofold.features"], Model + ".features", overwrite: true));
        await RefusedAsync("its bytes have changed", () => Damage(kept.Model + ".features"));
        await RefusedAsync("--keep-features", () => File.Delete(Model + ".features"));

        async Task RefusedAsync(string words, Action spoil)
        {
            CopyKept();
            spoil();
            Assert.Contains(words, (await Assert.ThrowsAsync<TwofoldException>(() => AddAsync(copy: false))).Message, StringComparison.Ordinal);
        }

        void Damage(string features)
        {
            var bytes = File.ReadAllBytes(features);
            // In the features themselves, whose last byte tells the sign and the size.
            bytes[bytes.Length / 2] ^= 0x01;
            File.WriteAllBytes(Model + ".features", bytes);
        }
    }

    Task<TrainResult> AddAsync() => AddAsync(copy: !File.Exists(Model));

    Task<TrainResult> AddAsync(bool copy)
    {
        if (copy)
            CopyKept();
        return Trainer.RunAsync(new TrainRequest { Data = scratch["more"], From = Model }, cancellation: TestContext.Current.CancellationToken);
    }

    void CopyKept()
    {
        File.Copy(kept.Model, Model, overwrite: true);
        File.Copy(kept.Model + ".features", Model + ".features", overwrite: true);
    }

    void Draw(string label, int count, ulong firstSeed) => Kept.Draw(scratch["more"], label, count, firstSeed);

    string Drawn(string label, ulong seed)
    {
        DrawnAnimals.Draw(label, 48, seed).Save(scratch["one.png"]);
        return scratch["one.png"];
    }

    /// <summary>A pair of two labels with its features, once for all the tests that add to it.</summary>
    public sealed class Kept : IAsyncLifetime
    {
        public const int PerLabel = 10;

        readonly DrawnPair.Scratch scratch = new();

        public string Model => scratch["m.twofold"];

        public async ValueTask InitializeAsync()
        {
            await Trainer.RunAsync(Request(scratch["photos"], Model, seed: 5));
            Directory.Delete(scratch["photos"], recursive: true);
        }

        public ValueTask DisposeAsync()
        {
            scratch.Dispose();
            return ValueTask.CompletedTask;
        }

        internal static TrainRequest Request(string photos, string model, ulong seed)
        {
            Draw(photos, "bears", PerLabel, firstSeed: 0);
            Draw(photos, "cats", PerLabel, firstSeed: 0);
            return new TrainRequest { Data = photos, Out = model, Options = DrawnPair.Options with { Steps = 2, Seed = seed, KeepFeatures = true } };
        }

        internal static void Draw(string into, string label, int count, ulong firstSeed)
        {
            for (var i = 0ul; i < (ulong)count; i++)
                DrawnAnimals.Draw(label, 48, firstSeed + i).Save(Path.Combine(into, label, $"{i}.png"));
        }
    }
}
