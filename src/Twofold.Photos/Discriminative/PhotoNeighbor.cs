namespace Twofold.Photos;

/// <summary>A photo that is like another.</summary>
/// <param name="Path">Its file.</param>
/// <param name="Label">Its label.</param>
/// <param name="Distance">The Euclidean distance of their features; 0 for the same picture.</param>
public sealed record PhotoNeighbor(string Path, string Label, double Distance);
