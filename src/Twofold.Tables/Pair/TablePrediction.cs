namespace Twofold.Tables;

/// <summary>What a pair says of a row.</summary>
/// <param name="Label">The most probable label.</param>
/// <param name="Probability">Its probability, calibrated, 0 to 1.</param>
/// <param name="Probabilities">The probability of every label.</param>
/// <param name="Unsure">Whether the probability is under the threshold that was set on held-out rows.</param>
/// <param name="Unfamiliar">Whether the row is like nothing that the pair learned from; never without a creating half.</param>
public sealed record TablePrediction(string Label, double Probability, IReadOnlyDictionary<string, double> Probabilities, bool Unsure, bool Unfamiliar);
