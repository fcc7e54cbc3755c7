namespace Twofold.Photos;

/// <summary>A photo whose features were kept.</summary>
/// <param name="Name">Its path within the folder that it was learned from.</param>
/// <param name="Label">Its label.</param>
/// <param name="Length">The length of its file in bytes.</param>
/// <param name="Sha256">The SHA-256 of its file, by which it is known again.</param>
/// <param name="Seen">Whether the network that the features come from has itself learned from it.</param>
public sealed record KeptPhoto(string Name, string Label, long Length, string Sha256, bool Seen);
