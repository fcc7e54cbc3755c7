using Twofold.Photos;

namespace Twofold.Cli;

/// <summary>What a model is and can do.</summary>
/// <param name="Kind">"photos".</param>
/// <param name="Labels">The labels with the number of photos that it learned each from.</param>
/// <param name="Created">When, UTC.</param>
/// <param name="TwofoldVersion">By which version.</param>
/// <param name="Seed">With which seed.</param>
/// <param name="Can">What it can do, as commands: "predict", "sort", "measure", "generate".</param>
/// <param name="Recognizer">The recognizing half.</param>
/// <param name="Creator">The creating half; null without one.</param>
sealed record InfoOutput(
    string Kind,
    IReadOnlyDictionary<string, int> Labels,
    DateTimeOffset Created,
    string TwofoldVersion,
    ulong Seed,
    IReadOnlyList<string> Can,
    RecognizerInfo Recognizer,
    CreatorInfo? Creator)
{
    public static InfoOutput Of(PhotoPairInfo info) => new(
        info.Kind,
        info.Labels.Zip(info.Data.Counts).ToDictionary(label => label.First, label => label.Second),
        info.Created,
        info.TwofoldVersion,
        info.Seed,
        info.Creator is null ? ["predict", "sort", "measure"] : ["predict", "sort", "measure", "generate"],
        info.Recognizer,
        info.Creator);

    public IEnumerable<string> AsLines()
    {
        var heldOut = Recognizer.HeldOut;
        List<IReadOnlyList<string>> rows =
        [
            ["labels", string.Join(", ", Labels.Select(label => $"{label.Key} ({label.Value:N0})"))],
            ["can", string.Join(", ", Can)],
            ["trained", $"{Created:yyyy-MM-dd HH:mm} UTC by Twofold {TwofoldVersion}, seed {Seed}"],
            ["recognizer", $"{Recognizer.FeatureCount:N0} features of {Recognizer.Features}"],
            ["held out", $"accuracy {Amount.Percent(heldOut.Accuracy)}, log loss {heldOut.LogLoss:0.0000}, calibration error {Amount.Percent(heldOut.CalibrationError)} ({Amount.Of(heldOut.Photos, "photo")}, {heldOut.Method})"],
            ["creator", Creator is null ? "none" : $"{Creator.Kind}, {Creator.Size} x {Creator.Size} pixels, {Creator.Steps:N0} steps{(Creator.Recognizability is { } share ? $", {Amount.Percent(share)} recognized" : "")}"],
        ];
        return TextTable.Of(rows);
    }
}
