using System.Security.Cryptography;
using System.Text;

namespace Twofold.Photos;

/// <summary>What a pair learned from.</summary>
public sealed record TrainingDataInfo
{
    /// <summary>The number of photos of each label, in the order of the labels.</summary>
    public required IReadOnlyList<int> Counts { get; init; }

    /// <summary>SHA-256 over the photos' names, labels and lengths: tells whether two models learned from the same set.</summary>
    public required string Fingerprint { get; init; }

    /// <summary><see cref="Fingerprint"/> of photos.</summary>
    /// <param name="photos">Label, name and length in bytes of each; a name is its path within the folder.</param>
    internal static string FingerprintOf(IEnumerable<(string Label, string Name, long Length)> photos)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (label, name, length) in photos)
            hash.AppendData(Encoding.UTF8.GetBytes($"{label}\0{name}\0{length}\n"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Photos that could not be read.</summary>
    public int Unreadable { get; init; }

    /// <summary>Photos left out because the same bytes stood under two labels.</summary>
    public int Contradictory { get; init; }
}
