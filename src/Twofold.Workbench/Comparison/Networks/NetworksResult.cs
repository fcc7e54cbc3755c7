using Twofold.Photos;

namespace Twofold.Workbench;

/// <summary>What networks that were trained for a comparison do with photos that none of them has learned from: one division of the photos, one training each.</summary>
public sealed record NetworksResult
{
    /// <summary>What advice calls the half that creates.</summary>
    internal const string Creator = "the creator";

    /// <summary>How many photos they were given to learn from; each keeps some of them aside to choose by.</summary>
    public required int TrainingPhotos { get; init; }

    /// <summary>How many photos there were to test on.</summary>
    public required int TestPhotos { get; init; }

    /// <summary>What each does as a recognizer.</summary>
    public required IReadOnlyList<NetworkResult> Networks { get; init; }

    /// <summary>How good the pictures of the creator are beside photos that it has not seen; null where it was stopped before, or the test photos are too few.</summary>
    public PictureScores? Pictures { get; init; }

    /// <summary>Which to use for what, by these numbers.</summary>
    public required IReadOnlyList<Advice> Advice { get; init; }

    /// <summary>What a person should know of how the trainings went.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Whether it was stopped, so that some networks are not there.</summary>
    public bool Stopped { get; init; }

    /// <summary>The family of what an advice names; null where it is none of these.</summary>
    internal ModelFamily? FamilyOf(string name) => name == Creator ? ModelFamily.Generative : Networks.FirstOrDefault(network => network.Name == name)?.Family;
}

/// <summary>A trained network as a recognizer.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Family">Whether it learned p(label | photo), or p(photo, label) and recognizes by Bayes' rule.</param>
/// <param name="TrainingSeconds">How long its training took, with all that belongs to it; null for one that was trained on the way to something else.</param>
/// <param name="Photos">How many photos it was asked about; a flow takes long to say how likely a photo is, and is asked about fewer.</param>
/// <param name="Accuracy">The share whose label it named, 0 to 1, and where it may lie by the luck of the test photos.</param>
/// <param name="LogLoss">The mean of <see cref="Evaluation.Loss"/>, nats.</param>
public sealed record NetworkResult(string Name, ModelFamily Family, double? TrainingSeconds, int Photos, Interval Accuracy, Interval LogLoss);
