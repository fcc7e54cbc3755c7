namespace Twofold.Tables;

/// <summary>Gaussians fitted to groups of rows that share a covariance.</summary>
/// <param name="Weights">The sum of the weights of each group's rows, <c>[groups]</c>.</param>
/// <param name="Means">Their means, <c>[groups, columns]</c>.</param>
/// <param name="Covariance">Their covariance.</param>
sealed record GaussianFit(double[] Weights, double[,] Means, FullCovariance Covariance);
