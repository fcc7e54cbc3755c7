namespace Twofold.Tables;

/// <summary>Scores on rows that the scored model did not learn from.</summary>
/// <param name="Rows">How many there were.</param>
/// <param name="Method">How they were held out: "5-fold cross-validation" or "20 % kept aside".</param>
/// <param name="Accuracy">The share whose label was named, 0 to 1.</param>
/// <param name="LogLoss">The mean of -log p(true label), nats.</param>
/// <param name="CalibrationError">Expected calibration error in 15 bins, 0 to 1.</param>
public sealed record TableScores(int Rows, string Method, double Accuracy, double LogLoss, double CalibrationError);
