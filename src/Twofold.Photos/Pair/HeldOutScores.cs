namespace Twofold.Photos;

/// <summary>Scores on photos that the scored model did not learn from.</summary>
/// <param name="Photos">How many there were.</param>
/// <param name="Method">How they were held out: "5-fold cross-validation" or "20 % kept aside".</param>
/// <param name="Accuracy">The share whose label was named, 0 to 1.</param>
/// <param name="LogLoss">The mean of -log p(true label), nats.</param>
/// <param name="CalibrationError">Expected calibration error in 15 bins, 0 to 1.</param>
/// <param name="TwinAccuracy">The accuracy of the generative twin (Gaussians on the same features) on the same photos.</param>
public sealed record HeldOutScores(int Photos, string Method, double Accuracy, double LogLoss, double CalibrationError, double TwinAccuracy)
{
    /// <summary>The mean over the labels of the share that was named rightly, 0 to 1: what the accuracy would be if all labels were equally frequent. Null in older models.</summary>
    public double? BalancedAccuracy { get; init; }
}
