namespace Twofold.Benchmarks;

/// <summary>How many faults of each kind were made and survived. What was not survived is told at once.</summary>
sealed class FaultTally
{
    const int FailuresTold = 5;

    readonly List<(string Kind, int Tried, int Survived)> lines = [];

    /// <summary>Whether every fault so far was survived.</summary>
    public bool AllSurvived => lines.TrueForAll(line => line.Tried == line.Survived);

    /// <summary>Counts one fault.</summary>
    /// <param name="kind">What was done.</param>
    /// <param name="problem">What was lost or went wrong; null where it was survived.</param>
    public void Add(string kind, string? problem)
    {
        var at = lines.FindIndex(line => line.Kind == kind);
        if (at < 0)
        {
            at = lines.Count;
            lines.Add((kind, 0, 0));
        }

        lines[at] = (kind, lines[at].Tried + 1, lines[at].Survived + (problem is null ? 1 : 0));
        if (problem is not null && lines[at].Tried - lines[at].Survived <= FailuresTold)
            Console.Error.WriteLine($"NOT SURVIVED: {kind}: {problem}");
    }

    /// <summary>Prints the table; gives the exit code.</summary>
    public int Print()
    {
        Console.WriteLine("| fault | made | survived |");
        Console.WriteLine("|---|---:|---:|");
        foreach (var (kind, tried, survived) in lines)
            Console.WriteLine($"| {kind} | {tried:N0} | {survived:N0} |");
        Console.WriteLine($"| **all** | **{lines.Sum(line => line.Tried):N0}** | **{lines.Sum(line => line.Survived):N0}** |");
        return AllSurvived ? 0 : 1;
    }
}
