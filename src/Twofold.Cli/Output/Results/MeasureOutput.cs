using Twofold.Photos;
using Twofold.Workbench;

namespace Twofold.Cli;

/// <summary>The scores that <c>measure</c> found.</summary>
/// <param name="Examples">The photos or rows that were scored.</param>
/// <param name="Accuracy">0 to 1.</param>
/// <param name="LogLoss">Nats.</param>
/// <param name="CalibrationError">0 to 1.</param>
/// <param name="Confusion">For each true label, how often each label was named.</param>
/// <param name="Unsure">The share that is unsure, 0 to 1.</param>
/// <param name="Unfamiliar">The share that is unfamiliar, 0 to 1.</param>
/// <param name="LeftOut">The photos or rows that could not be read or have not one label, and are not scored.</param>
/// <param name="Creator">The creator's scores; null without a creator.</param>
sealed record MeasureOutput(
    int Examples,
    double Accuracy,
    double LogLoss,
    double CalibrationError,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, int>> Confusion,
    double Unsure,
    double Unfamiliar,
    int LeftOut,
    CreatorScores? Creator)
{
    public static MeasureOutput Of(MeasureResult result) => new(
        result.Examples,
        result.Accuracy,
        result.LogLoss,
        result.CalibrationError,
        result.Labels.Index().ToDictionary(
            row => row.Item,
            IReadOnlyDictionary<string, int> (row) => result.Labels.Index().ToDictionary(column => column.Item, column => result.Confusion[row.Index, column.Index])),
        result.Unsure,
        result.Unfamiliar,
        result.LeftOutCount,
        result.Creator);

    public IEnumerable<string> AsLines()
    {
        List<IReadOnlyList<string>> scores =
        [
            ["examples", $"{Examples:N0}"],
            ["accuracy", Amount.Percent(Accuracy)],
            ["log loss", $"{LogLoss:0.0000}"],
            ["calibration error", Amount.Percent(CalibrationError)],
            ["unsure", Amount.Percent(Unsure)],
            ["unfamiliar", Amount.Percent(Unfamiliar)],
        ];
        if (Creator is not null)
            scores.Add(["creations recognized", Amount.Percent(Creator.Recognizability)]);
        if (Creator is { LogLikelihood: { } likelihood, TrainedOnGenerated: { } trained })
        {
            scores.Add(["log-likelihood of rows", $"{likelihood:0.0000}"]);
            scores.Add(["accuracy when trained on creations", Amount.Percent(trained)]);
        }

        if (Creator?.Flow is { } flow)
        {
            scores.Add(["bits a color of a photo takes, at most", $"{flow.BitsPerColor}"]);
            scores.Add([$"accuracy of the creator, by Bayes' rule ({flow.Photos} photos)", $"{flow.Accuracy}"]);
        }

        List<IReadOnlyList<string>> confusion = [["", .. Confusion.Keys.Select(label => $"said {label}")], .. Confusion.Select(IReadOnlyList<string> (row) => [row.Key, .. row.Value.Values.Select(count => $"{count}")])];
        return [.. TextTable.Of(scores), "", .. TextTable.Of(confusion), .. Creator?.Pictures is { } pictures ? AsLines(pictures) : []];
    }

    static IEnumerable<string> AsLines(PictureScores pictures)
    {
        IReadOnlyList<string>[] rows = [["creations", "generated", "real"], .. pictures.Rows.Select(IReadOnlyList<string> (row) => [row.Name, $"{row.Score.Generated}", $"{row.Score.Real}"])];
        return
        [
            "",
            .. TextTable.Of(rows),
            "",
            $"{pictures.Pictures:N0} generated pictures, and as many real photos in their place, against {pictures.Pictures:N0} other real photos, by features ({pictures.Features});",
            $"± is one standard error. The recognizer that reads them had {(pictures.RecognizerTaught ? "a part" : "no part")} in training the creator.",
        ];
    }
}
