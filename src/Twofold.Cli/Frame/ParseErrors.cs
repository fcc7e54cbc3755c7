using System.CommandLine;
using System.CommandLine.Parsing;

namespace Twofold.Cli;

/// <summary>Says in one sentence what is wrong with a command line: what was got, what is expected, and where to look.</summary>
static class ParseErrors
{
    // Labels and columns are called what the data call them; everything else has a name.
    static readonly HashSet<string> CalledAnything = ["LABEL", "COLUMN", "A B"];

    public static string InOneSentence(ParseResult parsed)
    {
        var command = parsed.CommandResult;
        var name = NameOf(command);
        var seeHelp = $"'{name} --help' shows what there is.";
        var literal = parsed.Tokens.SkipWhile(token => token.Type != TokenType.DoubleDash).Skip(1).Select(token => token.Value).ToList();
        if (literal.FirstOrDefault(OptionsOf(command).Contains) is { } late)
            return $"'{late}' was given after '--', where nothing is read as an option: options go before '--'.";
        if (UnknownToken(parsed, literal) is { } unknown)
        {
            var known = unknown.StartsWith('-') ? OptionsOf(command) : command.Command.Subcommands.Select(subcommand => subcommand.Name);
            var noun = unknown.StartsWith('-') ? "an option" : command.Command.Subcommands.Count > 0 ? "a command" : "an argument";
            var meant = Spelling.Nearest(unknown, known.Where(word => word != unknown)) is { } nearest ? $"did you mean '{nearest}'? " : "";
            return $"'{unknown}' is not {noun} of '{name}': {meant}{seeHelp}";
        }

        if (command.Command.Subcommands.Count > 0)
            return $"'{name}' needs one of its commands: {string.Join(", ", command.Command.Subcommands.Select(subcommand => subcommand.Name))}.";
        var error = parsed.Errors[0];
        return error.SymbolResult switch
        {
            // An option that was not given at all has a result too, an implicit one.
            OptionResult { Implicit: true, Option: var missing } => $"'{name}' needs {missing.Name} {missing.HelpName}, which is missing: {seeHelp}",
            OptionResult { Tokens.Count: 0 } option => $"'{option.Option.Name}' was given without its {option.Option.HelpName ?? "value"}: {seeHelp}",
            ArgumentResult { Tokens.Count: 0 } argument => $"'{name}' needs {argument.Argument.Name}, which is missing: {seeHelp}",
            CommandResult when MissingOption(parsed) is { } missing => $"'{name}' needs {missing.Name} {missing.HelpName}, which is missing: {seeHelp}",
            CommandResult when MissingArgument(parsed) is { } missing => $"'{name}' needs {missing.Name}, which is missing: {seeHelp}",
            _ => error.Message,
        };
    }

    /// <summary>
    /// What is given blank, as by a script whose variable is not set, names nothing: to the system it would be no path at all, or the current folder.
    /// Null where nothing is.
    /// </summary>
    public static string? OfBlank(ParseResult parsed)
    {
        foreach (var child in parsed.CommandResult.Children)
        {
            var (name, meaning, tokens) = child switch
            {
                OptionResult given => (given.Option.Name, given.Option.HelpName, given.Tokens),
                ArgumentResult given => (given.Argument.Name, given.Argument.Name, given.Tokens),
                _ => ("", "", []),
            };
            if (!CalledAnything.Contains(meaning ?? "") && tokens.FirstOrDefault(token => string.IsNullOrWhiteSpace(token.Value)) is { } blank)
                return $"{name} was given as '{blank.Value}', which names nothing, as when a variable of a script is not set: '{NameOf(parsed.CommandResult)} --help' shows what there is.";
        }

        return null;
    }

    /// <param name="parsed">The command line.</param>
    /// <param name="literal">What stands after '--' and so is no option, whatever it looks like.</param>
    static string? UnknownToken(ParseResult parsed, List<string> literal) =>
        parsed.UnmatchedTokens.FirstOrDefault(token => token.StartsWith('-'))
        // What looks like an option can have been taken for an argument.
        ?? parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).Select(token => token.Value).FirstOrDefault(value => value.StartsWith('-') && value.Length > 1 && !literal.Contains(value))
        ?? (parsed.UnmatchedTokens is [var first, ..] ? first : null);

    static Option? MissingOption(ParseResult parsed) =>
        parsed.CommandResult.Command.Options.FirstOrDefault(option => option.Required && parsed.GetResult(option) is null or { Implicit: true });

    static Argument? MissingArgument(ParseResult parsed) =>
        parsed.CommandResult.Command.Arguments.FirstOrDefault(argument => argument.Arity.MinimumNumberOfValues > 0 && parsed.GetResult(argument) is null or { Tokens.Count: 0 });

    static IEnumerable<string> OptionsOf(CommandResult command) =>
        Ancestry(command).SelectMany(ancestor => ancestor.Command.Options.Where(option => ancestor == command || option.Recursive)).SelectMany(option => option.Aliases.Append(option.Name));

    static string NameOf(CommandResult command) =>
        string.Join(' ', Ancestry(command).Reverse().Select(ancestor => ancestor.Command is RootCommand ? "twofold" : ancestor.Command.Name));

    static IEnumerable<CommandResult> Ancestry(CommandResult command)
    {
        for (SymbolResult? result = command; result is not null; result = result.Parent)
            if (result is CommandResult ancestor)
                yield return ancestor;
    }
}
