using Twofold.Workbench;

namespace Twofold.Cli;

/// <summary>What <c>predict</c> says of one input.</summary>
sealed record PredictOutput(
    string Input, string Label, double Probability, IReadOnlyDictionary<string, double> Probabilities, bool Unsure, bool Unfamiliar, string? Error)
{
    const int LabelsShown = 3;

    public static PredictOutput Of(Prediction prediction) => new(
        prediction.Input, prediction.Label, prediction.Probability, prediction.Probabilities, prediction.Unsure, prediction.Unfamiliar, prediction.Error);

    /// <summary>"a.jpg: cats 98.2 %, dogs 1.8 % (unfamiliar)".</summary>
    public IEnumerable<string> AsLines()
    {
        if (Error is not null)
            return [$"{Input}: unreadable"];
        var likely = Probabilities.OrderByDescending(pair => pair.Value).Take(LabelsShown).Select(pair => $"{pair.Key} {Amount.Percent(pair.Value)}");
        var doubt = (Unfamiliar, Unsure) switch
        {
            (true, _) => " (unfamiliar)",
            (_, true) => " (unsure)",
            _ => "",
        };
        return [$"{Input}: {string.Join(", ", likely)}{doubt}"];
    }
}
