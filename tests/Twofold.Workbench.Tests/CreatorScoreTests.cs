using Google.Protobuf;
using Twofold.Photos;
using Twofold.Photos.Tests;

namespace Twofold.Workbench.Tests;

/// <summary>How good a creator's pictures are beside real ones: in the model after training, and by measuring.</summary>
public sealed class CreatorScoreTests(DrawnPair pair)
{
    [Fact]
    public async Task A_creator_is_scored_on_photos_that_were_kept_aside_from_it()
    {
        using var scratch = new DrawnPair.Scratch();
        DrawnPair.Draw(scratch["many"], perLabel: 140, firstSeed: 20_000);
        var trained = await Trainer.RunAsync(new TrainRequest { Data = scratch["many"], Out = scratch["m.twofold"], Options = DrawnPair.Options with { Steps = 4 } });
        var creator = ((PhotoPairInfo)trained.Info).Creator!; // One was asked for.
        Assert.Equal(42, creator.KeptAside);
        var scores = creator.Scores!; // Forty were kept aside.
        Assert.Equal(21, scores.Pictures);
        Assert.Equal("scratch", scores.Features);
        Assert.True(scores.RecognizerTaught); // Learned from scratch, it is what the critic saw through.
        Assert.Equal(420 - 42, scores.Copies?.TrainingPhotos);
        Assert.All(scores.Rows, row => Assert.All([row.Score.Generated, row.Score.Real], Finite));

        // What four steps make is no drawing, and no copy of one.
        Assert.True(scores.FrechetDistance.Generated.Value > scores.FrechetDistance.Real.Value);
        Assert.True(scores.Coverage.Generated.Value < scores.Coverage.Real.Value);
        Assert.Equal(0, scores.Copies?.ByPixels.Generated.Value);
        Assert.InRange(scores.ToldApart?.Generated.Value ?? 0, 0.9, 1);
        Assert.InRange(scores.ToldApart?.Real.Value ?? 0, 0.2, 0.8);

        var opened = ModelFile.Open(scratch["m.twofold"]);
        var card = System.Text.Encoding.UTF8.GetString(opened.Parts["card.md"]);
        Assert.Contains("42 photos were kept aside", card);
        Assert.All(scores.Rows, row => Assert.Contains($"| {row.Name} | {row.Score.Generated} | {row.Score.Real} |", card));
        using var stored = PhotoPair.Open(opened);
        Assert.Equal(scores, stored.Info.Creator?.Scores);
    }

    [Fact]
    public void A_creator_learns_from_all_photos_where_they_are_few()
    {
        var creator = ((PhotoPairInfo)pair.Result.Info).Creator!; // The pair has one.
        Assert.Equal(0, creator.KeptAside);
        Assert.Null(creator.Scores);
        Assert.NotNull(creator.Recognizability);
        // Copies are looked for all the same: they are likeliest where photos are few.
        Assert.Equal(119, creator.Copies!.TrainingPhotos); // There are two to compare.
        Assert.All([creator.Copies.ByFeatures, creator.Copies.ByPixels], score => Assert.InRange(score.Real.Value, 1.0 / 119 - 1e-9, 0.02));
    }

    [Fact]
    public void Measuring_compares_pictures_with_the_photos_that_were_given()
    {
        using var scratch = new DrawnPair.Scratch();
        DrawnPair.Draw(scratch["test"], perLabel: 12, firstSeed: 30_000);
        var request = new MeasureRequest { Data = scratch["test"], Model = pair.Model, ExamplesPerLabel = 3 };
        var measured = Measurer.Run(request);
        var scores = measured.Creator!.Pictures!; // A creator, and enough photos.
        Assert.Empty(measured.Warnings);
        Assert.Equal(18, scores.Pictures);
        Assert.Equal(measured.Accuracy, scores.Recognizability.Real.Value);
        Assert.Null(scores.Copies);
        Assert.Equal(scores.TrainedAccuracy?.Generated.Value, measured.Creator.TrainedOnGenerated);
        Assert.All(scores.Rows, row => Assert.All([row.Score.Generated, row.Score.Real], Finite));
        Assert.Equal(scores, Measurer.Run(request).Creator!.Pictures); // As above.
    }

