namespace Twofold.Tables;

/// <summary>One Gaussian of a label.</summary>
/// <param name="Label">The index of the label.</param>
/// <param name="Share">The share of the label's examples that it makes, above 0; those of a label sum to one.</param>
/// <param name="Mean">The mean, <c>[columns]</c>.</param>
/// <param name="Covariance">The covariance; several components may share it.</param>
sealed record GaussianComponent(int Label, double Share, double[] Mean, Covariance Covariance);
