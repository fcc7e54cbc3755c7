using System.Diagnostics;

namespace Twofold.Benchmarks;

/// <summary>
/// A sort, and the undo of it, are killed (SIGKILL) at moments spread over the time that they take, most of them after they have begun to change something;
/// after each kill all originals must exist, and nothing be half written. What was killed is run again, and killed again, until it is done: then everything
/// must be sorted, or be as it was.
/// </summary>
sealed class KillFaults(TwofoldChild twofold, SortingGround ground, SeededRandom random, FaultTally tally)
{
    const double OverAll = 0.2;

    (TimeSpan Begin, TimeSpan End) sorting, undoing;

    public void Run(int kills)
    {
        Measure();
        var (killed, inTheMiddle, finished, restored) = (0, 0, 0, 0);
        for (var isSorting = true; killed < kills;)
        {
            var outcome = twofold.Run(isSorting ? ground.SortArguments : ground.UndoArguments, Moment(isSorting ? sorting : undoing));
            var problem = outcome.Complaint ?? ground.Lost();
            if (outcome.IsKilled)
            {
                tally.Add($"killed while it sorted or undid: {ground.Sort}", problem);
                killed++;
                inTheMiddle += ground.SortedCount > 0 && ground.SortedCount < ground.FileCount ? 1 : 0;
                // An undo, once begun, is to be finished; an unfinished sort may be taken back as well as gone on with.
                isSorting &= ground.SortedCount == 0 || random.NextDouble() < 0.7;
                continue;
            }

            // It was done before the kill came: then all must be as promised.
            if (isSorting)
                problem ??= outcome.ExitCode == 0 ? ground.Unfinished() : outcome.Error;
            else
                problem ??= outcome.ExitCode == 0 || outcome.Error.Contains("nothing to undo", StringComparison.Ordinal) ? ground.NotRestored() : outcome.Error;
            if (problem is not null)
                tally.Add($"killed while it sorted or undid: {ground.Sort}", problem);
            (finished, restored) = isSorting ? (finished + 1, restored) : (finished, restored + 1);
            isSorting = !isSorting;
        }

        var end = Finish.Of(twofold, ground);
        if (end is not null)
            tally.Add($"killed while it sorted or undid: {ground.Sort}", end);
        Console.Error.WriteLine($"{ground.Sort}: {killed} kills, {inTheMiddle} of them with a part of the files sorted; in between {finished} sorts were finished and {restored} taken back.");
    }

    TimeSpan Moment((TimeSpan Begin, TimeSpan End) times)
    {
        var begin = random.NextDouble() < OverAll ? TimeSpan.Zero : times.Begin;
        return begin + (random.NextDouble() * (times.End - begin));
    }

    // When each begins to change something, and how long it takes undisturbed. The first run of a program is slower than those that follow.
    void Measure()
    {
        for (var round = 0; round < 2; round++)
        {
            sorting = Expect(ground.SortArguments, ground.Unfinished);
            undoing = Expect(ground.UndoArguments, ground.NotRestored);
        }
    }

    (TimeSpan Begin, TimeSpan End) Expect(IReadOnlyList<string> arguments, Func<string?> complaint)
    {
        var (clock, begin, log) = (Stopwatch.StartNew(), TimeSpan.Zero, Path.Combine(ground.Into, ".twofold", "journal.db-wal"));
        using var watch = new Timer(_ => begin = begin == default && File.Exists(log) ? clock.Elapsed : begin, null, 0, 5);
        var outcome = twofold.Run(arguments);
        return (outcome.ExitCode == 0 ? complaint() : outcome.Error) is { } problem
            ? throw new TwofoldException($"Undisturbed, 'twofold {string.Join(' ', arguments)}' does not do what it promises: {problem}")
            : (begin, outcome.Elapsed);
    }
}
