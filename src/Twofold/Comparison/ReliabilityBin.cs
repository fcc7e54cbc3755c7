namespace Twofold;

/// <summary>Predictions whose probability lies in one range.</summary>
/// <param name="Share">The share of the held-out examples that they are, 0 to 1.</param>
/// <param name="Probability">Their mean probability: what the model says.</param>
/// <param name="Right">How often they are right, with the 95 % interval of a share of as many examples as a repeat has on average.</param>
public sealed record ReliabilityBin(double Share, double Probability, Interval Right);
