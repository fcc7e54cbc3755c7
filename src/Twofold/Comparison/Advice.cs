namespace Twofold;

/// <summary>Which model to use for a task, in words that stand on numbers of this comparison.</summary>
/// <param name="Task">The task: "The label of a new row".</param>
/// <param name="Use">The model's name; null where none of them does it.</param>
/// <param name="Text">Whole sentences, each with its number and how sure that is.</param>
/// <param name="Difference">The number that decided, in the unit that the text says; null where nothing had to be decided.</param>
/// <param name="IsWithinNoise">Whether the difference is within noise, so that the simpler one is advised.</param>
public sealed record Advice(string Task, string? Use, string Text, Interval? Difference, bool IsWithinNoise);
