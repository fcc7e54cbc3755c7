using Twofold.Tables;

namespace Twofold.Workbench.Tests;

public sealed class SurveyTests
{
    [Fact]
    public void A_folder_s_survey_counts_what_can_be_learned_from_and_names_the_rest()
    {
        using var scratch = new DrawnPair.Scratch();
        DrawnPair.Draw(scratch["animals"], perLabel: 3, firstSeed: 0);
        File.WriteAllText(Path.Combine(scratch["animals"], "cats", "broken.jpg"), "not a photo");
        File.Copy(Path.Combine(scratch["animals"], "bears", "0.png"), Path.Combine(scratch["animals"], "cats", "bear.png"));
        File.Copy(Path.Combine(scratch["animals"], "cats", "1.png"), Path.Combine(scratch["animals"], "cats", "wrong.jpg"));

        var survey = Surveyor.Run(new SurveyRequest(scratch["animals"]));

        Assert.Equal([("bears", 2), ("cats", 4), ("rabbits", 3)], survey.Counts.Select(count => (count.Key, count.Value)));
        Assert.Equal(("cats", "its content is not JPEG, PNG, WebP, GIF, TIFF, AVIF, HEIC or BMP."), (Assert.Single(survey.Unreadable).Label, survey.Unreadable[0].Remark));
        Assert.Equal("named .jpg, but a PNG", Assert.Single(survey.Odd).Remark);
        Assert.Equal(["0.png", "bear.png"], Assert.Single(survey.Contradictions).Select(Path.GetFileName));
        Assert.Null(survey.Obstacle);
    }

    [Theory]
    [InlineData("cats")]
    [InlineData("cats", "dogs")]
    public void What_stands_in_the_way_of_learning_is_said(params string[] labels)
    {
        using var scratch = new DrawnPair.Scratch();
        foreach (var label in labels)
            DrawnAnimals.Draw("cats", 48, (ulong)label.Length).Save(Path.Combine(scratch["few"], label, $"{label}.png"));
        if (labels.Length == 2)
            DrawnAnimals.Draw("cats", 48, 9).Save(Path.Combine(scratch["few"], "dogs", "another.png"));

        Assert.Contains("at least two photos", Surveyor.Run(new SurveyRequest(scratch["few"])).Obstacle);
    }

    [Fact]
    public void One_label_is_for_learning_to_create()
    {
        using var scratch = new DrawnPair.Scratch();
        for (var i = 0ul; i < 2; i++)
            DrawnAnimals.Draw("cats", 48, i).Save(Path.Combine(scratch["mine"], "cats", $"{i}.png"));

        var survey = Surveyor.Run(new SurveyRequest(scratch["mine"]));

        Assert.Null(survey.Obstacle);
        Assert.Contains("one label, 'cats', and nothing to tell apart", Assert.Single(survey.Warnings));
    }

    [Fact]
    public void A_table_s_survey_says_what_its_cells_are_and_takes_corrections()
    {
        using var scratch = new DrawnPair.Scratch();
        Directory.CreateDirectory(scratch[""]);
        File.WriteAllText(scratch["t.csv"], "length,plot,kind\n1.5,1,a\n,2,b\n2.5,1,a\n");

        var survey = TableSurveyor.Run(new TableSurveyRequest(scratch["t.csv"], new Dictionary<string, ColumnKind> { ["plot"] = ColumnKind.Category }));

        Assert.Equal(3, survey.Rows);
        Assert.Equal(("length", ColumnKind.Number, 1, 2, 1.5, 2.5), (survey.Columns[0].Name, survey.Columns[0].Kind, survey.Columns[0].Missing, survey.Columns[0].Distinct, survey.Columns[0].Least, survey.Columns[0].Most));
        Assert.Equal((ColumnKind.Category, "1, 2"), (survey.Columns[1].Kind, string.Join(", ", survey.Columns[1].Values)));
        Assert.Equal(["1.5", "1", "a"], survey.Sample[0]);
        Assert.Null(survey.Sample[1][0]);
        Assert.Equal("kind", survey.Label);
    }

    [Fact]
    public void A_row_as_text_becomes_cells_and_what_cannot_be_one_is_named()
    {
        var schema = new Schema([new Column("length"), new Column("color", ColumnKind.Category, ["red", "white"])]);

        var row = RowText.Parse(schema, new Dictionary<string, string?> { ["length"] = " 2.5 ", ["color"] = "" });

        Assert.Equal(2.5, row[0, 0]);
        Assert.True(double.IsNaN(row[0, 1]));
        Assert.Contains("Column 'length' has 'long': a number is expected", Assert.Throws<TwofoldException>(() => RowText.Parse(schema, new Dictionary<string, string?> { ["length"] = "long" })).Message);
        Assert.Contains("with a point", Assert.Throws<TwofoldException>(() => RowText.Parse(schema, new Dictionary<string, string?> { ["length"] = "2,5" })).Message);
        Assert.Contains("which the model never saw: it knows", Assert.Throws<TwofoldException>(() => RowText.Parse(schema, new Dictionary<string, string?> { ["color"] = "blue" })).Message);
    }
}
