namespace Twofold.Benchmarks;

/// <summary>
/// A sort, and the undo of it, are killed (SIGKILL) at random moments: mostly when a random part of the files has got its place, else at a random moment of
/// the whole run. After each kill all originals must exist, and nothing be half written. What was killed is run again, and killed again, until it is done:
/// then everything must be sorted, or be as it was.
/// </summary>
sealed class KillFaults : IDisposable
{
    const double ByTime = 0.2;
    const int LongestDelay = 20;

    readonly TwofoldChild twofold;
    readonly SortingGround ground;
    readonly SeededRandom random;
    readonly FaultTally tally;
    readonly TimeSpan sorting, undoing;
    int killed, inTheMiddle, finished, restored;
    bool isSorting = true;

    /// <summary>Sorts and undoes undisturbed, to know that all is as promised and how long each takes.</summary>
    public KillFaults(TwofoldChild twofold, SortingGround ground, SeededRandom random, FaultTally tally)
    {
        (this.twofold, this.ground, this.random, this.tally) = (twofold, ground, random, tally);
        sorting = Expect(ground.SortArguments, ground.Unfinished);
        undoing = Expect(ground.UndoArguments, ground.NotRestored);
    }

    string Kind => $"killed while it sorted or undid: {ground.Sort}";

    /// <summary>Kills so many more times, or until the time is over.</summary>
    public void Run(int kills, Func<bool> isOver)
    {
        for (var end = killed + kills; killed < end && !isOver();)
            Kill();
    }

    /// <summary>Lets it finish and be taken back once more, undisturbed, and says what there was.</summary>
    public void End()
    {
        if (Finish.Of(twofold, ground) is { } problem)
            tally.Add(Kind, problem);
        Console.Error.WriteLine($"{ground.Sort}: {killed} kills, {inTheMiddle} of them with a part of the files sorted; in between {finished} sorts were finished and {restored} taken back.");
    }

    public void Dispose() => ground.Dispose();

    void Kill()
    {
        var outcome = twofold.Run(isSorting ? ground.SortArguments : ground.UndoArguments, Moment());
        var problem = outcome.Complaint ?? ground.Lost();
        if (outcome.IsKilled)
        {
            tally.Add(Kind, problem);
            killed++;
            inTheMiddle += ground.SortedCount > 0 && ground.SortedCount < ground.FileCount ? 1 : 0;
            // An undo, once begun, is to be finished; an unfinished sort may be taken back as well as gone on with.
            isSorting &= ground.SortedCount == 0 || random.NextDouble() < 0.7;
            return;
        }

        // It was done before the kill came: then all must be as promised.
        if (isSorting)
            problem ??= outcome.ExitCode == 0 ? ground.Unfinished() : outcome.Error;
        else
            problem ??= outcome.ExitCode == 0 || outcome.Error.Contains("nothing to undo", StringComparison.Ordinal) ? ground.NotRestored() : outcome.Error;
        if (problem is not null)
            tally.Add(Kind, problem);
        (finished, restored) = isSorting ? (finished + 1, restored) : (finished, restored + 1);
        isSorting = !isSorting;
    }

    Func<TimeSpan, bool> Moment()
    {
        if (random.NextDouble() < ByTime)
        {
            var moment = random.NextDouble() * (isSorting ? sorting : undoing);
            return elapsed => elapsed >= moment;
        }

        var (count, delay) = (random.NextInt(ground.FileCount + 1), TimeSpan.FromMilliseconds(random.NextInt(LongestDelay)));
        TimeSpan? reached = null;
        // Where it goes on from further than that, right away.
        return elapsed =>
        {
            if (reached is null && (isSorting ? ground.SortedCount >= count : ground.SortedCount <= count) && File.Exists(Path.Combine(ground.Into, ".twofold", "journal.db")))
                reached = elapsed;
            return elapsed - reached >= delay;
        };
    }

    TimeSpan Expect(IReadOnlyList<string> arguments, Func<string?> complaint)
    {
        var outcome = twofold.Run(arguments);
        return (outcome.ExitCode == 0 ? complaint() : outcome.Error) is { } problem
            ? throw new TwofoldException($"Undisturbed, 'twofold {string.Join(' ', arguments)}' does not do what it promises: {problem}")
            : outcome.Elapsed;
    }
}
