namespace Twofold;

/// <summary>How well a model does when it learns from so many examples.</summary>
/// <param name="Examples">The number of examples that it learned from.</param>
/// <param name="Repeats">How many repeats the numbers are of; 0 where no fit succeeded.</param>
/// <param name="Accuracy">The share of held-out examples whose label it named, 0 to 1; null without a repeat.</param>
/// <param name="LogLoss">The mean of −log p(true label) on them, nats; null without a repeat.</param>
/// <param name="Problem">Why a fit failed; null where none did.</param>
public sealed record CurvePoint(int Examples, int Repeats, Interval? Accuracy, Interval? LogLoss, string? Problem);
