namespace Twofold.Tables;

/// <summary>What a training made, and what a person should know of how it went.</summary>
/// <param name="Pair">The two models.</param>
/// <param name="Warnings">What was left out of the table, and why.</param>
/// <param name="Stopped">Whether it was cancelled, and the pair is the best so far.</param>
public sealed record TablePairTraining(TablePair Pair, IReadOnlyList<string> Warnings, bool Stopped);
