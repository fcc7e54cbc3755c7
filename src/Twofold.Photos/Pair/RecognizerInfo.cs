namespace Twofold.Photos;

/// <summary>How the recognizing half was made and how well it does.</summary>
public sealed record RecognizerInfo
{
    /// <summary>The features of a network that has learned nothing: there was one label, and no backbone.</summary>
    public const string Untrained = "untrained";

    /// <summary>Where its features come from: a backbone's name, "scratch" for a network trained on these photos, or <see cref="Untrained"/>.</summary>
    public required string Features { get; init; }

    /// <summary>The number of features.</summary>
    public required int FeatureCount { get; init; }

    /// <summary>Whether the network is calculated in bytes, which is faster than in single precision; false in models that were trained before there was a choice.</summary>
    public bool IsInBytes { get; init; }

    /// <summary>How a photo is cut for the network.</summary>
    public required PhotoPreparation Preparation { get; init; }

    /// <summary>The inverse strength of the head's L2 penalty, chosen on held-out photos; null for a head trained with its network, and for one of one label, which has nothing to tell apart.</summary>
    public double? C { get; init; }

    /// <summary>What the logits are divided by, fitted on held-out photos.</summary>
    public required double Temperature { get; init; }

    /// <summary>A prediction is unsure when its probability is under this.</summary>
    public required double UnsureBelow { get; init; }

    /// <summary>The share of photos like the held-out ones that <see cref="UnsureBelow"/> was set to call unsure at most.</summary>
    public required double UnsureShare { get; init; }

    /// <summary>A photo is unfamiliar when its log density (nats) is under this.</summary>
    public required double UnfamiliarBelow { get; init; }

    /// <summary>The share of photos like the held-out ones that <see cref="UnfamiliarBelow"/> was set to call unfamiliar at most.</summary>
    public required double UnfamiliarShare { get; init; }

    /// <summary>When it was last taught by corrected photos, after it was trained; <see cref="HeldOut"/> and all that was tried are of before. Null where it was not.</summary>
    public DateTimeOffset? Taught { get; init; }

    /// <summary>Whether all labels counted alike when it learned, however many photos each has. Default false.</summary>
    public bool Balanced { get; init; }

    /// <summary>What generated pictures of rare labels did for it; null where that was not tried.</summary>
    public TopUpInfo? TopUp { get; init; }

    /// <summary>All that was tried, in order, where there was time for more than one thing; otherwise empty.</summary>
    // Of a file that was written before this was in it, the reader sets null.
    public IReadOnlyList<TriedRecognizer> Tried { get; init => field = value ?? field; } = [];

    /// <summary>How it does on photos it did not learn from.</summary>
    public required HeldOutScores HeldOut { get; init; }
}
