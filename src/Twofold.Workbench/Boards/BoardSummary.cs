namespace Twofold.Workbench;

/// <summary>A board in numbers.</summary>
/// <param name="Columns">The number of photos in each column: the labels in their order, then unsure, unfamiliar and unreadable.</param>
/// <param name="Photos">The number of photos.</param>
/// <param name="Corrected">How many of them a person gave a label.</param>
/// <param name="Taught">Whether the recognizer has learned from these corrections.</param>
/// <param name="Version">Changes whenever anything on the board does.</param>
/// <param name="Problem">Why the recognizer cannot learn from these corrections; null where it can, or where nobody has tried.</param>
public sealed record BoardSummary(IReadOnlyDictionary<string, int> Columns, int Photos, int Corrected, bool Taught, long Version, string? Problem = null);
