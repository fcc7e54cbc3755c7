using System.Text.Json;

namespace Twofold.Cli.Tests;

/// <summary>The commands on a table and the model of one, end to end.</summary>
public sealed class TableCommandTests(TrainedTable trained)
{
    [Fact]
    public void Train_writes_the_model_says_its_plan_and_what_it_chose()
    {
        var output = trained.Training.Succeeded();

        Assert.True(File.Exists(trained.Model));
        Assert.Contains("setosa (60), versicolor (60)", output);
        Assert.Contains("tried, by log loss", output);
        Assert.Contains("Plan: 120 rows, 2 of numbers, 2 labels", trained.Training.Error);
        Assert.DoesNotContain("Plan", output);
    }

    [Fact]
    public async Task Train_lists_the_rows_whose_label_is_probably_wrong()
    {
        var lines = (await File.ReadAllTextAsync(trained.Data, TestContext.Current.CancellationToken)).TrimEnd().Split('\n');
        lines[41] = "1.5,0.2,versicolor";
        var data = trained.Write("wrong.csv", string.Join('\n', lines));

        var text = (await TwofoldProcess.RunAsync("train", data, "--label", "species", "--out", trained["wrong.twofold"], "--check-labels")).Succeeded();
        var json = JsonDocument.Parse((await TwofoldProcess.RunAsync("train", data, "--label", "species", "--out", trained["wrong.twofold"], "--check-labels", "--json")).Succeeded()).RootElement;

        Assert.Contains($"{data}:41", text);
        Assert.Contains("likely 'setosa'", text);
        var suspect = json.GetProperty("suspects")[0];
        Assert.Equal([$"{data}:41", "versicolor", "setosa"], ((string[])["input", "given", "likely"]).Select(name => suspect.GetProperty(name).GetString()));
        Assert.InRange(suspect.GetProperty("likelyProbability").GetDouble(), 0.5, 1);
    }

    [Fact]
    public async Task Predict_gives_one_json_object_for_each_row_with_or_without_the_label_column()
    {
        var with = trained.Write("with.csv", "species,petal_width,petal_length\nsetosa,0.2,1.4\n?,1.3,4.4\n");
        var without = trained.Write("without.csv", "petal_length,petal_width\n,0.2\n");

        var outcome = await TwofoldProcess.RunAsync("predict", with, without, "--with", trained.Model, "--json");

        var lines = outcome.Succeeded().TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal([$"{with}:1", $"{with}:2", $"{without}:1"], lines.Select(line => line.GetProperty("input").GetString()));
        Assert.Equal(["setosa", "versicolor", "setosa"], lines.Select(line => line.GetProperty("label").GetString()));
        Assert.All(lines, line => Assert.Equal(["input", "label", "probability", "probabilities", "unsure", "unfamiliar", "error"], line.EnumerateObject().Select(property => property.Name)));
        Assert.All(lines, line => Assert.Equal(1, line.GetProperty("probabilities").EnumerateObject().Sum(probability => probability.Value.GetDouble()), 1e-6));
    }

    [Fact]
    public async Task A_row_that_cannot_be_read_among_others_is_told_and_alone_is_a_mistake()
    {
        var two = trained.Write("two.csv", "petal_length,petal_width\n1.4,0.2\nlong,0.2\n");
        var one = trained.Write("one.csv", "petal_length,petal_width\nlong,0.2\n");

        var several = await TwofoldProcess.RunAsync("predict", two, "--with", trained.Model, "--json");
        var alone = await TwofoldProcess.RunAsync("predict", one, "--with", trained.Model, "--quiet");

        var bad = JsonDocument.Parse(several.Succeeded().TrimEnd().Split('\n')[1]).RootElement;
        Assert.Contains("'long'", bad.GetProperty("error").GetString());
        Assert.Contains("line 3", several.Error);
        Assert.Equal(2, alone.ExitCode);
        Assert.Contains("column 'petal_length' is 'long'", alone.Error);
    }

    [Fact]
    public async Task Measure_scores_both_halves()
    {
        var scores = JsonDocument.Parse((await TwofoldProcess.RunAsync("measure", trained.Test, "--with", trained.Model, "--json")).Succeeded()).RootElement;

        Assert.Equal(60, scores.GetProperty("examples").GetInt32());
        Assert.InRange(scores.GetProperty("accuracy").GetDouble(), 0.95, 1);
        Assert.InRange(scores.GetProperty("calibrationError").GetDouble(), 0, 0.2);
        Assert.Equal(30, scores.GetProperty("confusion").GetProperty("setosa").EnumerateObject().Sum(said => said.Value.GetInt32()));
        var creator = scores.GetProperty("creator");
        Assert.InRange(creator.GetProperty("recognizability").GetDouble(), 0.9, 1);
        Assert.InRange(creator.GetProperty("trainedOnGenerated").GetDouble(), 0.9, 1);
        Assert.True(creator.GetProperty("logLikelihood").GetDouble() < 0);
    }

