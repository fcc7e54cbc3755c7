namespace Twofold.Studio;

/// <summary>A model that the studio knows.</summary>
/// <param name="Id">Its name in addresses.</param>
/// <param name="Path">Its file.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Kind">"photos" or "table".</param>
/// <param name="Labels">Its labels.</param>
/// <param name="Counts">How many examples of each it learned from.</param>
/// <param name="HasCreator">Whether it can make new examples.</param>
/// <param name="CreatorKind">Which kind of creator makes pictures, "gan" or "flow": what one is asked means nothing to the other. Null for a table, and without one.</param>
/// <param name="Accuracy">The recognizer's accuracy on held-out examples, 0 to 1; null where it was not measured, and of one label.</param>
/// <param name="Created">When it was trained.</param>
/// <param name="Data">What it learned from; null where that is not known.</param>
/// <param name="Problem">Why it cannot be opened; null where it can.</param>
sealed record KnownModel(
    string Id, string Path, string Name, string Kind, IReadOnlyList<string> Labels, IReadOnlyList<int> Counts, bool HasCreator, string? CreatorKind, double? Accuracy, DateTimeOffset? Created, string? Data,
    string? Problem);
