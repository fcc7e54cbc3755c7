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

    /// <summary>Writes a result, as the person asked for it.</summary>
    public void Show<T>(T result, JsonTypeInfo<T> type, Func<T, string> asText) =>
        Console.Out.WriteLine(json ? JsonSerializer.Serialize(result, type) : asText(result));

    /// <summary>Says something beside the result.</summary>
    public void Note(string sentence)
    {
        if (!quiet)
            Console.Error.WriteLine(sentence);
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
