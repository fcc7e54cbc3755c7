using System.Globalization;

namespace Twofold.Benchmarks;

/// <summary>What stands behind a benchmark's name on the command line. A mistyped option would measure something else than was asked, so it is refused.</summary>
sealed class CommandOptions
{
    readonly Dictionary<string, string> given = [];

    CommandOptions()
    {
    }

    /// <summary>Reads <c>--name value</c> pairs; null where <c>--help</c> was asked for, and told.</summary>
    /// <param name="arguments">What was written.</param>
    /// <param name="known">The options, with what they mean and their default.</param>
    /// <param name="about">What the benchmark measures.</param>
    /// <exception cref="TwofoldException">There is no such option, or its value is missing.</exception>
    public static CommandOptions? Read(string[] arguments, IReadOnlyDictionary<string, string> known, string about)
    {
        if (arguments.Contains("--help"))
        {
            Console.WriteLine(about);
            foreach (var (name, meaning) in known)
                Console.WriteLine($"  {name,-16} {meaning}");
            return null;
        }

        var options = new CommandOptions();
        for (var i = 0; i < arguments.Length; i += 2)
        {
            if (!known.ContainsKey(arguments[i]))
                throw new TwofoldException($"There is no option '{arguments[i]}': give {string.Join(", ", known.Keys)}, each with a value, or --help.");
            if (i + 1 == arguments.Length)
                throw new TwofoldException($"'{arguments[i]}' has no value: {known[arguments[i]]}");
            options.given[arguments[i]] = arguments[i + 1];
        }

        return options;
    }

    public string Text(string name, string otherwise) => given.GetValueOrDefault(name, otherwise);

    public double Number(string name, double otherwise) => !given.TryGetValue(name, out var text)
        ? otherwise
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= 0
            ? number
            : throw new TwofoldException($"'{name}' is '{text}': give a number of 0 or more.");
}
