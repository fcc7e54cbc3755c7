using Twofold.Tables;

namespace Twofold.Stranger.Tests;

/// <summary>The lesson on tables, with nothing but the public libraries.</summary>
public sealed class TableLessonTests
{
    readonly double[][] x = [[1, 2], [2, 3], [3, 4], [4, 6]];

    [Fact]
    public void The_first_lines_of_the_lesson_give_the_answer_that_it_names()
    {
        double[][] x = [[1, 2], [2, 3], [3, 4], [4, 5]];
        int[] y = [0, 0, 1, 1];
        var model = new GaussianNaiveBayes().Fit(x, y);
        Assert.Equal([0], model.Predict([[2, 3]]));
        Assert.Equal(100, model.Generate(1, count: 100, seed: 7).Count);
    }

    [Fact]
    public void Labels_come_back_as_the_type_they_were_given()
    {
        int[] numbers = new LogisticRegression().Fit(x, [0, 0, 1, 1]).Predict([[1, 2]]);
        string[] names = new LogisticRegression().Fit(x, ["cat", "cat", "dog", "dog"]).Predict([[4, 6]]);
        bool[] answers = new LinearDiscriminantAnalysis().Fit(x, [false, false, true, true]).Predict([[4, 5]]);
        DayOfWeek[] days = new LinearDiscriminantAnalysis().Fit(x, [DayOfWeek.Monday, DayOfWeek.Monday, DayOfWeek.Friday, DayOfWeek.Friday]).Predict([[1, 2]]);
        Assert.Equal([0], numbers);
        Assert.Equal(["dog"], names);
        Assert.Equal([true], answers);
        Assert.Equal([DayOfWeek.Monday], days);
    }

    [Fact]
    public void A_hundred_new_rows_are_a_hundred_rows()
    {
        var model = new LinearDiscriminantAnalysis { Shrinkage = Shrinkage.Of(0.1) }.Fit(x, [0, 0, 1, 1]);
        var rows = model.Generate(1, count: 100, seed: 7);
        Assert.Equal((100, 2), (rows.Count, rows.Columns));
        Assert.True(model.Predict(rows).Count(label => label == 1) > 80);
    }

    [Fact]
    public void Three_rows_and_two_labels_are_one_clear_sentence()
    {
        var exception = Assert.Throws<TwofoldException>(() => new LogisticRegression().Fit([[1], [2], [3]], [0, 1]));
        Assert.Equal("3 examples but 2 labels: each example needs one label.", exception.Message);
    }
}
