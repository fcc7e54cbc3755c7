using System.Text.RegularExpressions;

namespace Twofold.Stranger.Tests;

/// <summary>Every block of C# in the guides is a program that compiles and runs; of the README every one that takes no file.</summary>
public sealed partial class DocumentationTests
{
    public static TheoryData<string, int, string> Blocks
    {
        get
        {
            var blocks = new TheoryData<string, int, string>();
            foreach (var page in (string[])["README.md", "tables.md", "compare.md"])
                foreach (var (number, block) in Fence().Matches(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", page))).Index())
                    if (page != "README.md" || !TakesFiles().IsMatch(block.Groups[1].Value))
                        blocks.Add(page, number + 1, block.Groups[1].Value);
            return blocks;
        }
    }

    [Theory]
    [MemberData(nameof(Blocks))]
    public void A_block_of_the_guide_runs(string page, int number, string program)
    {
        Assert.True(number > 0, page);
        Snippet.Run(program);
    }

    [Fact]
    public void A_block_of_the_readme_is_among_them() => Assert.Contains(Blocks, block => block.Data.Item1 == "README.md");

    [GeneratedRegex("^```csharp\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fence();

    [GeneratedRegex("\\.(csv|twofold|jpg)\"")]
    private static partial Regex TakesFiles();
}
