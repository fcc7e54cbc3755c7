using System.Text.RegularExpressions;

namespace Twofold.Workbench.Tests;

public sealed class DemoReportTests
{
    [Fact]
    public void The_page_needs_nothing_but_itself()
    {
        var page = DemoReport.ToHtml(Findings("cats", "rabbits"));

        Assert.DoesNotContain("<script", page);
        Assert.DoesNotContain("<link", page);
        Assert.DoesNotContain("url(", page);
        Assert.All(Regex.Matches(page, "src=\"([^\"]*)\""), source => Assert.StartsWith("data:image/png;base64,", source.Groups[1].Value));
    }

    [Fact]
    public void Every_picture_has_words_for_those_who_do_not_see_it()
    {
        var page = DemoReport.ToHtml(Findings("cats", "rabbits"));

        Assert.NotEmpty(Regex.Matches(page, "<img"));
        Assert.All(Regex.Matches(page, "<img[^>]*>"), image => Assert.Matches("alt=\"[^\"]+\"", image.Value));
    }

    [Fact]
    public void A_label_cannot_break_the_page()
    {
        var page = DemoReport.ToHtml(Findings("<b>\"&", "rabbits"));

        Assert.DoesNotContain("<b>", page);
        Assert.Contains("&lt;b&gt;&quot;&amp;", page);
    }

    [Fact]
    public void What_was_sorted_wrongly_is_said()
    {
        var page = DemoReport.ToHtml(Findings("cats", "rabbits"));

        Assert.Contains("drawn as rabbits", page);
        Assert.Contains("96.4 %", page);
    }

    static DemoFindings Findings(string first, string second)
    {
        var cat = DrawnAnimals.Draw("cats", 32, 1);
        var rabbit = DrawnAnimals.Draw("rabbits", 32, 1);
        var probabilities = new Dictionary<string, double> { [first] = 0.9, [second] = 0.1 };
        return new DemoFindings
        {
            TrainingPictures = 100,
            Steps = [new DemoStep("Learned", TimeSpan.FromSeconds(3))],
            Scores = new MeasureResult(20, 0.964, 0.1, 0.02, [first, second], new[,] { { 10, 0 }, { 1, 9 } }, 0, 0, [], new CreatorScores(10, 0.8, probabilities)) { LeftOutCount = 0 },
            Sorted = [new SortedPicture(cat, "1.png", first, probabilities, first), new SortedPicture(rabbit, "2.png", first, probabilities, second)],
            Generated = [new GeneratedPicture(cat, first, second, rabbit, 40)],
            TypicalDistance = 44,
            Model = "animals.twofold",
            Seed = 7,
        };
    }
}
