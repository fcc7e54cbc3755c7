namespace Twofold.Photos;

/// <summary>What a pair learned from.</summary>
public sealed record TrainingDataInfo
{
    /// <summary>The number of photos of each label, in the order of the labels.</summary>
    public required IReadOnlyList<int> Counts { get; init; }

    /// <summary>SHA-256 over the photos' names, labels and lengths: tells whether two models learned from the same set.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Photos that could not be read.</summary>
    public int Unreadable { get; init; }

    /// <summary>Photos left out because the same bytes stood under two labels.</summary>
    public int Contradictory { get; init; }
}
