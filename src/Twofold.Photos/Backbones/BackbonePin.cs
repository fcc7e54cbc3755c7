namespace Twofold.Photos;

/// <summary>A file that can be downloaded, and what its bytes have to be.</summary>
/// <param name="Path">The path under each of the store's base addresses; empty where it cannot be downloaded.</param>
/// <param name="Length">The file's length in bytes.</param>
/// <param name="Sha256">The SHA-256 of its bytes, 64 lower-case hexadecimal digits.</param>
public sealed record BackbonePin(string Path, long Length, string Sha256);
