namespace Twofold.Cli;

/// <summary>Sentences in lines.</summary>
static class TextLines
{
    const int Width = 100;

    /// <summary>The text in lines of at most 100 characters, each after an indent.</summary>
    public static IEnumerable<string> Wrapped(string text, string indent)
    {
        var line = indent;
        foreach (var word in text.Split(' '))
        {
            if (line.Length > indent.Length && line.Length + word.Length > Width)
            {
                yield return line;
                line = indent;
            }

            line += line.Length > indent.Length ? $" {word}" : word;
        }

        yield return line;
    }
}
