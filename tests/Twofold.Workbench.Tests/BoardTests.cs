using System.Text;
using Microsoft.Data.Sqlite;
using Twofold.Photos;
using Twofold.Photos.Training;

namespace Twofold.Workbench.Tests;

public sealed class BoardTests(DrawnPair pair)
{
    [Fact]
    public void A_board_teaches_both_halves_is_there_again_after_a_kill_and_is_applied_as_it_lies()
    {
        using var scratch = new DrawnPair.Scratch();
        DrawnPair.Draw(scratch["mixed"], perLabel: 6, firstSeed: 500);
        File.WriteAllText(Path.Combine(scratch["mixed"], "broken.jpg"), "not a photo");
        using var model = PhotoPair.Open(pair.Model);
        var training = TrainingPhotos.Read(model.Recognizer, pair.Data, scratch["kept"]);
        using (var board = Board.Open(scratch["a.board"], model.Recognizer, scratch["mixed"]))
        {
            board.Fill();
            Assert.Equal(19, board.Summary().Photos);
            Assert.Equal(1, board.Summary().Columns[Board.Unreadable]);

            // Every bear is called a rabbit: that is learned, of these and of what is like them.
            var bears = Enumerable.Range(0, 19).Select(board.Photo).Where(photo => photo.Path.Contains("bears")).ToList();
            board.Correct([.. bears.Select(photo => photo.Id)], "rabbits");
            Assert.False(board.Summary().Taught);
            var before = board.Recognizer.Predict(bears[0].Path).Probabilities["rabbits"];
            board.Teach(model.Recognizer, training);
            Assert.True(board.Summary().Taught);
            Assert.True(board.Recognizer.Predict(bears[0].Path).Probabilities["rabbits"] > before);
            Assert.All(bears, bear => Assert.Equal("rabbits", board.Photo(bear.Id).Place));
            board.Correct([bears[0].Id], null);
            Assert.Null(board.Photo(bears[0].Id).Correction);
            board.Correct([bears[0].Id], "rabbits");

            Assert.Contains("cannot be read", Assert.Throws<TwofoldException>(() => board.Correct([board.Column(Board.Unreadable, 0, 1)[0].Id], "cats")).Message);
            Assert.Throws<TwofoldException>(() => board.Correct([0], "unicorns"));
        }

        using var again = Board.Open(scratch["a.board"], model.Recognizer, scratch["mixed"]);
        Assert.Equal((19, 6, false), (again.Summary().Photos, again.Summary().Corrected, again.Summary().Taught));
        again.Fill();
        Assert.Equal(19, again.Summary().Photos);
        again.Teach(model.Recognizer, training);

        var result = again.Apply(again.Plan(scratch["out"]));
        Assert.Equal(19, result.Sorted);
        Assert.True(result.Labels["rabbits"] >= 6);
        Undo.Run(new UndoRequest(scratch["out"]));
        Assert.Empty(Directory.EnumerateFiles(scratch["out"], "*.png", SearchOption.AllDirectories));
    }

    [Fact]
    public void A_board_that_was_corrected_since_it_was_applied_is_not_applied_beside_its_own_copies()
    {
        using var scratch = new DrawnPair.Scratch();
        using var model = PhotoPair.Open(pair.Model);
        using var board = Filled(scratch, model, perLabel: 2);
        var plan = board.Plan(scratch["out"]);
        Assert.Equal(6, board.Apply(plan).Sorted);
        Assert.True(board.Apply(board.Plan(scratch["out"])).NothingLeft);

        board.Correct([0], "rabbits");

        Assert.Contains("copied into", Assert.Throws<TwofoldException>(() => board.Plan(scratch["out"])).Message);
        // Who does not ask first is refused too, and it is no way around it to do something else with the photos.
        Assert.Contains("undo that one first", Assert.Throws<TwofoldException>(() => board.Apply(plan with { Model = "another" })).Message);
        Assert.Throws<TwofoldException>(() => board.Plan(scratch["out"], SortMode.Move));
        Assert.Equal(6, Photos(scratch["out"]));
        Assert.Equal(6, board.Apply(board.Plan(scratch["elsewhere"])).Sorted);

        Undo.Run(new UndoRequest(scratch["out"]));

        Assert.Equal(6, board.Apply(board.Plan(scratch["out"])).Sorted);
        Assert.Equal(6, Photos(scratch["out"]));
    }

