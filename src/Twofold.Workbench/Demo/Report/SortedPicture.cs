using Twofold.Photos;

namespace Twofold.Workbench;

/// <summary>A picture of the demo that was sorted.</summary>
/// <param name="Picture">The picture.</param>
/// <param name="Name">Its file name.</param>
/// <param name="Folder">The folder it landed in: a label, "_unsure" or "_unfamiliar".</param>
/// <param name="Probabilities">The calibrated probability of every label, 0 to 1.</param>
/// <param name="TrueLabel">What was drawn; the recognizer was not told. Null for a picture of something that it never learned.</param>
public sealed record SortedPicture(Photo Picture, string Name, string Folder, IReadOnlyDictionary<string, double> Probabilities, string? TrueLabel);
