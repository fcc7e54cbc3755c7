namespace Twofold.Workbench;

/// <summary>What a model says of an input.</summary>
/// <param name="Input">The photo's path, or <c>rows.csv:3</c> for the third row of a table.</param>
/// <param name="Label">The most probable label; empty where the input could not be read.</param>
/// <param name="Probability">Its probability, 0 to 1.</param>
/// <param name="Probabilities">The probability of every label.</param>
/// <param name="Unsure">Whether the probability is under the model's threshold.</param>
/// <param name="Unfamiliar">Whether the input is like nothing that the model has seen.</param>
/// <param name="Error">Why the input could not be read; null where it was.</param>
public sealed record Prediction(
    string Input, string Label, double Probability, IReadOnlyDictionary<string, double> Probabilities, bool Unsure, bool Unfamiliar, string? Error);