    [Fact]
    public void Pictures_that_lie_among_the_training_photos_are_found_to_be_copies()
    {
        using var scratch = new DrawnPair.Scratch();
        DrawnPair.Draw(scratch["test"], perLabel: 12, firstSeed: 30_000);
        var request = new MeasureRequest { Data = scratch["test"], Model = pair.Model, ExamplesPerLabel = 3, Seed = 4 };
        var honest = Measurer.Run(request with { Train = pair.Data }).Creator!.Pictures!.Copies!; // They were asked for.
        Assert.Equal(119, honest.TrainingPhotos);
        Assert.InRange(honest.ByPixels.Generated.Value, 0, 0.5);

        // The same seeds make the same pictures again: the six that are compared with photos, and nine times as many that are looked through for copies.
        using (var opened = PhotoPair.Open(pair.Model))
            foreach (var label in DrawnPair.Labels)
                foreach (var (i, picture) in opened.Creator.Generate(label, 6, seed: 4).Concat(opened.Creator.Generate(label, 54, seed: 5)).Index())
                    picture.Save(Path.Combine(scratch["stolen"], label, $"{i}.png"));
        var stolen = Measurer.Run(request with { Train = scratch["stolen"] }).Creator!.Pictures!.Copies!; // As above.
        Assert.Equal((1.0, 1.0), (stolen.ByPixels.Generated.Value, stolen.ByFeatures.Generated.Value));

        // Training mirrors photos: a copy may be the mirror image.
        foreach (var file in Directory.GetFiles(scratch["stolen"], "*.png", SearchOption.AllDirectories))
            Mirrored(PhotoReader.Read(file)).Save(Path.Combine(scratch["mirrored"], Path.GetRelativePath(scratch["stolen"], file)));
        Assert.Equal(1, Measurer.Run(request with { Train = scratch["mirrored"] }).Creator!.Pictures!.Copies!.ByPixels.Generated.Value); // As above.
    }

    [Fact]
    public async Task Photos_are_compared_with_pictures_at_the_size_of_those()
    {
        using var scratch = new DrawnPair.Scratch();
        DrawnPair.Draw(scratch["photos"], perLabel: 4, firstSeed: 40_000);
        File.WriteAllBytes(scratch["tiny.onnx"], TinyClassifier.Make().ToByteArray());
        File.WriteAllText(scratch["tiny.onnx.json"], """{"shortSide": 6, "width": 6, "height": 6, "scale": [0.02, 0.02, 0.02], "offset": [-2, -2, -2]}""");
        await Trainer.RunAsync(new TrainRequest { Data = scratch["photos"], Out = scratch["m.twofold"], Options = DrawnPair.Options with { Backbone = scratch["tiny.onnx"], Steps = 2 } });
        using var made = PhotoPair.Open(scratch["m.twofold"]);
        var file = Path.Combine(scratch["photos"], "cats", "0.png");

        var compared = FeaturedPhotos.Read(made, [file], ["cats"], TestContext.Current.CancellationToken).Features;

        var small = made.Recognizer.FeaturesOf(PhotoReader.ReadPrepared(file, PhotoPreparation.Square(32)));
        Assert.Equal(small, compared.Cast<double>().Select(value => (float)value));
        Assert.NotEqual(small, made.Recognizer.FeaturesOf(PhotoReader.Read(file)));
    }

    [Fact]
    public void Photos_too_few_to_compare_with_are_said_and_the_rest_is_measured()
    {
        using var scratch = new DrawnPair.Scratch();
        DrawnAnimals.Draw("cats", 48, 4000).Save(scratch["test/cats/one.png"]);
        var measured = Measurer.Run(new MeasureRequest { Data = scratch["test"], Model = pair.Model, ExamplesPerLabel = 1 });
        Assert.Null(measured.Creator?.Pictures);
        Assert.Equal(3, measured.Creator?.Examples);
        Assert.Contains("Too few photos (1)", Assert.Single(measured.Warnings));
    }

    static Photo Mirrored(Photo photo)
    {
        var pixels = new byte[photo.Pixels.Length];
        for (var i = 0; i < photo.Width * photo.Height; i++)
        {
            var (row, column) = Math.DivRem(i, photo.Width);
            photo.Pixels.Span.Slice(((row * photo.Width) + photo.Width - 1 - column) * 3, 3).CopyTo(pixels.AsSpan(i * 3));
        }

        return new Photo(photo.Width, photo.Height, pixels);
    }

    static void Finite(Estimate estimate)
    {
        Assert.True(double.IsFinite(estimate.Value) && estimate.Value >= 0);
        Assert.True(double.IsFinite(estimate.StandardError) && estimate.StandardError >= 0);
    }
}