    [Fact]
    public void A_board_that_is_stopped_while_it_is_applied_goes_on_with_the_rest_although_it_was_corrected_and_taught_meanwhile()
    {
        using var scratch = new DrawnPair.Scratch();
        using var model = PhotoPair.Open(pair.Model);
        using var board = Filled(scratch, model, perLabel: 50);
        var plan = board.Plan(scratch["out"]);
        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => board.Apply(plan, new Listener<WorkProgress>(_ => stop.Cancel()), stop.Token));
        var before = Photos(scratch["out"]);
        Assert.InRange(before, 1, 149);

        board.Correct([0, 1], "rabbits");
        board.Teach(model.Recognizer, TrainingPhotos.Read(model.Recognizer, pair.Data));

        Assert.Equal(150 - before, board.Apply(plan).Sorted);
        Assert.Equal(150, Photos(scratch["out"]));
    }

    [Fact]
    public void Boards_of_a_model_and_of_what_it_was_taught_are_applied_as_two_sorts()
    {
        using var scratch = new DrawnPair.Scratch();
        DrawnPair.Draw(scratch["mixed"], perLabel: 1, firstSeed: 500);
        using var model = PhotoPair.Open(pair.Model);
        var training = TrainingPhotos.Read(model.Recognizer, pair.Data);
        // Its scores are those of before, also in its file.
        model.WithRecognizer(model.Recognizer.Refit(training.Features, [.. training.Labels.Select(label => label == "cats" ? "rabbits" : label == "rabbits" ? "cats" : label)])).Save(scratch["taught.twofold"]);
        using var taught = PhotoPair.Open(scratch["taught.twofold"]);
        using var one = Board.Open(scratch["one.board"], model.Recognizer, scratch["mixed"]);
        using var other = Board.Open(scratch["other.board"], taught.Recognizer, scratch["mixed"]);

        Assert.NotEqual(one.Plan(scratch["out"]).Model, other.Plan(scratch["out"]).Model);
    }

    static Board Filled(DrawnPair.Scratch scratch, PhotoPair model, int perLabel)
    {
        DrawnPair.Draw(scratch["mixed"], perLabel, firstSeed: 500);
        var board = Board.Open(scratch["a.board"], model.Recognizer, scratch["mixed"]);
        board.Fill();
        return board;
    }

    static int Photos(string folder) => Directory.EnumerateFiles(folder, "*.png", SearchOption.AllDirectories).Count();

    [Fact]
    public void A_model_with_a_label_that_is_a_boards_own_column_is_refused()
    {
        using var scratch = new DrawnPair.Scratch();
        DrawnPair.Draw(scratch["mixed"], perLabel: 1, firstSeed: 500);
        var parts = new Dictionary<string, byte[]>(ModelArchive.Read(pair.Model));
        parts[ModelFile.InfoPart] = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(parts[ModelFile.InfoPart]).Replace("\"rabbits\"", "\"_unsure\""));
        ModelArchive.Write(scratch["unsure.twofold"], parts);
        using var model = PhotoPair.Open(scratch["unsure.twofold"]);

        Assert.Contains("'_unsure'", Assert.Throws<TwofoldException>(() => Board.Open(scratch["a.board"], model.Recognizer, scratch["mixed"])).Message);
        Assert.False(File.Exists(scratch["a.board"]));
    }

    [Fact]
    public void What_comes_onto_a_board_after_it_was_taught_is_judged_by_what_was_learned()
    {
        using var scratch = new DrawnPair.Scratch();
        DrawnPair.Draw(scratch["mixed"], perLabel: 50, firstSeed: 500);
        using var model = PhotoPair.Open(pair.Model);
        var training = TrainingPhotos.Read(model.Recognizer, pair.Data);
        using var board = Board.Open(scratch["a.board"], model.Recognizer, scratch["mixed"]);

        board.Fill(new Listener<WorkProgress>(_ =>
        {
            if (board.Summary().Corrected > 0)
                return;
            board.Correct([.. Enumerable.Range(0, 40)], "rabbits");
            board.Teach(model.Recognizer, training);
        }));

        Assert.Equal((150, true), (board.Summary().Photos, board.Summary().Taught));
        Assert.NotEqual(model.Recognizer.Predict(board.Photo(149).Path).Probability, board.Photo(149).Probability, 6);
        Assert.All(Enumerable.Range(40, 110).Select(board.Photo), photo => Assert.Equal(board.Recognizer.Predict(photo.Path).Probability, photo.Probability, 6));
    }

    [Fact]
    public async Task A_board_is_refused_to_another_network_and_opened_where_it_does_not_say_which_it_was_filled_through()
    {
        using var scratch = new DrawnPair.Scratch();
        DrawnPair.Draw(scratch["mixed"], perLabel: 1, firstSeed: 500);
        DrawnPair.Draw(scratch["mixed-more"], perLabel: 5, firstSeed: 600);
        var other = await Trainer.RunAsync(
            new TrainRequest { Data = scratch["mixed-more"], Out = scratch["other.twofold"], Options = DrawnPair.Options with { Steps = 2, Creator = CreatorChoice.None } },
            cancellation: TestContext.Current.CancellationToken);
        using var model = PhotoPair.Open(pair.Model);
        using var trainedAnew = PhotoPair.Open(other.Model);
        using (var board = Board.Open(scratch["a.board"], model.Recognizer, scratch["mixed"]))
        {
            board.Fill();
            board.Correct([0], "bears");
        }

        Assert.Contains("another network", Assert.Throws<TwofoldException>(() => Board.Open(scratch["a.board"], trainedAnew.Recognizer, scratch["mixed"])).Message);

        // As an earlier Twofold wrote it.
        using (var connection = new SqliteConnection($"Data Source={scratch["a.board"]};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "DELETE FROM about WHERE name = 'network'";
            Assert.Equal(1, command.ExecuteNonQuery());
        }

        using (var board = Board.Open(scratch["a.board"], model.Recognizer, scratch["mixed"]))
            Assert.Equal((3, 1), (board.Summary().Photos, board.Summary().Corrected));
        Assert.Throws<TwofoldException>(() => Board.Open(scratch["a.board"], trainedAnew.Recognizer, scratch["mixed"]));
    }

    [Fact]
    public void A_board_that_is_closed_while_it_is_filled_says_so_and_goes_on_when_it_is_opened_again()
    {
        using var scratch = new DrawnPair.Scratch();
        DrawnPair.Draw(scratch["mixed"], perLabel: 50, firstSeed: 500);
        using var model = PhotoPair.Open(pair.Model);
        var board = Board.Open(scratch["a.board"], model.Recognizer, scratch["mixed"]);

        Assert.Contains("was closed", Assert.Throws<TwofoldException>(() => board.Fill(new Listener<WorkProgress>(_ => board.Dispose()))).Message);

        Assert.Equal(64, board.Summary().Photos);
        Assert.Contains("was closed", Assert.Throws<TwofoldException>(() => board.Correct([0], "cats")).Message);
        using var again = Board.Open(scratch["a.board"], model.Recognizer, scratch["mixed"]);
        again.Fill();
        Assert.Equal(150, again.Summary().Photos);
    }

    [Fact]
    public void A_board_that_cannot_be_opened_says_so_and_is_let_go()
    {
        using var scratch = new DrawnPair.Scratch();
        DrawnPair.Draw(scratch["mixed"], perLabel: 1, firstSeed: 500);
        File.WriteAllText(scratch["a.board"], new string('?', 4096));
        using var model = PhotoPair.Open(pair.Model);

        Assert.Contains("cannot be opened", Assert.Throws<TwofoldException>(() => Board.Open(scratch["a.board"], model.Recognizer, scratch["mixed"])).Message);
    }

    [Fact]
    public void A_taught_recognizer_is_saved_as_a_model_that_answers_the_same()
    {
        using var scratch = new DrawnPair.Scratch();
        using var model = PhotoPair.Open(pair.Model);
        var training = TrainingPhotos.Read(model.Recognizer, pair.Data);
        var taught = model.Recognizer.Refit(training.Features, training.Labels);

        model.WithRecognizer(taught).Save(scratch["taught.twofold"]);

        using var saved = PhotoPair.Open(scratch["taught.twofold"]);
        var photo = Path.Combine(pair.Data, "cats", "3.png");
        Assert.Equal(taught.Predict(photo).Probability, saved.Recognizer.Predict(photo).Probability, 6);
        Assert.NotNull(saved.Info.Recognizer.Taught);
        Assert.Equal(taught.Sha256, saved.Recognizer.Sha256);
        Assert.NotEqual(model.Recognizer.Sha256, taught.Sha256);
        Assert.Contains("these scores are of before", System.Text.Encoding.UTF8.GetString(ModelArchive.Read(scratch["taught.twofold"])["card.md"]));
        Assert.Contains("another pair's network", Assert.Throws<TwofoldException>(() => saved.WithRecognizer(taught)).Message);
    }

    [Fact]
    public void What_was_recalled_is_kept_until_the_photos_change()
    {
        using var scratch = new DrawnPair.Scratch();
        using var model = PhotoPair.Open(pair.Model);
        DrawnPair.Draw(scratch["animals"], perLabel: 2, firstSeed: 0);

        var first = TrainingPhotos.Read(model.Recognizer, scratch["animals"], scratch["kept"]);
        var kept = File.GetLastWriteTimeUtc(scratch["kept"]);
        var second = TrainingPhotos.Read(model.Recognizer, scratch["animals"], scratch["kept"]);
        Assert.Equal(kept, File.GetLastWriteTimeUtc(scratch["kept"]));
        Assert.Equal(first.Features, second.Features);
        Assert.Equal(first.Paths, second.Paths);

        DrawnAnimals.Draw("cats", 48, 77).Save(Path.Combine(scratch["animals"], "cats", "new.png"));
        Assert.Equal(7, TrainingPhotos.Read(model.Recognizer, scratch["animals"], scratch["kept"]).Paths.Count);
    }

    [Fact]
    public void A_photo_is_explained_by_itself_where_it_was_learned_from()
    {
        using var model = PhotoPair.Open(pair.Model);
        var training = TrainingPhotos.Read(model.Recognizer, pair.Data);

        var explanation = PhotoExplanation.Of(model.Recognizer, training, "asked", training.Features[4]);

        Assert.Equal((training.Paths[4], 0.0), (explanation.Nearest[0].Path, explanation.Nearest[0].Distance));
        Assert.Equal(explanation.Nearest.OrderBy(photo => photo.Distance), explanation.Nearest);
        Assert.Equal(1, explanation.Opinions.Discriminative.Values.Sum(), 9);
        Assert.Equal(1, explanation.Opinions.Generative.Values.Sum(), 9);
        Assert.True(explanation.TypicalDistance > 0);
    }

    [Fact]
    public void The_game_asks_the_same_of_the_same_seed_and_counts_fairly()
    {
        using var model = PhotoPair.Open(pair.Model);
        var training = TrainingPhotos.Read(model.Recognizer, pair.Data);
        var game = new RealOrMade(model.Creator, training, seed: 3);

        Assert.Equal(game.Picture(5).Pixels.ToArray(), new RealOrMade(model.Creator, training, seed: 3).Picture(5).Pixels.ToArray());
        Assert.InRange(Enumerable.Range(0, 400).Count(game.IsReal), 160, 240);
        Assert.All(Enumerable.Range(0, 8), question => Assert.Equal(model.Creator.Info.Size, game.Picture(question).Width));
        var always = game.Score([.. Enumerable.Repeat(true, 20)]);
        Assert.Equal((20, always.Real, always.Made, 0), (always.Asked, always.Right, always.MadeTakenForReal, always.RealTakenForMade));
        Assert.Null(game.Score([]).Accuracy);
    }

    [Fact]
    public void The_game_shows_no_photos_of_labels_that_the_creator_cannot_make()
    {
        using var model = PhotoPair.Open(pair.Model);
        float[] unknown = [0];
        string[] photos = [Path.Combine(pair.Data, "cats", "3.png"), .. Enumerable.Repeat("not-there.png", 9)];
        string[] labels = ["cats", .. Enumerable.Repeat("unicorns", 9)];
        var game = new RealOrMade(model.Creator, new PhotoNeighbors(photos, labels, [.. photos.Select(_ => unknown)]), seed: 3);

        Assert.All(Enumerable.Range(0, 12), question => Assert.Equal(model.Creator.Info.Size, game.Picture(question).Width));
        Assert.Contains("the creator knows", Assert.Throws<TwofoldException>(() => new RealOrMade(model.Creator, new PhotoNeighbors(photos[1..], labels[1..], [.. photos[1..].Select(_ => unknown)]), seed: 3)).Message);
    }
}
