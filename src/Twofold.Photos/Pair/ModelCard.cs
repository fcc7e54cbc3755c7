using System.Globalization;
using System.Text;
using static System.FormattableString;

namespace Twofold.Photos;

/// <summary>The page in a model file that people read (Mitchell 2019, "Model cards for model reporting").</summary>
static class ModelCard
{
    public static string Write(PhotoPairInfo info)
    {
        var card = new StringBuilder();
        card.Append(CultureInfo.InvariantCulture, $"""
            # A Twofold pair for photos

            Trained {info.Created:yyyy-MM-dd HH:mm} UTC by Twofold {info.TwofoldVersion}, seed {info.Seed}{(info.Stopped ? "; stopped before its end" : "")}.

            ## What it learned from

            | label | photos |
            |---|---|

            """);
        for (var k = 0; k < info.Labels.Count; k++)
            card.Append(CultureInfo.InvariantCulture, $"| {info.Labels[k]} | {info.Data.Counts[k]} |\n");
        var recognizer = info.Recognizer;
        card.Append(CultureInfo.InvariantCulture, $"""

            {info.Data.Unreadable} photos could not be read, {info.Data.Contradictory} stood under two labels and were left out.

            ## The recognizing half: p(label | photo)

            {(info.Labels.Count == 1 ? OfOneLabel(recognizer) : OfLabels(recognizer))}
            A photo is *unfamiliar* when its log density is under {recognizer.UnfamiliarBelow:0.0} nats: at most {recognizer.UnfamiliarShare:P0} of photos like these are.

            ## The creating half: p(photo, label)

            """);
        card.Append(info.Creator is { } creator
            ? Invariant($"""
              A {(creator.Kind == CreatorInfo.Gan ? "GAN" : creator.Kind)} for pictures of {creator.Size}x{creator.Size} pixels{Enlarged(creator)}, {creator.Steps} steps in {creator.Seconds:0} seconds.
              {(creator.Recognizability is { } share ? Invariant($"The recognizing half reads {share:P0} of its pictures, as they are drawn, as the label that was asked for.") : info.Labels.Count > 1 ? "Its pictures were not scored." : "")}
              {Scores(creator)}{Kept(creator)}
              What it makes is not a photograph and shows nobody; every picture says so in its metadata.

              """)
            : "None was trained.\n");
        card.Append("""

            ## What it is not for

            It knows its labels and nothing else: what is none of them is at best called unfamiliar. Do not let it decide about people.

            """);
        return card.ToString();
    }

    static string OfLabels(RecognizerInfo recognizer) => Invariant($"""
        Logistic regression on {recognizer.FeatureCount} features ({recognizer.Features}{InBytes(recognizer)}), with a generative twin (shared-covariance Gaussians) on the same features.
        On {recognizer.HeldOut.Photos} held-out photos ({recognizer.HeldOut.Method}): accuracy {recognizer.HeldOut.Accuracy:P1}, log loss {recognizer.HeldOut.LogLoss:0.000} nats, calibration error {recognizer.HeldOut.CalibrationError:P1};
        the twin alone: accuracy {recognizer.HeldOut.TwinAccuracy:P1}.{Taught(recognizer.Taught)}{Tried(recognizer.Tried, recognizer.Balanced)}{TopUp(recognizer.TopUp)}

        A prediction is *unsure* when its probability is under {recognizer.UnsureBelow:0.000}: at most {recognizer.UnsureShare:P0} of photos like these are.
        """);

    static string OfOneLabel(RecognizerInfo recognizer) => Invariant($"""
        With one label there is nothing to tell apart: it is said of every photo, with probability 1. What is familiar, a Gaussian says on {recognizer.FeatureCount} features ({(recognizer.Features == RecognizerInfo.Untrained ? "of a network that was not trained" : recognizer.Features)}{InBytes(recognizer)}).

        """);

