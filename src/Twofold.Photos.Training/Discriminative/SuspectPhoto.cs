namespace Twofold.Photos.Training;

/// <summary>A photo whose label is probably wrong.</summary>
/// <param name="Path">The file.</param>
/// <param name="Given">The label that it has: its folder.</param>
/// <param name="Likely">The label that it probably should have.</param>
/// <param name="GivenProbability">What both halves, neither of which learned from it, say of the label that it has, 0 to 1.</param>
/// <param name="LikelyProbability">What they say of the other one, 0 to 1.</param>
public sealed record SuspectPhoto(string Path, string Given, string Likely, double GivenProbability, double LikelyProbability);
