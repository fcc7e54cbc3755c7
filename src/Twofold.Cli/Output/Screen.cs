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

    /// <summary>What cannot harm a terminal nor pass for another line: control characters, which names of files may have, are spelled out.</summary>
    public static string Legible(string line) =>
        line.Any(char.IsControl)
            ? string.Concat(line.Select(character => character == '\n' ? "\\n" : char.IsControl(character) ? $"\\u{(int)character:x4}" : $"{character}"))
            : line;

    /// <summary>Writes a result, as the person asked for it.</summary>
    public void Show<T>(T result, JsonTypeInfo<T> type, Func<T, IEnumerable<string>> asLines)
    {
        var text = json ? JsonSerializer.Serialize(result, type) : string.Join(Environment.NewLine, asLines(result).Select(Legible));
        try
        {
            Console.Out.WriteLine(text);
        }
        catch (IOException cause)
        {
            // Not that the reader is gone: the console passes over that, and Interruption ends the work.
            throw new TwofoldException($"The output could not be written: {cause.Message.TrimEnd('.', ' ')}. Make room where it goes, or send it elsewhere.", cause);
        }
    }

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
