using Twofold.Workbench;

namespace Twofold.Cli;

/// <summary>What the demo left behind.</summary>
sealed record DemoOutput(string Report, string Model, double Accuracy, double? Recognizability, double Seconds)
{
    public static DemoOutput Of(DemoResult result) =>
        new(result.Report, result.Model, result.Scores.Accuracy, result.Scores.Creator?.Recognizability, result.Elapsed.TotalSeconds);

    public IEnumerable<string> AsLines() =>
        [
            $"Recognized {Amount.Percent(Accuracy)} of pictures it had not seen{(Recognizability is { } share ? $"; {Amount.Percent(share)} of its own new ones are read as what was asked for" : "")}. That took {Amount.Of(TimeSpan.FromSeconds(Seconds))}.",
            $"Open {Report} to look at them.",
        ];
}
