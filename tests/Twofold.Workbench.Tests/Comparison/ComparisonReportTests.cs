using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Twofold.Workbench.Tests;

public sealed class ComparisonReportTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("twofold-compare-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void The_page_needs_nothing_but_itself_and_its_plots_are_well_formed()
    {
        var page = Page(Made("no", "yes"));

        Assert.DoesNotContain("<script", page);
        Assert.DoesNotContain("<link", page);
        Assert.DoesNotContain("url(", page);
        Assert.DoesNotContain("http", page);
        Assert.DoesNotContain("NaN", page);
        var plots = Regex.Matches(page, "<svg.*?</svg>", RegexOptions.Singleline).Select(plot => XElement.Parse(plot.Value)).ToList();
        Assert.True(plots.Count >= 12, $"{plots.Count} plots");
        Assert.All(plots, plot => Assert.NotEmpty(plot.Element("title")!.Value));
    }

    [Fact]
    public void Every_element_that_is_opened_is_closed()
    {
        var page = Page(Made("no", "yes"));
        var body = page[page.IndexOf("<body>", StringComparison.Ordinal)..(page.IndexOf("</body>", StringComparison.Ordinal) + 7)];

        Assert.NotNull(XElement.Parse(body.Replace("&nbsp;", " ", StringComparison.Ordinal)));
    }

    [Fact]
    public void It_tells_every_advice_and_every_warning()
    {
        var result = Made("no", "yes");

        var page = ComparisonReport.ToHtml(new CompareResult(result, "data.csv", "which.html", ["'row' was left out."], TimeSpan.FromSeconds(2)));

        Assert.All(result.Advice, advice => Assert.Contains(System.Net.WebUtility.HtmlEncode(advice.Text), page));
        Assert.Contains("&#39;row&#39; was left out.", page);
        Assert.Contains("Which of the two, for data.csv?", page);
    }

    [Fact]
    public void A_label_cannot_break_the_page()
    {
        var page = Page(Made("<b>\"&", "yes"));

        Assert.DoesNotContain("<b>\"", page);
        Assert.Contains("&lt;b&gt;&quot;&amp;", page);
    }

    [Fact]
    public void A_comparison_that_was_stopped_says_so_and_shows_what_there_is()
    {
        var page = Page(Made("no", "yes") with { Stopped = true });

        Assert.Contains("was stopped before its end", page);
    }

    [Fact]
    public void The_report_is_written_and_data_are_never_replaced_by_it()
    {
        var data = Path.Combine(folder, "made.csv");
        File.WriteAllText(data, "x,z,label\n" + string.Join('\n', Enumerable.Range(0, 60).Select(i => $"{(i % 7) + (i % 2 * 2)}.5,{i % 5}.25,{(i % 2 == 0 ? "no" : "yes")}")) + "\n");
        var report = Path.Combine(folder, "sub", "which.html");
        var request = new CompareRequest { Data = data, Label = "label", Report = report, Options = new ComparisonOptions { Repeats = 2 } };

        var compared = Comparer.Run(request);

        Assert.StartsWith("<!doctype html>", File.ReadAllText(report));
        Assert.Equal(report, compared.Report);
        Assert.Contains("is not overwritten", Assert.Throws<TwofoldException>(() => Comparer.Run(request with { Report = data })).Message);
        Assert.Contains("is a folder", Assert.Throws<TwofoldException>(() => Comparer.Run(request with { Report = folder })).Message);
        Assert.Contains("perhaps '--label label'", Assert.Throws<TwofoldException>(() => Comparer.Run(request with { Label = null })).Message);
    }

    static string Page(ComparisonResult result) => ComparisonReport.ToHtml(new CompareResult(result, "data.csv", null, [], TimeSpan.FromSeconds(2)));

    static ComparisonResult Made(string first, string second)
    {
        var random = new SeededRandom(1);
        string[] labels = [.. Enumerable.Range(0, 120).Select(i => i % 2 == 0 ? first : second)];
        double[][] rows = [.. labels.Select(label => (double[])[random.NextGaussian() + (label == first ? 1 : 0), random.NextGaussian()])];
        return Tables.TableComparison.Run(new LabeledSet<Tables.Table, string>(rows, labels), options: new ComparisonOptions { Repeats = 3 });
    }
}
