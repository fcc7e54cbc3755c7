namespace Twofold;

/// <summary>
/// Where one learning curve overtakes the other. Ng and Jordan 2002 ("On discriminative vs. generative classifiers") expect the generative model ahead with few
/// examples, the discriminative one with many; Xue and Titterington 2008 ("Comment on …") found that not to be relied on.
/// </summary>
/// <param name="Examples">About how many examples that takes; null where the mean curves do not cross.</param>
/// <param name="Low">The 2.5th percentile of that over resampled repeats; null where they do not cross.</param>
/// <param name="High">The 97.5th percentile.</param>
/// <param name="Before">Which one is ahead before it; where they do not cross, the one that is ahead at the last size.</param>
/// <param name="IsClear">Whether, at some size on either side of it, the one that is ahead there is so by more than noise.</param>
/// <param name="Share">The share of resampled sets of repeats in which the curves cross this way, 0 to 1.</param>
/// <param name="UpTo">The greatest number of examples that was looked at.</param>
public sealed record Crossing(double? Examples, double? Low, double? High, ModelFamily Before, bool IsClear, double Share, int UpTo);
