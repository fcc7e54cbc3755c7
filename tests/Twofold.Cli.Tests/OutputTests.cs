using System.Text.Json;

namespace Twofold.Cli.Tests;

public sealed class OutputTests
{
    [Fact]
    public async Task Json_is_one_object_on_standard_output()
    {
        var output = (await TwofoldProcess.RunAsync("backbone", "list", "--json")).Succeeded();

        var names = JsonDocument.Parse(output).RootElement.GetProperty("backbones").EnumerateArray().Select(line => line.GetProperty("name").GetString());
        Assert.Contains("mobilenetv2", names);
        Assert.Single(output.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task What_is_no_terminal_gets_no_escape_codes()
    {
        var outcome = await TwofoldProcess.RunAsync("backbone", "list");

        Assert.DoesNotContain('\e', outcome.Output + outcome.Error);
    }

    [Fact]
    public async Task A_reader_that_stops_early_causes_no_complaint()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Needs a POSIX shell.");
        var outcome = await TwofoldProcess.RunAsync("/bin/sh", ["-c", "i=0; while [ $i -lt 3 ]; do \"$0\" backbone list; i=$((i+1)); done | head -n 1", TwofoldProcess.Path]);

        Assert.Equal("", outcome.Error);
        Assert.Single(outcome.Succeeded().TrimEnd().Split('\n'));
    }
}
