using Twofold.Workbench;

namespace Twofold.Cli;

/// <summary>What <c>train</c> made.</summary>
/// <param name="Model">The file.</param>
/// <param name="Info">What it says of itself.</param>
/// <param name="Stopped">Whether it was cancelled.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Suspects">The examples whose label is probably wrong; null where that was not asked.</param>
sealed record TrainOutput(string Model, InfoOutput Info, bool Stopped, double Seconds, IReadOnlyList<SuspectExample>? Suspects)
{
    const int SuspectsShown = 20;

    public static TrainOutput Of(TrainResult result) => new(result.Model, InfoOutput.Of(result.Info), result.Stopped, result.Elapsed.TotalSeconds, result.Suspects);

    public IEnumerable<string> AsLines() =>
        [.. Info.AsLines(), .. SuspectLines(), "", $"Wrote {Model} in {Amount.Of(TimeSpan.FromSeconds(Seconds))}."];

    IEnumerable<string> SuspectLines()
    {
        if (Suspects is null)
            return [];
        var checkedLabels = Amount.Of(Info.Labels.Values.Sum(), "label");
        if (Suspects.Count == 0)
            return ["", $"None of {checkedLabels} looks wrong."];
        return
        [
            "",
            $"Of {checkedLabels}, {Suspects.Count:N0} {(Suspects.Count == 1 ? "is" : "are")} probably wrong, the most suspect first:",
            .. TextTable.Of([.. Suspects.Take(SuspectsShown).Select(suspect => (string[])[suspect.Input, $"is '{suspect.Given}',", $"likely '{suspect.Likely}'", Amount.Percent(suspect.LikelyProbability)])]),
            .. Suspects.Count > SuspectsShown ? [$"and {Suspects.Count - SuspectsShown:N0} more, which '--json' lists too."] : Array.Empty<string>(),
        ];
    }
}
