namespace Twofold.Photos;

/// <summary>What the two halves of a recognizer say of one photo.</summary>
/// <param name="Discriminative">p(label | photo) by logistic regression, calibrated: it models the border between the labels.</param>
/// <param name="Generative">p(label | photo) by Bayes' rule on the twin's Gaussians: it models what photos of each label look like.</param>
/// <param name="LogDensity">The log density of the photo's features by the twin, in nats: how familiar the photo is.</param>
/// <param name="UnfamiliarBelow">Under which log density a photo is like nothing that was shown, as set on held-out photos.</param>
public sealed record PhotoOpinions(
    IReadOnlyDictionary<string, double> Discriminative, IReadOnlyDictionary<string, double> Generative, double LogDensity, double UnfamiliarBelow);
