namespace Twofold.Photos;

/// <summary>How well a flow knows photos that it did not learn from, as a generative model: by how likely they are to it.</summary>
/// <param name="Photos">How many photos were looked at.</param>
/// <param name="BitsPerColor">
/// The bits that one color of one pixel takes, given the photo's label: 8 for who knows nothing, less the better the photos are known. A flow's
/// likelihood is a lower bound, so this is at least what it says.
/// </param>
/// <param name="Accuracy">The share of photos whose label it tells, by Bayes' rule and nothing else.</param>
public sealed record FlowScores(int Photos, Estimate BitsPerColor, Estimate Accuracy);
