using Twofold.Photos;

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

        // The same seed makes the same pictures again.
        using (var opened = PhotoPair.Open(pair.Model))
            foreach (var label in DrawnPair.Labels)
                foreach (var (i, picture) in opened.Creator.Generate(label, 6, seed: 4).Index())
                    picture.Save(Path.Combine(scratch["stolen"], label, $"{i}.png"));
        var stolen = Measurer.Run(request with { Train = scratch["stolen"] }).Creator!.Pictures!.Copies!; // As above.
        Assert.Equal((1.0, 1.0), (stolen.ByPixels.Generated.Value, stolen.ByFeatures.Generated.Value));
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

    static void Finite(Estimate estimate)
    {
        Assert.True(double.IsFinite(estimate.Value) && estimate.Value >= 0);
        Assert.True(double.IsFinite(estimate.StandardError) && estimate.StandardError >= 0);
    }
}
