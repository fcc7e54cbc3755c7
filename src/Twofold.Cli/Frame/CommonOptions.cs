using System.CommandLine;
using System.Globalization;
using System.Numerics;

namespace Twofold.Cli;

/// <summary>Options that mean the same wherever they stand, and the two ways in which options read their values.</summary>
static class CommonOptions
{
    public static readonly Option<bool> Json = new("--json") { Description = "Write the result as JSON on standard output.", Recursive = true };

    public static readonly Option<bool> Quiet = new("--quiet") { Description = "No progress and no remarks on standard error, only errors.", Recursive = true };

    /// <summary>The model to use.</summary>
    public static Option<string> With() => new("--with") { Description = "The model file.", HelpName = "F", Required = true };

    /// <summary>The seed of what is drawn by chance.</summary>
    public static Option<ulong> Seed(string description) =>
        Number("--seed", description, "N", 0UL, "a whole number of at least 0", static _ => true);

    /// <summary>An option with a number, and a default that the help shows.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it does.</param>
    /// <param name="helpName">What stands for the value in the help.</param>
    /// <param name="otherwise">The default.</param>
    /// <param name="expected">What a value has to be: "a whole number of at least 1".</param>
    /// <param name="isValid">Whether it is.</param>
    public static Option<T> Number<T>(string name, string description, string helpName, T otherwise, string expected, Predicate<T> isValid)
        where T : INumberBase<T>, IMinMaxValue<T> => new(name)
        {
            Description = description,
            HelpName = helpName,
            DefaultValueFactory = _ => otherwise,
            CustomParser = argument => Read(name, argument.Tokens[0].Value, expected, isValid, argument.AddError) is { Read: true } read ? read.Value! : otherwise, // What was read is never null.
        };

    /// <summary>An option with a number that need not be given; the description says what then happens.</summary>
    public static Option<T?> OptionalNumber<T>(string name, string description, string helpName, string expected, Predicate<T> isValid)
        where T : struct, INumberBase<T>, IMinMaxValue<T> => new(name)
        {
            Description = description,
            HelpName = helpName,
            CustomParser = argument => Read(name, argument.Tokens[0].Value, expected, isValid, argument.AddError) is { Read: true } read ? read.Value : null,
        };

    /// <summary>One of a few words, where it depends on the data which ones they are.</summary>
    /// <exception cref="TwofoldException">It is none of them.</exception>
    public static string OneOf(string name, string given, params string[] words) => Complaint(name, given, words) is { } complaint ? throw new TwofoldException(complaint) : given;

    /// <summary>Refuses options that mean nothing for what is worked on.</summary>
    /// <exception cref="TwofoldException">One was given.</exception>
    public static void Refuse(this ParseResult parsed, string subject, params ReadOnlySpan<Option> options)
    {
        foreach (var option in options)
            if (parsed.GetResult(option) is { Implicit: false })
                throw new TwofoldException($"{option.Name} was given, which means nothing for {subject}: leave it out.");
    }

    static string? Complaint(string name, string given, string[] words) => words.Contains(given)
        ? null
        : $"'{given}' was given for {name}, which expects {string.Join(" or ", words)}{(Spelling.Nearest(given, words) is { } nearest ? $": did you mean '{nearest}'?" : ".")}";

    static (bool Read, T? Value) Read<T>(string name, string given, string expected, Predicate<T> isValid, Action<string> addError)
        where T : INumberBase<T>, IMinMaxValue<T>
    {
        // No commas: taken for separators of thousands they would make 15 of 1,5.
        if (T.TryParse(given, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && isValid(value))
            return (true, value);
        // The end of the type is an end that the words do not name.
        var most = double.TryParse(given, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= double.CreateSaturating(T.MaxValue) && isValid(T.MaxValue)
            ? $" and at most {T.MaxValue.ToString(null, CultureInfo.InvariantCulture)}"
            : "";
        addError($"'{given}' was given for {name}, which expects {expected}{most}{(given.Contains(',') ? ", with a point and without commas, such as 1.5 or 1000" : "")}.");
        return default;
    }
}
