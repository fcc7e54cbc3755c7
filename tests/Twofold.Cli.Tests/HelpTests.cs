namespace Twofold.Cli.Tests;

public sealed class HelpTests
{
    [Fact]
    public async Task Without_a_command_all_commands_are_shown()
    {
        var help = (await TwofoldProcess.RunAsync()).Succeeded();

        Assert.All(["demo", "train", "predict", "sort", "undo", "generate", "measure", "compare", "studio", "info", "backbone"], command => Assert.Contains($"  {command}", help));
        Assert.Contains("twofold [command]", help);
    }

    [Theory]
    [InlineData("train", "--backbone", "[default: auto]")]
    [InlineData("train", "--creator", "[default: auto]")]
    [InlineData("train", "--device", "[default: auto]")]
    [InlineData("train", "--seed", "[default: 0]")]
    [InlineData("train", "--minutes", "Without it: seconds for the recognizer")]
    [InlineData("generate", "--count", "[default: 16]")]
    [InlineData("generate", "--seed", "[default: 0]")]
    [InlineData("generate", "--truncation", "Without it: 0.85.")]
    [InlineData("generate", "--insistence", "Without it: 8, and 0 of a flow.")]
    [InlineData("generate", "--flow-steps", "Without it: 10.")]
    [InlineData("generate", "--guidance", "Without it: 2.")]
    [InlineData("generate", "--frames", "60 in a .gif, 10 in a .png")]
    [InlineData("generate", "--scale", "192 pixels (.gif) or 128 (.png)")]
    [InlineData("compare", "--seed", "[default: 0]")]
    [InlineData("compare", "--repeats", "Without it: 20 where rows times labels")]
    [InlineData("compare", "--time", "Without it: the order of rows means nothing")]
    [InlineData("demo", "--out", "[default: twofold-demo]")]
    public async Task Help_shows_what_an_option_is_when_it_is_not_given(string command, string option, string otherwise)
    {
        var help = (await TwofoldProcess.RunAsync(command, "--help")).Succeeded();

        var start = help.IndexOf($"{option} <", StringComparison.Ordinal);
        Assert.True(start >= 0, help);
        var next = help.IndexOf("\n  -", start, StringComparison.Ordinal);
        Assert.Contains(otherwise, help[start..next].ReplaceLineEndings(" "));
    }

    [Theory]
    [InlineData("sort")]
    [InlineData("predict")]
    [InlineData("measure")]
    [InlineData("compare")]
    [InlineData("info")]
    [InlineData("undo")]
    [InlineData("studio")]
    [InlineData("backbone")]
    public async Task Every_command_has_help_and_the_common_options(string command)
    {
        var help = (await TwofoldProcess.RunAsync(command, "--help")).Succeeded();

        Assert.All(["--json", "--quiet"], option => Assert.Contains(option, help));
    }

    [Fact]
    public async Task The_version_is_one_line_that_starts_with_a_number()
    {
        var version = (await TwofoldProcess.RunAsync("--version")).Succeeded();

        Assert.Matches(@"^\d+\.\d+\.\d+\S*\r?\n$", version);
    }
}
