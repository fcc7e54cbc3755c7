using Twofold.Photos;
using Twofold.Photos.Training;

[assembly: AssemblyFixture(typeof(Twofold.Workbench.Tests.DrawnPair))]

namespace Twofold.Workbench.Tests;

/// <summary>From a folder of labelled photos to predictions, scores and new pictures: the way a person goes.</summary>
public sealed class PairTests(DrawnPair pair)
{
    [Fact]
    public void Training_learns_to_tell_drawings_apart_and_says_what_it_left_out()
    {
        var info = (PhotoPairInfo)pair.Result.Info;
        Assert.Equal(DrawnPair.Labels, info.Labels);
        // One drawing lies under two labels: both files are left out, and both are named.
        Assert.Equal([39, 40, 40], info.Data.Counts);
        Assert.Equal((1, 1), (info.Data.Unreadable, info.Data.Contradictory));
        Assert.Contains(pair.Result.Warnings, warning => warning.Contains("bear-or-cat.png") && warning.Contains("7.png"));
        Assert.Contains(pair.Result.Warnings, warning => warning.Contains("broken.jpg"));
        Assert.False(pair.Result.Stopped);
        Assert.InRange(info.Recognizer.HeldOut.Accuracy, 0.6, 1);
        Assert.NotNull(info.Creator);
    }

    [Fact]
    public void Predictions_come_in_the_order_of_the_inputs_and_a_broken_file_stops_nothing()
    {
        using var scratch = new DrawnPair.Scratch();
        DrawnPair.Draw(scratch["new"], perLabel: 4, firstSeed: 1000);
        File.WriteAllText(scratch["broken.jpg"], "no");
        var predictions = Predictor.Run(new PredictRequest { Inputs = [scratch["broken.jpg"], scratch["new"]], Model = pair.Model }).ToList();
        Assert.Equal(13, predictions.Count);
        Assert.Contains("broken.jpg", predictions[0].Error);
        Assert.All(predictions.Skip(1), prediction =>
        {
            Assert.Null(prediction.Error);
            Assert.Equal(1, prediction.Probabilities.Values.Sum(), 1e-9);
            Assert.Equal(prediction.Probability, prediction.Probabilities[prediction.Label]);
            Assert.Equal(prediction.Probabilities.Values.Max(), prediction.Probability);
        });
        Assert.Equal(predictions.Skip(1).Select(prediction => prediction.Input).Order(StringComparer.Ordinal), predictions.Skip(1).Select(prediction => prediction.Input));
    }

    [Fact]
    public void Predictions_can_be_gone_over_again_and_need_not_be_gone_over()
    {
        using var scratch = new DrawnPair.Scratch();
        DrawnPair.Draw(scratch["new"], perLabel: 2, firstSeed: 1000);
        var predictions = Predictor.Run(new PredictRequest { Inputs = [scratch["new"]], Model = pair.Model });

        Assert.Equal(6, predictions.Count());
        Assert.Equal(predictions.Select(prediction => prediction.Probability), predictions.Select(prediction => prediction.Probability));
        Assert.Contains("nothing to predict", Assert.Throws<TwofoldException>(() => Predictor.Run(new PredictRequest { Inputs = [], Model = pair.Model })).Message);
    }

    [Fact]
    public void A_file_and_the_same_photo_in_memory_are_judged_alike()
    {
        using var scratch = new DrawnPair.Scratch();
        DrawnAnimals.Draw("cats", 96, 77).Save(scratch["cat.png"]);
        using var opened = PhotoPair.Open(pair.Model);
        var fromFile = opened.Recognizer.Predict(scratch["cat.png"]);
        var fromMemory = opened.Recognizer.PredictProbabilities([Photo.Read(scratch["cat.png"])]);
        foreach (var (k, label) in opened.Recognizer.Labels.Index())
            Assert.Equal(fromFile.Probabilities[label], fromMemory[0, k], 0.02);
    }

    [Fact]
    public void Measuring_counts_every_photo_once()
    {
        using var scratch = new DrawnPair.Scratch();
        DrawnPair.Draw(scratch["test"], perLabel: 10, firstSeed: 2000);
        var measured = Measurer.Run(new MeasureRequest { Data = scratch["test"], Model = pair.Model, ExamplesPerLabel = 3 });
        Assert.Equal(30, measured.Examples);
        Assert.Equal(30, measured.Confusion.AsFlatSpan().ToArray().Sum());
        Assert.Equal(measured.Accuracy, (measured.Confusion[0, 0] + measured.Confusion[1, 1] + measured.Confusion[2, 2]) / 30.0, 1e-12);
        Assert.InRange(measured.Accuracy, 0.5, 1);
        Assert.Equal(9, measured.Creator?.Examples);
    }

    [Fact]
    public void A_test_folder_with_one_photo_of_one_label_will_do()
    {
        using var scratch = new DrawnPair.Scratch();
        DrawnAnimals.Draw("cats", 48, 4000).Save(scratch["test/cats/one.png"]);
        Assert.Equal(1, Measurer.Run(new MeasureRequest { Data = scratch["test"], Model = pair.Model, ExamplesPerLabel = 1 }).Examples);
    }

