namespace Twofold.Workbench;

/// <summary>Counts problems and keeps the first hundred: a wrong permission on a million photos is told once, not a million times.</summary>
sealed class ProblemList
{
    const int Most = 100;

    readonly List<string> first = [];

    internal long Count { get; private set; }

    internal IReadOnlyList<string> First => first;

    internal void Add(string problem)
    {
        Count++;
        if (first.Count < Most)
            first.Add(problem);
    }
}