    [Fact]
    public async Task Measure_leaves_out_rows_that_it_cannot_score_and_says_which()
    {
        var test = trained.Write("odd.csv", "petal_length,petal_width,species\n1.4,0.2,setosa\n1.5,0.2,tulip\n1.5,0.2,\n");

        var outcome = await TwofoldProcess.RunAsync("measure", test, "--with", trained.Model, "--json");

        var scores = JsonDocument.Parse(outcome.Succeeded()).RootElement;
        Assert.Equal(1, scores.GetProperty("examples").GetInt32());
        Assert.Equal(2, scores.GetProperty("leftOut").GetInt32());
        Assert.Contains("line 3, column 'species' is 'tulip'", outcome.Error);
        Assert.Contains("line 4 has no label in 'species'", outcome.Error);
    }

    [Theory]
    [InlineData("new.csv")]
    [InlineData("new.tsv")]
    [InlineData("new.parquet")]
    [InlineData("new.json")]
    public async Task Generate_makes_exactly_so_many_rows_and_the_same_for_a_seed(string name)
    {
        var first = await GenerateAsync($"first-{name}");
        var again = await GenerateAsync($"again-{name}");

        Assert.Equal(File.ReadAllBytes(first), File.ReadAllBytes(again));
        var measured = JsonDocument.Parse((await TwofoldProcess.RunAsync("measure", first, "--with", trained.Model, "--json")).Succeeded()).RootElement;
        Assert.Equal(100, measured.GetProperty("examples").GetInt32());
        Assert.Equal(100, measured.GetProperty("confusion").GetProperty("setosa").EnumerateObject().Sum(said => said.Value.GetInt32()));

        async Task<string> GenerateAsync(string file)
        {
            (await TwofoldProcess.RunAsync("generate", "setosa", "--with", trained.Model, "--count", "100", "--seed", "1", "--out", trained[file])).Succeeded();
            return trained[file];
        }
    }

    [Fact]
    public async Task Info_says_what_was_learned_from_which_columns_and_what_was_tried()
    {
        var info = JsonDocument.Parse((await TwofoldProcess.RunAsync("info", trained.Model, "--json")).Succeeded()).RootElement;

        Assert.Equal("table", info.GetProperty("kind").GetString());
        Assert.Equal("species", info.GetProperty("labelColumn").GetString());
        Assert.Equal(["predict", "measure", "generate"], info.GetProperty("can").EnumerateArray().Select(verb => verb.GetString()));
        Assert.True(info.GetProperty("recognizer").GetProperty("tried").GetArrayLength() > 3);
    }

    [Fact]
    public async Task A_model_can_be_named()
    {
        var model = trained["named.twofold"];

        (await TwofoldProcess.RunAsync("train", trained.Data, "--label", "species", "--out", model, "--recognizer", "logistic-regression", "--creator", "none")).Succeeded();

        var info = JsonDocument.Parse((await TwofoldProcess.RunAsync("info", model, "--json")).Succeeded()).RootElement;
        Assert.Equal("logistic-regression", info.GetProperty("recognizer").GetProperty("model").GetString());
        Assert.Equal(JsonValueKind.Null, info.GetProperty("creator").ValueKind);
        (await TwofoldProcess.RunAsync("generate", "setosa", "--with", model, "--out", trained["none.csv"], "--quiet")).IsAMistake("no creator", "--creator");
    }

    [Fact]
    public async Task A_persons_data_are_never_replaced_by_a_model_or_by_made_rows()
    {
        var own = trained.Write("own.csv", File.ReadAllText(trained.Data));
        (await TwofoldProcess.RunAsync("train", own, "--label", "species", "--out", own, "--quiet")).IsAMistake("own.csv", "is not overwritten", "--out");
        (await TwofoldProcess.RunAsync("generate", "setosa", "--with", trained.Model, "--out", own, "--quiet")).IsAMistake("own.csv", "is not overwritten", "--out");
        Assert.Equal(File.ReadAllText(trained.Data), File.ReadAllText(own));
    }

