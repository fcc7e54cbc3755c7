namespace Twofold.Workbench;

/// <summary>What a comparison found.</summary>
/// <param name="Comparison">The numbers and the advice.</param>
/// <param name="Data">The file or folder, as the person gave it.</param>
/// <param name="Report">The page; null where none was asked for.</param>
/// <param name="Warnings">What was left out, and what looks suspicious.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record CompareResult(ComparisonResult Comparison, string Data, string? Report, IReadOnlyList<string> Warnings, TimeSpan Elapsed)
{
    /// <summary>What networks do that were trained for the comparison of photos; null where there was no time given for that (<see cref="CompareRequest.Minutes"/>).</summary>
    public NetworksResult? Networks { get; init; }

    /// <summary>Whether networks are still learning, and nothing is known of them yet.</summary>
    public bool NetworksLearn { get; init; }

    /// <summary>Whether it was stopped before its end, so that something is not there.</summary>
    public bool Stopped { get; init; }

    /// <summary>Which to use for what, by all that was measured.</summary>
    public IReadOnlyList<Advice> Advice => [.. Comparison.Advice, .. Networks?.Advice ?? []];
}
