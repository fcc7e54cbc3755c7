namespace Twofold;

/// <summary>Whether what a model calls 80 % happens four times in five.</summary>
/// <param name="Error">Expected calibration error in 15 bins, 0 to 1; see <see cref="Evaluation{TLabel}.CalibrationError"/>.</param>
/// <param name="Bins">The reliability diagram: predictions by their probability, those of all repeats together.</param>
public sealed record CalibrationResult(Interval Error, IReadOnlyList<ReliabilityBin> Bins);
