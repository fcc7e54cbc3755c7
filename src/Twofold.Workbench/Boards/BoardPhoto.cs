namespace Twofold.Workbench;

/// <summary>A photo on a board.</summary>
/// <param name="Id">Its number on the board, from 0 in the order of the folder.</param>
/// <param name="Path">Its file.</param>
/// <param name="Label">What the recognizer says; empty where the photo cannot be read.</param>
/// <param name="Probability">How probable it holds that, 0 to 1.</param>
/// <param name="Place">The column that it lies in: a label, or one of <see cref="Board.Unsure"/>, <see cref="Board.Unfamiliar"/> and <see cref="Board.Unreadable"/>.</param>
/// <param name="Correction">The label that a person gave it; null where nobody did.</param>
/// <param name="Error">Why it cannot be read; null where it can.</param>
public sealed record BoardPhoto(int Id, string Path, string Label, double Probability, string Place, string? Correction, string? Error);
