using Twofold.Workbench;

namespace Twofold.Cli;

/// <summary>What <c>train</c> made.</summary>
sealed record TrainOutput(string Model, InfoOutput Info, bool Stopped, double Seconds)
{
    public static TrainOutput Of(TrainResult result) => new(result.Model, InfoOutput.Of(result.Info), result.Stopped, result.Elapsed.TotalSeconds);

    public IEnumerable<string> AsLines() =>
        [.. Info.AsLines(), "", $"Wrote {Model} in {Amount.Of(TimeSpan.FromSeconds(Seconds))}."];
}
