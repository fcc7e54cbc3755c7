using System.Diagnostics;
using System.Text.Json;
using Twofold.Photos;
using Twofold.Workbench;

namespace Twofold.Cli.Tests;

/// <summary>The commands on a model that is there, end to end.</summary>
public sealed class CommandTests(TrainedModel trained)
{
    [Fact]
    public void Train_writes_the_model_and_keeps_progress_off_standard_output()
    {
        var output = trained.Training.Succeeded();

        Assert.True(File.Exists(trained.Model));
        Assert.Contains("cats (16), rabbits (16)", output);
        Assert.Contains("Plan: ", trained.Training.Error);
        Assert.DoesNotContain("Plan", output);
    }

    [Fact]
    public async Task Predict_gives_one_json_object_for_each_input()
    {
        var unreadable = Path.Combine(trained.Folder, "unreadable.jpg");
        await File.WriteAllTextAsync(unreadable, "not a photo", TestContext.Current.CancellationToken);

        var outcome = await TwofoldProcess.RunAsync("predict", trained.OnePhoto, unreadable, "--with", trained.Model, "--json");

        var lines = outcome.Succeeded().TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(2, lines.Count);
        Assert.All(lines, line => Assert.Equal(["input", "label", "probability", "probabilities", "unsure", "unfamiliar", "error"], line.EnumerateObject().Select(property => property.Name)));
        Assert.Equal(1, lines[0].GetProperty("probabilities").EnumerateObject().Sum(probability => probability.Value.GetDouble()), 1e-6);
        Assert.Equal(JsonValueKind.Null, lines[0].GetProperty("error").ValueKind);
        Assert.Contains("unreadable.jpg", lines[1].GetProperty("error").GetString());
        Assert.Contains("unreadable.jpg", outcome.Error);
    }

