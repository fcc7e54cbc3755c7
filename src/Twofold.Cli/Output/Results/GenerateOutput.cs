namespace Twofold.Cli;

/// <summary>What <c>generate</c> made; as text the paths, one a line, for the next program.</summary>
sealed record GenerateOutput(IReadOnlyList<string> Files, string? Sheet)
{
    public IEnumerable<string> AsLines() => Sheet is null ? Files : Files.Append(Sheet);
}
