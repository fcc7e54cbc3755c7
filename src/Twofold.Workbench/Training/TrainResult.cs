namespace Twofold.Workbench;

/// <summary>What a training made.</summary>
/// <param name="Model">The model file that was written.</param>
/// <param name="Info">What it says of itself.</param>
/// <param name="Warnings">What a person should know: what could not be read or was left out, each one named.</param>
/// <param name="Stopped">Whether it was cancelled and the best so far was kept.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record TrainResult(string Model, IPairInfo Info, IReadOnlyList<string> Warnings, bool Stopped, TimeSpan Elapsed)
{
    /// <summary>The file from which a cancelled training can go on; null where it ended, or was too short for one.</summary>
    public string? Unfinished { get; init; }

    /// <summary>The examples whose label is probably wrong, the most suspect first; null where that was not asked, or the training was stopped before.</summary>
    public IReadOnlyList<SuspectExample>? Suspects { get; init; }
}
