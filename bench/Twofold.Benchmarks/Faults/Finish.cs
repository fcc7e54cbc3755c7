namespace Twofold.Benchmarks;

/// <summary>What must be possible after any fault that is over: to finish the sort, and to take it back.</summary>
static class Finish
{
    /// <summary>Finishes an undo that was begun, sorts to the end and takes that back.</summary>
    /// <returns>What was not possible or not as it should be; null where all was.</returns>
    public static string? Of(TwofoldChild twofold, SortingGround ground)
    {
        var sorted = twofold.Run(ground.SortArguments);
        if (sorted.ExitCode == 2 && sorted.Error.Contains("undo", StringComparison.Ordinal))
        {
            if (Complaint(twofold.Run(ground.UndoArguments), ground.NotRestored) is { } unfinished)
                return unfinished;
            sorted = twofold.Run(ground.SortArguments);
        }

        return Complaint(sorted, ground.Unfinished) ?? Complaint(twofold.Run(ground.UndoArguments), ground.NotRestored);
    }

    static string? Complaint(ChildOutcome outcome, Func<string?> state) => outcome.Complaint ?? (outcome.ExitCode == 0 ? state() : $"exit code {outcome.ExitCode}: {outcome.Error}");
}