    [Fact]
    public void A_folder_named_like_no_label_is_named_with_the_labels_there_are()
    {
        using var scratch = new DrawnPair.Scratch();
        DrawnAnimals.Draw("cats", 48, 4000).Save(scratch["test/tigers/one.png"]);
        var exception = Assert.Throws<TwofoldException>(() => Measurer.Run(new MeasureRequest { Data = scratch["test"], Model = pair.Model }));
        Assert.Contains("'tigers'", exception.Message);
        Assert.Contains("'bears', 'cats', 'rabbits'", exception.Message);
    }

    [Fact]
    public void Generating_makes_exactly_so_many_pictures_that_say_what_they_are()
    {
        using var scratch = new DrawnPair.Scratch();
        var made = Generator.Run(new GenerateRequest { Label = "cats", Model = pair.Model, Out = scratch["made"], Count = 5, Seed = 3, Sheet = scratch["sheet.png"] });
        Assert.Equal(5, Directory.GetFiles(scratch["made"]).Length);
        Assert.Equal(made.Files.Order(), Directory.GetFiles(scratch["made"]).Order());
        var picture = Photo.Read(made.Files[4]);
        Assert.Equal((32, 32), (picture.Width, picture.Height));
        Assert.Contains("not a photograph", picture.Metadata["Description"]);
        Assert.Contains("seed 3, picture 4", picture.Metadata["Source"]);
        Assert.True(Photo.Read(scratch["sheet.png"]).Width > 32);
    }

    [Fact]
    public void The_same_seed_makes_the_same_pictures_and_more_of_them_leave_the_first_as_they_are()
    {
        using var opened = PhotoPair.Open(pair.Model);
        var few = opened.Creator.Generate("bears", 3, seed: 9);
        var many = opened.Creator.Generate("bears", 40, seed: 9);
        var other = opened.Creator.Generate("bears", 3, seed: 10);
        for (var i = 0; i < few.Count; i++)
            Assert.True(few[i].Pixels.Span.SequenceEqual(many[i].Pixels.Span));
        Assert.False(few[0].Pixels.Span.SequenceEqual(other[0].Pixels.Span));
        Assert.False(few[0].Pixels.Span.SequenceEqual(few[1].Pixels.Span));
        Assert.True(opened.Creator.Generate("bears", seed: 9).Pixels.Span.SequenceEqual(few[0].Pixels.Span));
    }

    [Fact]
    public void A_label_that_the_model_does_not_know_is_answered_with_those_that_it_knows()
    {
        using var scratch = new DrawnPair.Scratch();
        var exception = Assert.Throws<TwofoldException>(() => Generator.Run(new GenerateRequest { Label = "unicorns", Model = pair.Model, Out = scratch["made"] }));
        Assert.Contains("'unicorns'", exception.Message);
        Assert.Contains("'bears', 'cats', 'rabbits'", exception.Message);
        Assert.False(Directory.Exists(scratch["made"]));
    }

    [Fact]
    public async Task A_model_without_a_creator_says_how_to_train_one()
    {
        using var scratch = new DrawnPair.Scratch();
        await Trainer.RunAsync(new TrainRequest { Data = pair.Data, Out = scratch["m.twofold"], Options = DrawnPair.Options with { Creator = CreatorChoice.None, Steps = 2 } });
        using var opened = PhotoPair.Open(scratch["m.twofold"]);
        Assert.False(opened.HasCreator);
        Assert.Contains("--creator", Assert.Throws<TwofoldException>(() => opened.Creator).Message);
    }

    [Fact]
    public async Task A_graphics_card_that_this_program_has_no_library_for_is_refused_before_the_work()
    {
        using var scratch = new DrawnPair.Scratch();
        var request = new TrainRequest { Data = pair.Data, Out = scratch["m.twofold"], Options = DrawnPair.Options with { Device = TrainingDevice.Cuda } };
        Assert.Contains("--device cpu", (await Assert.ThrowsAsync<TwofoldException>(() => Trainer.RunAsync(request))).Message);
        Assert.False(File.Exists(scratch["m.twofold"]));
    }

    [Fact]
    public void A_GAN_cannot_say_how_likely_a_photo_is_and_names_what_can()
    {
        using var opened = PhotoPair.Open(pair.Model);
        Assert.Contains("--creator flow", Assert.Throws<TwofoldException>(() => opened.Flow).Message);
    }

    [Fact]
    public void A_model_that_is_saved_again_gives_the_same_answers()
    {
        using var scratch = new DrawnPair.Scratch();
        DrawnAnimals.Draw("rabbits", 64, 88).Save(scratch["rabbit.png"]);
        using var first = PhotoPair.Open(pair.Model);
        first.Save(scratch["copy.twofold"]);
        using var second = PhotoPair.Open(scratch["copy.twofold"]);
        Assert.Equal(first.Recognizer.Predict(scratch["rabbit.png"]).Probabilities, second.Recognizer.Predict(scratch["rabbit.png"]).Probabilities);
        Assert.Equal(File.ReadAllBytes(pair.Model), File.ReadAllBytes(scratch["copy.twofold"]));
    }

