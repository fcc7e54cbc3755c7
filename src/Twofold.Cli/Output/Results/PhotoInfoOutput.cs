using Twofold.Photos;

namespace Twofold.Cli;

/// <summary>What a pair of photos is and can do.</summary>
sealed record PhotoInfoOutput : InfoOutput
{
    public PhotoInfoOutput(PhotoPairInfo info)
        : base(info, "predict", "sort", "measure") =>
        (Recognizer, Creator, Stopped) = (info.Recognizer, info.Creator, info.Stopped);

    /// <summary>The recognizing half.</summary>
    public RecognizerInfo Recognizer { get; }

    /// <summary>The creating half; null without one.</summary>
    public CreatorInfo? Creator { get; }

    protected override IEnumerable<IReadOnlyList<string>> Halves =>
    [
        ["recognizer", $"{Recognizer.FeatureCount:N0} features of {(Recognizer.Features == RecognizerInfo.Untrained ? "a network that was not trained" : Recognizer.Features)}"],
        Labels.Count == 1
            ? ["one label", "there is nothing to tell apart: it is said of every photo, and what is not familiar is called so"]
            : ["held out", $"accuracy {Amount.Percent(Recognizer.HeldOut.Accuracy)}{(Recognizer.Balanced && Recognizer.HeldOut.BalancedAccuracy is { } balanced ? $" ({Amount.Percent(balanced)} with all labels alike)" : "")}, log loss {Recognizer.HeldOut.LogLoss:0.0000}, calibration error {Amount.Percent(Recognizer.HeldOut.CalibrationError)} ({Amount.Of(Recognizer.HeldOut.Photos, "photo")}, {Recognizer.HeldOut.Method})"],
        .. Recognizer.Taught is { } taught ? [["taught", $"by corrected photos on {taught:yyyy-MM-dd HH:mm} UTC{(Labels.Count == 1 ? "" : "; the scores are of before")}"]] : Array.Empty<IReadOnlyList<string>>(),
        .. Recognizer.Tried.Select((tried, i) => (IReadOnlyList<string>)[i == 0 ? "tried" : "", Words(tried)]),
        .. Recognizer.TopUp is { } topUp ? [["topped up", Words(topUp)]] : Array.Empty<IReadOnlyList<string>>(),
        ["creator", Creator is null ? "none" : $"{Creator.Kind}, {Creator.Size} x {Creator.Size} pixels{(Creator.DrawnSize is { } drawn ? $" (drawn at {drawn} x {drawn} and enlarged)" : "")}, {Creator.Steps:N0} steps{(Creator.Recognizability is { } share ? $", {Amount.Percent(share)} recognized" : "")}{Kept(Creator)}"],
        .. Scores(Creator),
    ];

    static string Kept(CreatorInfo creator) => creator.KeptFrom is { } then
        ? $"; kept from {then:yyyy-MM-dd HH:mm} UTC, before photos were added{(creator.Labels is { } labels ? $", makes {string.Join(", ", labels)} only" : "")}"
        : "";

    string Words(TriedRecognizer tried) =>
        $"{tried.Recognizer}: {(tried.Accuracy is { } accuracy ? $"accuracy {Amount.Percent(accuracy)}, log loss {tried.LogLoss:0.0000}{(Recognizer.Balanced ? " with all labels alike" : "")} ({Amount.Of(tried.Photos, "held-out photo")})" : tried.Problem)}, {Amount.Of(TimeSpan.FromSeconds(tried.Seconds))}{(tried.Kept ? "; kept" : "")}";

    static string Words(TopUpInfo topUp) =>
        $"{(topUp.Kept ? "kept" : "not kept")}: with {string.Join(", ", topUp.Generated.Select(label => $"{label.Value:N0} generated {label.Key}"))} the balanced accuracy on {Amount.Of(topUp.Photos, "held-out photo")} goes from {Amount.Percent(topUp.BalancedAccuracy)} to {Amount.Percent(topUp.BalancedAccuracy + topUp.Gain)} (difference {Points(topUp.GainLow)} to {Points(topUp.GainHigh)} points with 95 % confidence); counting the photos of rare labels as many, to {Amount.Percent(topUp.BalancedAccuracy + topUp.GainByWeights)}";

    static string Points(double difference) => $"{100 * difference:+0.0;-0.0;0.0}";

    static IEnumerable<IReadOnlyList<string>> Scores(CreatorInfo? creator) => creator?.Scores is { } scores
        ? [["beside photos", $"Fréchet distance {scores.FrechetDistance.Generated} (real {scores.FrechetDistance.Real}), coverage {scores.Coverage.Generated} (real {scores.Coverage.Real}), of {Amount.Of(creator.KeptAside, "photo")} kept aside"]]
        : creator?.Copies is { } copies
        ? [["copies", $"{copies.ByFeatures.Generated} of its pictures by features (photos of one another {copies.ByFeatures.Real}), {copies.ByPixels.Generated} by pixels ({copies.ByPixels.Real})"]]
        : [];
}
