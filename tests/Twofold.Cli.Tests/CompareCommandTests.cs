using System.Globalization;
using System.Text.Json;

namespace Twofold.Cli.Tests;

/// <summary><c>compare</c>, end to end.</summary>
public sealed class CompareCommandTests(TrainedTable trained)
{
    [Fact]
    public async Task Json_has_the_same_numbers_as_the_report_and_the_terminal()
    {
        var report = trained["which.html"];

        var outcome = await TwofoldProcess.RunAsync("compare", trained.Data, "--label", "species", "--report", report, "--repeats", "2", "--json");

        var json = JsonDocument.Parse(outcome.Succeeded()).RootElement;
        var comparison = json.GetProperty("comparison");
        Assert.Equal(report, json.GetProperty("report").GetString());
        Assert.Equal(["setosa", "versicolor"], comparison.GetProperty("labels").EnumerateArray().Select(label => label.GetString()));
        Assert.Equal(120, comparison.GetProperty("examples").GetInt32());
        var page = File.ReadAllText(report);
        Assert.All(comparison.GetProperty("advice").EnumerateArray(), advice => Assert.Contains(System.Net.WebUtility.HtmlEncode(advice.GetProperty("text").GetString()!), page));
        var accuracy = comparison.GetProperty("contenders")[0].GetProperty("curve").EnumerateArray().Last().GetProperty("accuracy").GetProperty("value").GetDouble();
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"{100 * accuracy:0.0} %"), page);
        Assert.Contains("Plan: 120 rows, 2 labels", outcome.Error);
    }

    [Fact]
    public async Task On_a_terminal_there_is_advice_a_curve_and_a_table()
    {
        var output = (await TwofoldProcess.RunAsync("compare", trained.Data, "--label", "species", "--repeats", "2")).Succeeded();

        Assert.StartsWith("The label of a new row: ", output);
        Assert.Contains("right, %: g ", output);
        Assert.Contains("rows learned from", output);
        Assert.Matches(@"logistic regression +\d+\.\d %", output);
        Assert.Contains("With '--report which.html'", output);
        Assert.All(output.Split('\n'), line => Assert.InRange(line.Length, 0, 110));
    }

    [Fact]
    public async Task What_is_wrong_is_said_in_one_sentence()
    {
        var single = trained.Write("single.csv", "x,y\n1.5,a\n2.5,a\n3.5,a\n4,a\n5,a\n6,a\n");

        (await TwofoldProcess.RunAsync("compare", trained.Data, "--quiet")).IsAMistake("--label species");
        (await TwofoldProcess.RunAsync("compare", trained.Data, "--label", "species", "--time", "day", "--quiet")).IsAMistake("no column 'day'", "'petal_length'");
        (await TwofoldProcess.RunAsync("compare", trained.Data, "--label", "species", "--repeats", "1", "--quiet")).IsAMistake("--repeats", "at least 2");
        (await TwofoldProcess.RunAsync("compare", single, "--label", "y", "--quiet")).IsAMistake("All 6 rows have the label 'a'");
        (await TwofoldProcess.RunAsync("compare", trained.Data, "--label", "species", "--report", trained.Data, "--quiet")).IsAMistake("not overwritten");
    }

    [Fact]
    public async Task Interrupted_it_tells_what_is_done_and_writes_the_report()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signal that a test can send to one process.");
        var random = new SeededRandom(3);
        var many = trained.Write("many.csv", "a,b,c,d,label\n" + string.Join('\n', Enumerable.Range(0, 20_000).Select(i => string.Create(
            CultureInfo.InvariantCulture, $"{random.NextGaussian() + (i % 2):0.000},{random.NextGaussian():0.000},{random.NextGaussian():0.000},{random.NextGaussian():0.000},{(i % 2 == 0 ? "no" : "yes")}"))) + "\n");
        var report = trained["stopped.html"];

        // So many repeats that no machine is done before it is interrupted.
        var outcome = await TwofoldProcess.RunAsync(
            TwofoldProcess.Path, ["compare", many, "--label", "label", "--repeats", "500", "--report", report],
            meanwhile: async process =>
            {
                await Task.Delay(TimeSpan.FromSeconds(4), TestContext.Current.CancellationToken);
                // Not an interrupt: what a shell starts in the background ignores it, and so does all that is started from there.
                using var kill = System.Diagnostics.Process.Start("kill", ["-TERM", $"{process.Id}"]);
                await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
            });

        Assert.Equal(130, outcome.ExitCode);
        if (outcome.Error.Contains("nothing had been measured", StringComparison.Ordinal))
            Assert.False(File.Exists(report));
        else
            Assert.Contains("was stopped before its end", File.ReadAllText(report));
    }
}
