using System.Buffers;
using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Twofold.Cli;

/// <summary>What a person or a program sees of a command: its result on standard output, everything else on standard error.</summary>
sealed class Screen
{
    readonly bool json;
    readonly bool quiet;

    Screen(bool json, bool quiet) => (this.json, this.quiet) = (json, quiet);

    public static Screen For(ParseResult parsed) => new(parsed.GetValue(CommonOptions.Json), parsed.GetValue(CommonOptions.Quiet));

    // What turns the direction of writing, so that "gnp.exe" reads "exe.png": marks, embeddings, overrides and isolates.
    static readonly SearchValues<char> Turning = SearchValues.Create("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069");

    /// <summary>
    /// What cannot harm a terminal nor pass for another line or another name: control characters, separators of lines and turns of the direction of writing,
    /// which names of files may have, are spelled out. Letters that are written from right to left stay as they are.
    /// </summary>
    public static string Legible(string line) =>
        line.Any(IsSpelledOut)
            ? string.Concat(line.Select(character => character == '\n' ? "\\n" : IsSpelledOut(character) ? $"\\u{(int)character:x4}" : $"{character}"))
            : line;

    static bool IsSpelledOut(char character) => char.IsControl(character) || character is '\u2028' or '\u2029' || Turning.Contains(character);

    /// <summary>Writes a result, as the person asked for it.</summary>
    public void Show<T>(T result, JsonTypeInfo<T> type, Func<T, IEnumerable<string>> asLines) =>
        Console.Out.WriteLine(json ? JsonSerializer.Serialize(result, type) : string.Join(Environment.NewLine, asLines(result).Select(Legible)));

    /// <summary>Says something beside the result.</summary>
    public void Note(string sentence)
    {
        if (!quiet)
            Console.Error.WriteLine(Legible(sentence));
    }

    /// <summary>Says what failed, each on its line; <c>--quiet</c> does not silence it.</summary>
    public static void Fail(IEnumerable<string> sentences)
    {
        foreach (var sentence in sentences)
            Console.Error.WriteLine(Legible(sentence));
    }

    /// <summary>Says several things, each on its line.</summary>
    public void NoteAll(IEnumerable<string> sentences)
    {
        foreach (var sentence in sentences)
            Note(sentence);
    }

    /// <summary>Does long work and shows how far it is: bars on a terminal, now and then a line elsewhere.</summary>
    public Task<T> WorkAsync<T>(Func<IProgress<WorkProgress>?, Task<T>> work)
    {
        if (quiet)
            return work(null);
        return Console.IsErrorRedirected || Environment.GetEnvironmentVariable("TERM") == "dumb" ? work(new ProgressLines(Console.Error)) : ProgressBars.RunAsync(work);
    }

    /// <inheritdoc cref="WorkAsync"/>
    public T Work<T>(Func<IProgress<WorkProgress>?, T> work) => WorkAsync(progress => Task.FromResult(work(progress))).GetAwaiter().GetResult();
}
