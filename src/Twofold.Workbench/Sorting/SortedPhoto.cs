namespace Twofold.Workbench;

/// <summary>Where one photo goes, and why.</summary>
public sealed record SortedPhoto
{
    /// <summary>The photo's full path before sorting.</summary>
    public required string Source { get; init; }

    /// <summary>Its full path after sorting.</summary>
    public required string Destination { get; init; }

    /// <summary>The most probable label; empty where the photo could not be read.</summary>
    public required string Label { get; init; }

    /// <summary>The calibrated probability of <see cref="Label"/>, 0 to 1.</summary>
    public double Probability { get; init; }

    /// <summary>The calibrated probability of every label.</summary>
    public IReadOnlyDictionary<string, double> Probabilities { get; init; } = new Dictionary<string, double>();

    /// <summary>Whether the probability is under the model's threshold.</summary>
    public bool Unsure { get; init; }

    /// <summary>Whether the photo is like nothing the model was shown.</summary>
    public bool Unfamiliar { get; init; }

    /// <summary>Why the photo could not be read or not be sorted, in one sentence; null where both went well.</summary>
    public string? Error { get; init; }
}
