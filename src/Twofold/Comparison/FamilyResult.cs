namespace Twofold;

/// <summary>The two families against each other, each by the model that inner validation chooses.</summary>
/// <param name="Generative">The generative model that is chosen most often at the full size, by accuracy.</param>
/// <param name="Discriminative">The discriminative one.</param>
/// <param name="Best">The one of all that is chosen most often at the full size, by accuracy.</param>
/// <param name="BestTimes">In how many repeats it is.</param>
/// <param name="BestByLogLoss">The one of all that is chosen most often at the full size, by log loss.</param>
/// <param name="Differences">How far the generative choice is ahead, at each size.</param>
/// <param name="ByAccuracy">Where the accuracies cross.</param>
/// <param name="ByLogLoss">Where the log losses cross.</param>
public sealed record FamilyResult(
    string? Generative,
    string? Discriminative,
    string? Best,
    int BestTimes,
    string? BestByLogLoss,
    IReadOnlyList<CurveDifference> Differences,
    Crossing? ByAccuracy,
    Crossing? ByLogLoss);
