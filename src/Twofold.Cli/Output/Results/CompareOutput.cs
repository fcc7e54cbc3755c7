using Twofold.Workbench;

namespace Twofold.Cli;

/// <summary>What <c>compare</c> found.</summary>
/// <param name="Data">The file or folder.</param>
/// <param name="Report">The page that was written; null where none was asked for.</param>
/// <param name="Warnings">What was left out, and what looks suspicious.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Comparison">The numbers and the advice.</param>
/// <param name="Networks">What networks do that were trained for it; null where no time was given for that.</param>
sealed record CompareOutput(string Data, string? Report, IReadOnlyList<string> Warnings, double Seconds, ComparisonResult Comparison, NetworksResult? Networks)
{
    public static CompareOutput Of(CompareResult result) => new(result.Data, result.Report, result.Warnings, result.Elapsed.TotalSeconds, result.Comparison, result.Networks);

    public IEnumerable<string> AsLines() =>
        [
            .. Comparison.Advice.Concat(Networks?.Advice ?? []).SelectMany(advice => (string[])[$"{advice.Task}: {advice.Use ?? "either"}{(advice.IsWithinNoise ? " (within noise)" : "")}", .. TextLines.Wrapped(advice.Text, "  "), ""]),
            .. TextCurve.Of(Comparison),
            "",
            .. TextTable.Of(
            [
                ["", "right", "log loss", "off by", "learns in"],
                .. Comparison.Contenders.Where(contender => contender.Full is not null).Select(IReadOnlyList<string> (contender) =>
                [
                    contender.Name,
                    Amount.Percent(contender.Full!.Accuracy!.Value.Value), // Those without are out.
                    $"{contender.Full.LogLoss!.Value.Value:0.000}",
                    contender.Calibration is { } calibration ? Amount.Percent(calibration.Error.Value) : "",
                    contender.Cost is { } cost ? Wording.Time(cost.FitSeconds) : "",
                ]),
            ]),
            .. AsLines(Networks),
            "",
            Report is null
                ? $"That took {Amount.Of(TimeSpan.FromSeconds(Seconds))}. With '--report which.html' there is a page with all curves and intervals."
                : $"That took {Amount.Of(TimeSpan.FromSeconds(Seconds))}. Open {Report} to look at all curves and intervals.",
        ];

    static IEnumerable<string> AsLines(NetworksResult? networks) => networks is null
        ? []
        : [
            "",
            .. TextTable.Of(
            [
                [$"trained on {networks.TrainingPhotos:N0} photos", "right", "log loss", "learns in"],
                .. networks.Networks.Select(IReadOnlyList<string> (network) =>
                    [network.Name, Amount.Percent(network.Accuracy.Value), $"{network.LogLoss.Value:0.000}", network.TrainingSeconds is { } seconds ? Wording.Time(seconds) : ""]),
            ]),
            .. networks.Pictures is { } pictures
                ? (IEnumerable<string>)["", .. TextTable.Of([["new pictures", "made", "real"], .. pictures.Rows.Select(IReadOnlyList<string> (row) => [row.Name, $"{row.Score.Generated}", $"{row.Score.Real}"])])]
                : [],
        ];
}
