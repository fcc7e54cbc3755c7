namespace Twofold.Workbench;

/// <summary>How well a creator's pictures are recognized.</summary>
/// <param name="Pictures">How many were made and scored.</param>
/// <param name="Recognizability">The share that the model's own recognizer reads as the label that was asked, 0 to 1.</param>
/// <param name="RecognizabilityByLabel">The same for each label.</param>
public sealed record CreatorScores(int Pictures, double Recognizability, IReadOnlyDictionary<string, double> RecognizabilityByLabel);
