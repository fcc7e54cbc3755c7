namespace Twofold.Photos;

/// <summary>What a look at a photo's file says of it before anything learns from it.</summary>
/// <param name="Width">Its width as stored, in pixels.</param>
/// <param name="Height">Its height as stored, in pixels.</param>
/// <param name="Format">What it is by its content, such as "JPEG".</param>
/// <param name="Oddities">What is unusual about it, each in a few words; empty for an ordinary photo. None is a reason not to learn from it.</param>
public sealed record PhotoFacts(int Width, int Height, string Format, IReadOnlyList<string> Oddities);