    [Fact]
    public void A_model_file_with_a_changed_byte_is_refused_in_one_sentence()
    {
        using var scratch = new DrawnPair.Scratch();
        var bytes = File.ReadAllBytes(pair.Model);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(scratch["changed.twofold"], bytes);
        Assert.Contains("changed.twofold", Assert.Throws<TwofoldException>(() => PhotoPair.Open(scratch["changed.twofold"])).Message);
    }

    [Fact]
    public void What_is_like_nothing_it_was_shown_has_a_lower_density()
    {
        using var opened = PhotoPair.Open(pair.Model);
        var familiar = Enumerable.Range(0, 20).Select(i => DrawnAnimals.Draw("cats", 48, 5000 + (ulong)i)).ToArray();
        var random = new SeededRandom(1);
        var noise = Enumerable.Range(0, 20).Select(_ => new Photo(48, 48, Enumerable.Range(0, 48 * 48 * 3).Select(_ => (byte)random.NextInt(256)).ToArray())).ToArray();
        Assert.True(opened.Recognizer.Familiarity.LogDensity(familiar).Average() > opened.Recognizer.Familiarity.LogDensity(noise).Average());
    }

    [Fact]
    public async Task Training_that_is_cancelled_at_once_writes_nothing()
    {
        using var scratch = new DrawnPair.Scratch();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Trainer.RunAsync(new TrainRequest { Data = pair.Data, Out = scratch["m.twofold"], Options = DrawnPair.Options }, cancellation: new CancellationToken(canceled: true)));
        Assert.False(File.Exists(scratch["m.twofold"]));
    }

    [Fact]
    public async Task Training_that_is_cancelled_while_it_creates_keeps_the_best_so_far()
    {
        using var scratch = new DrawnPair.Scratch();
        using var cancellation = new CancellationTokenSource();
        var progress = new Listener<WorkProgress>(report =>
        {
            if (report.Stage == "Learning to create" && report.Done > 0)
                cancellation.Cancel();
        });
        var options = DrawnPair.Options with { Steps = null, Minutes = 20 };
        var result = await Trainer.RunAsync(new TrainRequest { Data = pair.Data, Out = scratch["m.twofold"], Options = options with { Steps = 400 } }, progress, cancellation.Token);
        Assert.True(result.Stopped);
        using var opened = PhotoPair.Open(scratch["m.twofold"]);
        Assert.True(opened.HasCreator);
        Assert.InRange(opened.Info.Creator!.Steps, 1, 399);
    }

    [Theory]
    [InlineData("one-label")]
    [InlineData("one-photo")]
    [InlineData("empty")]
    [InlineData("file")]
    [InlineData("missing")]
    public async Task A_folder_that_will_not_do_is_refused_in_one_sentence_that_names_it(string kind)
    {
        using var scratch = new DrawnPair.Scratch();
        var data = scratch[kind];
        if (kind is "one-label" or "one-photo")
        {
            DrawnAnimals.Draw("cats", 48, 1).Save(Path.Combine(data, "cats", "1.png"));
            DrawnAnimals.Draw("cats", 48, 2).Save(Path.Combine(data, "cats", "2.png"));
        }

        if (kind == "one-photo")
            DrawnAnimals.Draw("bears", 48, 1).Save(Path.Combine(data, "bears", "1.png"));
        if (kind == "empty")
            Directory.CreateDirectory(data);
        if (kind == "file")
            File.WriteAllText(data, "");
        var exception = await Assert.ThrowsAsync<TwofoldException>(() => Trainer.RunAsync(
            new TrainRequest { Data = data, Out = scratch["m.twofold"], Options = DrawnPair.Options with { Creator = kind == "one-label" ? CreatorChoice.None : CreatorChoice.Auto } }));
        Assert.Contains(kind, exception.Message);
        Assert.DoesNotContain('\n', exception.Message);
        Assert.False(File.Exists(scratch["m.twofold"]));
    }

    [Fact]
    public void Sorting_by_a_model_puts_every_photo_somewhere_and_undo_takes_it_back()
    {
        using var scratch = new DrawnPair.Scratch();
        DrawnPair.Draw(scratch["album"], perLabel: 4, firstSeed: 6000);
        var result = PhotoSorter.Run(new SortRequest { Folder = scratch["album"], Into = scratch["sorted"] }, pair.Model);
        Assert.Equal(12, result.Sorted);
        Assert.Equal(12, result.Labels.Values.Sum() + result.Unsure + result.Unfamiliar);
        Assert.True(PhotoSorter.Run(new SortRequest { Folder = scratch["album"], Into = scratch["sorted"] }, pair.Model).NothingLeft);
        Undo.Run(new UndoRequest(scratch["sorted"]));
        Assert.Empty(Directory.GetFiles(scratch["sorted"], "*.png", SearchOption.AllDirectories));
    }
}
