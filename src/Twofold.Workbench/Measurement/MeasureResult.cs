namespace Twofold.Workbench;

/// <summary>A model's scores.</summary>
/// <param name="Examples">How many photos or rows were scored.</param>
/// <param name="Accuracy">The share whose label was named, 0 to 1.</param>
/// <param name="LogLoss">The mean of -log p(true label), nats.</param>
/// <param name="CalibrationError">Expected calibration error in 15 bins, 0 to 1.</param>
/// <param name="Labels">The labels, in the order of the rows and columns of <paramref name="Confusion"/>.</param>
/// <param name="Confusion">How many photos or rows of a label (row) were named a label (column).</param>
/// <param name="Unsure">The share under the threshold "unsure".</param>
/// <param name="Unfamiliar">The share under the threshold "unfamiliar".</param>
/// <param name="LeftOut">Photos and rows that are not scored, each with the reason: it could not be read, has two labels, or has none.</param>
/// <param name="Creator">The creator's scores; null where the model has none.</param>
public sealed record MeasureResult(
    int Examples,
    double Accuracy,
    double LogLoss,
    double CalibrationError,
    IReadOnlyList<string> Labels,
    int[,] Confusion,
    double Unsure,
    double Unfamiliar,
    IReadOnlyList<string> LeftOut,
    CreatorScores? Creator)
{
    /// <summary>How many photos or rows <see cref="LeftOut"/> tells of, of which a sentence may name several.</summary>
    public required int LeftOutCount { get; init; }

    /// <summary>What a person should know of how the data were read; nothing is left out for it.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
