using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Twofold.Cli;

/// <summary>The edge of the program: the one place where what went wrong becomes a sentence and an exit code.</summary>
static class CommandEdge
{
    const int Done = 0;
    const int Bug = 1;
    const int Mistake = 2;
    const int Cancelled = 130;

    static readonly InvocationConfiguration Configuration = new()
    {
        EnableDefaultExceptionHandler = false,
        // Ctrl-C is ours (Interruption): a training that is told to stop may need longer than a fixed time to keep what it has.
        ProcessTerminationTimeout = null,
    };

    /// <summary>Parses and runs; returns 0 done, 1 bug, 2 the person's mistake, 130 cancelled.</summary>
    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        StandardStream.BehindTheConsole();
        using var interruption = new Interruption();
        try
        {
            // Without a command there is nothing to do but to show what there is.
            root.SetAction(parsed => new HelpAction().Invoke(parsed));
            var parsed = root.Parse(args);
            return parsed.Action is ParseErrorAction
                ? throw new TwofoldException(ParseErrors.InOneSentence(parsed))
                : await parsed.InvokeAsync(Configuration, interruption.Token);
        }
        catch (TwofoldException mistake)
        {
            await Console.Error.WriteLineAsync(Screen.Legible(mistake.Message));
            return Mistake;
        }
        catch (OperationCanceledException) when (interruption.OutputClosed)
        {
            // Whoever reads ("| head") has what it wanted.
            return Done;
        }
        catch (OperationCanceledException cancelled) when (interruption.Token.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync(Screen.Legible(cancelled is WorkStoppedException ? cancelled.Message : "Cancelled."));
            return Cancelled;
        }
        catch (Exception bug)
        {
            await Console.Error.WriteLineAsync($"This is a bug in Twofold; what follows helps to find it.{Environment.NewLine}{bug}");
            return Bug;
        }
    }

    /// <summary>Gives a command its work.</summary>
    /// <param name="command">The command.</param>
    /// <param name="work">Returns normally when all is done.</param>
    /// <param name="whenCancelled">What is kept, and how to go on, if the person stops the work.</param>
    public static void Does(this Command command, Func<ParseResult, Screen, CancellationToken, Task> work, string whenCancelled = "Cancelled: nothing was changed.") =>
        command.SetAction(async (parsed, cancellation) =>
        {
            if (ParseErrors.OfBlank(parsed) is { } blank)
                throw new TwofoldException(blank);
            try
            {
                await work(parsed, Screen.For(parsed), cancellation);
            }
            catch (OperationCanceledException stopped) when (stopped is not WorkStoppedException)
            {
                throw new WorkStoppedException(whenCancelled, stopped, cancellation);
            }
        });

    /// <inheritdoc cref="Does(Command, Func{ParseResult, Screen, CancellationToken, Task}, string)"/>
    public static void Does(this Command command, Action<ParseResult, Screen, CancellationToken> work, string whenCancelled = "Cancelled: nothing was changed.") =>
        command.Does(
            (parsed, screen, cancellation) =>
            {
                work(parsed, screen, cancellation);
                return Task.CompletedTask;
            },
            whenCancelled);
}
