namespace Twofold.Photos;

/// <summary>What a recognizer says of one photo.</summary>
public sealed record PhotoPrediction
{
    /// <summary>The photo's path, as it was given; empty of a photo in memory.</summary>
    public required string Path { get; init; }

    /// <summary>The most probable label; empty where the photo could not be read.</summary>
    public string Label { get; init; } = "";

    /// <summary>The calibrated probability of <see cref="Label"/>, 0 to 1.</summary>
    public double Probability { get; init; }

    /// <summary>The calibrated probability of every label; they sum to one. Empty where the photo could not be read.</summary>
    public IReadOnlyDictionary<string, double> Probabilities { get; init; } = new Dictionary<string, double>();

    /// <summary>Whether <see cref="Probability"/> is under the threshold that was set on held-out photos.</summary>
    public bool Unsure { get; init; }

    /// <summary>Whether the photo is like nothing the model was shown: its density is under the threshold that was set on held-out photos.</summary>
    public bool Unfamiliar { get; init; }

    /// <summary>Why the photo could not be read, in one sentence; null where it was read.</summary>
    public string? Error { get; init; }
}