    [Fact]
    public async Task Predict_of_nothing_but_an_unreadable_photo_is_a_mistake()
    {
        var unreadable = Path.Combine(trained.Folder, "alone.jpg");
        await File.WriteAllTextAsync(unreadable, "not a photo", TestContext.Current.CancellationToken);

        var outcome = await TwofoldProcess.RunAsync("predict", unreadable, "--with", trained.Model);

        Assert.Equal(2, outcome.ExitCode);
        Assert.Single(outcome.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Predict_of_nothing_but_unreadable_photos_is_a_mistake_that_names_each()
    {
        string[] unreadable = [Path.Combine(trained.Folder, "neither.jpg"), Path.Combine(trained.Folder, "nor.jpg")];
        foreach (var file in unreadable)
            await File.WriteAllTextAsync(file, "not a photo", TestContext.Current.CancellationToken);

        var outcome = await TwofoldProcess.RunAsync(["predict", .. unreadable, "--with", trained.Model, "--json"]);

        Assert.Equal(2, outcome.ExitCode);
        Assert.Equal(2, outcome.Output.TrimEnd().Split('\n').Length);
        Assert.All(unreadable, file => Assert.Contains(file, outcome.Error));
        Assert.Contains("None of 2 inputs could be predicted", outcome.Error);
    }

    [Fact]
    public async Task Measure_prints_the_scores_as_json()
    {
        var output = (await TwofoldProcess.RunAsync("measure", trained.Photos, "--with", trained.Model, "--json")).Succeeded();

        var scores = JsonDocument.Parse(output).RootElement;
        Assert.Equal(32, scores.GetProperty("examples").GetInt32());
        Assert.InRange(scores.GetProperty("accuracy").GetDouble(), 0, 1);
        Assert.InRange(scores.GetProperty("calibrationError").GetDouble(), 0, 1);
        Assert.True(scores.GetProperty("logLoss").GetDouble() > 0);
        Assert.Equal(16, scores.GetProperty("confusion").GetProperty("cats").EnumerateObject().Sum(said => said.Value.GetInt32()));
        Assert.InRange(scores.GetProperty("creator").GetProperty("recognizability").GetDouble(), 0, 1);

        // Beside it what the pictures are worth beside real ones, each number with its error.
        var distance = scores.GetProperty("creator").GetProperty("pictures").GetProperty("frechetDistance");
        Assert.True(distance.GetProperty("generated").GetProperty("value").GetDouble() > 0);
        Assert.True(distance.GetProperty("real").GetProperty("standardError").GetDouble() > 0);
    }

    [Fact]
    public async Task Info_says_what_the_model_can_do()
    {
        var info = JsonDocument.Parse((await TwofoldProcess.RunAsync("info", trained.Model, "--json")).Succeeded()).RootElement;

        Assert.Equal(16, info.GetProperty("labels").GetProperty("rabbits").GetInt32());
        Assert.Equal(["predict", "sort", "measure", "generate"], info.GetProperty("can").EnumerateArray().Select(verb => verb.GetString()));
    }

    [Fact]
    public async Task One_label_is_learned_for_its_creator_and_info_says_that_there_is_nothing_to_tell_apart()
    {
        var (photos, model) = (Path.Combine(trained.Folder, "mine"), Path.Combine(trained.Folder, "mine.twofold"));
        for (var i = 0ul; i < 8; i++)
            DrawnAnimals.Draw("cats", 32, i).Save(Path.Combine(photos, "cats", $"{i}.png"));
        (await TwofoldProcess.RunAsync("train", photos, "--out", model, "--creator", "none")).IsAMistake("one label, 'cats'", "another label", "let a creator be learned");

        (await TwofoldProcess.RunAsync("train", photos, "--out", model, "--backbone", "none", "--steps", "2", "--size", "32")).Succeeded();

        Assert.Contains("nothing to tell apart", (await TwofoldProcess.RunAsync("info", model)).Succeeded());
        Assert.Contains("cats 100", (await TwofoldProcess.RunAsync("predict", trained.OnePhoto, "--with", model)).Succeeded());
        (await TwofoldProcess.RunAsync("generate", "cats", "--with", model, "--out", Path.Combine(trained.Folder, "mine.png"))).Succeeded();
    }

    [Fact]
    public async Task Generate_makes_exactly_so_many_pictures_and_the_same_for_a_seed()
    {
        var first = await GenerateAsync("first");
        var again = await GenerateAsync("again");

        Assert.Equal(3, first.Length);
        Assert.Equal(first.Select(File.ReadAllBytes), again.Select(File.ReadAllBytes));
        Assert.True(File.Exists(Path.Combine(trained.Folder, "first.png")));

        async Task<string[]> GenerateAsync(string name)
        {
            var output = (await TwofoldProcess.RunAsync(
                "generate", "cats", "--with", trained.Model, "--count", "3", "--seed", "7", "--out", Path.Combine(trained.Folder, name), "--sheet", Path.Combine(trained.Folder, $"{name}.png"), "--json")).Succeeded();
            return [.. JsonDocument.Parse(output).RootElement.GetProperty("files").EnumerateArray().Select(file => file.GetString()!)]; // Paths, never null.
        }
    }

    [Fact]
    public async Task Generate_goes_on_beside_the_pictures_that_it_made_and_overwrites_no_other()
    {
        var made = Path.Combine(trained.Folder, "to-keep");
        var (first, second) = (Path.Combine(made, "cats-11-0001.png"), Path.Combine(made, "cats-11-0002.png"));
        Task<Outcome> GenerateAsync() => TwofoldProcess.RunAsync("generate", "cats", "--with", trained.Model, "--count", "2", "--seed", "11", "--out", made, "--quiet");
        (await GenerateAsync()).Succeeded();
        var drawn = File.ReadAllBytes(second);
        var says = Photo.Read(second).Metadata;
        File.Delete(second);

        (await GenerateAsync()).Succeeded();

        Assert.Equal(drawn, File.ReadAllBytes(second));

        // A person's own: nothing is drawn.
        File.Delete(first);
        File.Copy(trained.OnePhoto, second, overwrite: true);
        (await GenerateAsync()).IsAMistake(second, "is not overwritten", "--out", "--seed");
        Assert.Equal(File.ReadAllBytes(trained.OnePhoto), File.ReadAllBytes(second));
        Assert.False(File.Exists(first));

        // As of another model that was called the same.
        Photo.Read(trained.OnePhoto).WithMetadata(says).Save(second);
        var other = File.ReadAllBytes(second);
        (await GenerateAsync()).IsAMistake(second, "is not overwritten");
        Assert.Equal(other, File.ReadAllBytes(second));
    }

    [Theory]
    [InlineData("--flow-steps", "5")]
    [InlineData("--guidance", "3")]
    public async Task What_only_a_flow_has_is_refused_for_a_creator_of_another_kind(string option, string value) =>
        (await TwofoldProcess.RunAsync("generate", "cats", "--with", trained.Model, "--out", Path.Combine(trained.Folder, "guided"), option, value, "--quiet")).IsAMistake("only a flow has", "GAN", "--creator flow");

    [Fact]
    public async Task Generate_of_an_unknown_label_names_the_labels() =>
        (await TwofoldProcess.RunAsync("generate", "dragons", "--with", trained.Model, "--out", Path.Combine(trained.Folder, "dragons"), "--quiet")).IsAMistake("'dragons'", "'cats'", "'rabbits'");

    [Theory]
    [InlineData("seeds.gif", "cats", "--walk", "3", "9")]
    [InlineData("labels.png", "--walk", "cats", "rabbits", "--seed", "4", "--truncation", "0.7")]
    [InlineData("after.png", "--walk", "3", "0-0012", "cats", "--scale", "2")]
    public async Task Generate_walks_between_two_seeds_or_two_labels_and_writes_one_file(string name, params string[] arguments)
    {
        var file = Path.Combine(trained.Folder, name);

        var output = (await TwofoldProcess.RunAsync(["generate", .. arguments, "--frames", "4", "--with", trained.Model, "--out", file, "--quiet"])).Succeeded();

        Assert.Equal(file, output.TrimEnd());
        Assert.True(new FileInfo(file).Length > 100);
    }

    [Fact]
    public async Task Sort_is_taken_back_by_undo_and_a_second_undo_is_a_mistake()
    {
        var into = Path.Combine(trained.Folder, "sorted");

        var sorted = JsonDocument.Parse((await TwofoldProcess.RunAsync("sort", trained.Photos, "--with", trained.Model, "--into", into, "--json")).Succeeded()).RootElement;
        var again = (await TwofoldProcess.RunAsync("sort", trained.Photos, "--with", trained.Model, "--into", into)).Succeeded();
        var undo = await TwofoldProcess.RunAsync("undo", into, "--json");
        var undone = JsonDocument.Parse(undo.Succeeded()).RootElement;

        Assert.Contains($"Removing 32 copies in '{into}' of what is in '{trained.Photos}'", undo.Error);
        Assert.Equal(32, sorted.GetProperty("sorted").GetInt64());
        Assert.Contains("Nothing left to sort", again);
        Assert.Equal(32, undone.GetProperty("reverted").GetInt64());
        (await TwofoldProcess.RunAsync("undo", into, "--quiet")).IsAMistake("nothing to undo");
    }

    [Fact]
    public async Task Sort_that_leaves_a_photo_behind_does_the_others_and_is_no_success()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems refuse such a name.");
        var (photos, into) = (Path.Combine(trained.Folder, "to-leave"), Path.Combine(trained.Folder, "left"));
        Directory.CreateDirectory(photos);
        File.Copy(trained.OnePhoto, Path.Combine(photos, "one.png"));
        // A name that is no UTF-8, which .NET can neither write nor remove.
        await ShellAsync("cp \"$1/one.png\" \"$1/$(printf 'left\\377.png')\"");

        var outcome = await TwofoldProcess.RunAsync("sort", photos, "--with", trained.Model, "--into", into);

        await ShellAsync("rm \"$1\"/left*");
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("not UTF-8", outcome.Error);
        Assert.Contains("1 file could not be sorted", outcome.Error);
        Assert.Contains("Sorted 1 photo", outcome.Output);
        Assert.Single(Directory.EnumerateFiles(into, "one.png", SearchOption.AllDirectories));

        async Task ShellAsync(string line)
        {
            using var shell = Process.Start("/bin/sh", ["-c", line, "sh", photos]);
            await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task Quiet_does_not_silence_what_undo_left_and_what_predict_could_not_read()
    {
        var (photos, into) = (Path.Combine(trained.Folder, "to-change"), Path.Combine(trained.Folder, "changed"));
        Directory.CreateDirectory(photos);
        File.Copy(trained.OnePhoto, Path.Combine(photos, "one.png"));
        File.Copy(trained.OnePhoto, Path.Combine(photos, "two.png"));
        await File.WriteAllTextAsync(Path.Combine(photos, "broken.jpg"), "not a photo", TestContext.Current.CancellationToken);

        var predicted = await TwofoldProcess.RunAsync("predict", photos, "--with", trained.Model, "--quiet");
        await File.WriteAllTextAsync(Path.Combine(photos, "film.mp4"), "not a photo either", TestContext.Current.CancellationToken);
        Assert.Contains($"Left in '{photos}': 1 entry that is no photo, or hidden ('{Path.Combine(photos, "film.mp4")}').",
            (await TwofoldProcess.RunAsync("sort", photos, "--with", trained.Model, "--into", into)).Succeeded());
        var changed = Directory.EnumerateFiles(into, "one.png", SearchOption.AllDirectories).Single();
        await File.AppendAllTextAsync(changed, "changed since", TestContext.Current.CancellationToken);
        var undone = await TwofoldProcess.RunAsync("undo", into, "--quiet", "--json");

        predicted.Succeeded();
        Assert.Contains("broken.jpg", predicted.Error);
        // So that "undo OUT && rm -r OUT" removes nothing.
        Assert.Equal(2, undone.ExitCode);
        Assert.Contains("1 file was not taken back", undone.Error);
        var json = JsonDocument.Parse(undone.Output).RootElement;
        Assert.Equal((2, 1), (json.GetProperty("reverted").GetInt64(), json.GetProperty("kept").GetInt64()));
        Assert.Contains(changed, Assert.Single(json.GetProperty("keptFiles").EnumerateArray()).GetString());
        Assert.Contains(changed, undone.Error);
    }

    [Fact]
    public async Task Quiet_says_nothing_but_the_result()
    {
        var outcome = await TwofoldProcess.RunAsync("generate", "cats", "--with", trained.Model, "--count", "1", "--out", Path.Combine(trained.Folder, "quiet"), "--quiet");

        Assert.NotEqual("", outcome.Succeeded());
        Assert.Equal("", outcome.Error);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("1", false)]
    public async Task A_terminal_gets_colors_unless_NO_COLOR_is_set(string? noColor, bool colored)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script") && OperatingSystem.IsLinux(), "Needs util-linux's 'script' to make a terminal.");
        var command = $"'{TwofoldProcess.Path}' measure '{trained.Photos}' --with '{trained.Model}'";

        var outcome = await TwofoldProcess.RunAsync("/usr/bin/script", ["--quiet", "--return", "--command", command, "/dev/null"], start =>
        {
            // Null takes it out of the environment.
            start.Environment["NO_COLOR"] = noColor;
            start.Environment["TERM"] = "xterm-256color";
        });

        Assert.Contains("Recognizing", outcome.Succeeded());
        // A color is this sequence; others only move the cursor to draw a bar again.
        Assert.Equal(colored, outcome.Output.Contains("\e[38;5;"));
    }

    [Fact]
    public async Task Interrupting_a_training_keeps_the_best_so_far_and_says_so()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Needs POSIX signals.");
        var model = Path.Combine(trained.Folder, "interrupted.twofold");

        var outcome = await TwofoldProcess.RunAsync(
            TwofoldProcess.Path,
            ["train", trained.Photos, "--out", model, "--backbone", "none", "--creator", "none", "--minutes", "10", "--size", "32"],
            meanwhile: async process =>
            {
                // Long enough for libtorch to be loaded and the network to have learned a little, also on a busy machine.
                await Task.Delay(TimeSpan.FromSeconds(15), TestContext.Current.CancellationToken);
                // SIGTERM and not SIGINT, which the same handler answers: a test run in the background of a shell ignores SIGINT, and so does what it starts.
                using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
                await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
            },
            patience: TimeSpan.FromSeconds(60));

        Assert.Equal(130, outcome.ExitCode);
        Assert.Contains("best so far is kept", outcome.Error);
        Assert.True(File.Exists(model));
    }
}