    [Fact]
    public async Task Without_a_label_the_columns_are_named_and_one_is_guessed() =>
        (await TwofoldProcess.RunAsync("train", trained.Data, "--quiet")).IsAMistake("--label species", "'petal_length'", "'petal_width'");

    [Fact]
    public async Task A_misspelled_label_gets_the_column_that_was_meant() =>
        (await TwofoldProcess.RunAsync("train", trained.Data, "--label", "speceis", "--quiet")).IsAMistake("'speceis'", "did you mean 'species'?");

    [Theory]
    [InlineData("--backbone", "none")]
    [InlineData("--steps", "3")]
    [InlineData("--size", "32")]
    [InlineData("--samples", "look")]
    public async Task An_option_for_photos_is_refused_for_a_table(string option, string value) =>
        (await TwofoldProcess.RunAsync("train", trained.Data, "--label", "species", option, value)).IsAMistake(option, "a table");

    [Theory]
    [InlineData("--no-mirror")]
    [InlineData("--top-up")]
    [InlineData("--resume")]
    public async Task A_switch_for_photos_is_refused_for_a_table(string option) =>
        (await TwofoldProcess.RunAsync("train", trained.Data, "--label", "species", option)).IsAMistake(option, "a table");

    [Theory]
    [InlineData("--label", "species")]
    [InlineData("--recognizer", "logistic-regression")]
    public async Task An_option_for_tables_is_refused_for_photos(string option, string value) =>
        (await TwofoldProcess.RunAsync("train", trained.Folder, option, value)).IsAMistake(option, "photos");

    [Fact]
    public async Task A_model_that_there_is_not_gets_the_nearest_name() =>
        (await TwofoldProcess.RunAsync("train", trained.Data, "--label", "species", "--recognizer", "logistic-regresion", "--quiet")).IsAMistake("did you mean 'logistic-regression'?");

    [Fact]
    public async Task What_is_for_photos_alone_is_refused_with_a_tables_model()
    {
        (await TwofoldProcess.RunAsync("sort", trained.Folder, "--with", trained.Model, "--into", trained["sorted"], "--quiet")).IsAMistake("'table'", "'photos'");
        (await TwofoldProcess.RunAsync("generate", "setosa", "--with", trained.Model, "--out", trained["x.csv"], "--sheet", trained["x.png"], "--quiet")).IsAMistake("--sheet");
        (await TwofoldProcess.RunAsync("generate", "setosa", "--with", trained.Model, "--out", trained["x.csv"], "--truncation", "0.5", "--quiet")).IsAMistake("--truncation");
        (await TwofoldProcess.RunAsync("generate", "setosa", "--with", trained.Model, "--out", trained["x.csv"], "--insistence", "0", "--quiet")).IsAMistake("--insistence");
        (await TwofoldProcess.RunAsync("generate", "setosa", "--with", trained.Model, "--out", trained["x.csv"], "--guidance", "3", "--quiet")).IsAMistake("--guidance");
        (await TwofoldProcess.RunAsync("generate", "setosa", "--with", trained.Model, "--out", trained["x.csv"], "--scale", "2", "--quiet")).IsAMistake("--scale");
        (await TwofoldProcess.RunAsync("generate", "setosa", "--with", trained.Model, "--out", trained["x.gif"], "--walk", "1", "2", "--quiet")).IsAMistake("--walk");
    }

    [Theory]
    [InlineData("one-label.csv", "x,y\n1,a\n2,a\n", "All 2 rows", "'a'", "two labels")]
    [InlineData("short.csv", "x,y\n1,a\n2\n", "line 3", "1 field", "2")]
    [InlineData("empty.csv", "", "is empty")]
    [InlineData("header.csv", "x,y\n", "no rows")]
    public async Task A_table_that_cannot_be_learned_from_is_refused_in_one_sentence(string name, string text, params string[] words) =>
        (await TwofoldProcess.RunAsync("train", trained.Write(name, text), "--label", "y", "--quiet")).IsAMistake(words);

    [Fact]
    public async Task A_label_or_a_file_that_there_is_not_is_named()
    {
        (await TwofoldProcess.RunAsync("generate", "tulip", "--with", trained.Model, "--out", trained["t.csv"], "--quiet")).IsAMistake("'tulip'", "'setosa'");
        (await TwofoldProcess.RunAsync("generate", "setosa", "--with", trained.Model, "--out", trained["t.xlsx"], "--quiet")).IsAMistake(".xlsx", ".csv");
        (await TwofoldProcess.RunAsync("train", trained["nowhere.csv"], "--label", "y", "--quiet")).IsAMistake("nowhere.csv");
    }
}
