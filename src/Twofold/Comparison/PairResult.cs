namespace Twofold;

/// <summary>Two models' curves against each other.</summary>
/// <param name="Generative">The name of the generative one.</param>
/// <param name="Discriminative">The name of the discriminative one.</param>
/// <param name="Differences">How far the generative one is ahead, at each size that both were fitted at.</param>
/// <param name="ByAccuracy">Where their accuracies cross.</param>
/// <param name="ByLogLoss">Where their log losses cross.</param>
public sealed record PairResult(
    string Generative, string Discriminative, IReadOnlyList<CurveDifference> Differences, Crossing? ByAccuracy, Crossing? ByLogLoss);