    static string InBytes(RecognizerInfo recognizer) => recognizer.IsInBytes ? ", calculated in bytes" : "";

    static string Taught(DateTimeOffset? taught) => taught is null ? "" : Invariant($"""


        It was taught by corrected photos on {taught:yyyy-MM-dd HH:mm} UTC: these scores are of before.
        """);

    static string Tried(IReadOnlyList<TriedRecognizer> all, bool balanced) => all.Count == 0 ? "" : $"""


        Tried on the same held-out photos. Kept is the smallest log loss; what takes longer for it, and what was chosen by these photos, must win by more than chance, and what takes half the time may lose by as little{(balanced ? " (in the log loss all labels count alike)" : "")}:

        | recognizer | accuracy | log loss | seconds | |
        |---|---|---|---|---|
        {string.Join('\n', all.Select(Row))}
        """;

    static string Row(TriedRecognizer tried) => Invariant(
        $"| {tried.Recognizer} | {tried.Accuracy?.ToString("P1", CultureInfo.InvariantCulture) ?? "–"} | {tried.LogLoss?.ToString("0.000", CultureInfo.InvariantCulture) ?? "–"} | {tried.Seconds:0} | {(tried.Kept ? "kept" : tried.Problem)} |");

    static string TopUp(TopUpInfo? topUp) => topUp is null ? "" : Invariant($"""


        It was tried whether it gets better by learning from generated pictures of rare labels too ({string.Join(", ", topUp.Generated.Select(label => $"{label.Value} of {label.Key}"))}).
        On {topUp.Photos} held-out real photos, which the creator had not seen either, the balanced accuracy without them is {topUp.BalancedAccuracy:P1}; with them it changes by
        {Points(topUp.Gain)} points (95 % confidence: {Points(topUp.GainLow)} to {Points(topUp.GainHigh)}), and by {Points(topUp.GainByWeights)} when the rare labels' own photos count for as many. So it was {(topUp.Kept ? "kept" : "not kept")}.
        """);

    static string Points(double difference) => Invariant($"{100 * difference:+0.0;-0.0;0.0}");

    static string Kept(CreatorInfo creator) => creator.KeptFrom is { } then
        ? Invariant($"\nIt was trained {then:yyyy-MM-dd HH:mm} UTC and has not learned from the photos that were added since{(creator.Labels is { } labels ? $"; it makes {string.Join(", ", labels)} only" : "")}.\n")
        : "";

    static string Enlarged(CreatorInfo creator) => creator.DrawnSize is { } drawn ? Invariant($", which it draws at {drawn}x{drawn} and another network enlarges that learned from the same photos") : "";

    static string Copies(PictureCopies? copies) => copies is null ? "" : $"""
         By features {copies.ByFeatures.Generated}
        of its pictures and by pixels {copies.ByPixels.Generated} look like copies: much nearer to one of {copies.TrainingPhotos} training photos than to all others. Of these photos themselves {copies.ByFeatures.Real} and
        {copies.ByPixels.Real} do; only what is more than that are copies.
        """;

    static string Scores(CreatorInfo creator)
    {
        if (creator.Scores is not { } scores)
            return $"There were too few photos of a label to keep some aside from it and compare its pictures with them.{Copies(creator.Copies)}\n";
        var table = new StringBuilder();
        table.Append(CultureInfo.InvariantCulture, $"""

            {creator.KeptAside} photos were kept aside from it. {scores.Pictures} of its pictures, and {scores.Pictures} of these photos, are each compared with as many of the other
            photos, by features ({scores.Features}); ± is one standard error. The recognizer that reads them had {(scores.RecognizerTaught ? "a part" : "no part")} in its training.

            | score | its pictures | real photos |
            |---|---|---|

            """);
        foreach (var (name, score) in scores.Rows)
            table.Append(CultureInfo.InvariantCulture, $"| {name} | {score.Generated} | {score.Real} |\n");
        return table.ToString();
    }
}
