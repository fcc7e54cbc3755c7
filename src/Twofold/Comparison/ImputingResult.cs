namespace Twofold;

/// <summary>How well a generative model fills in cells that were taken from held-out rows.</summary>
/// <param name="NumberError">The root of the mean squared error, in standard deviations of each column; null without numbers.</param>
/// <param name="NumberErrorOfMean">The same when each is filled with its column's mean.</param>
/// <param name="CategoryRight">The share of categories that is right, 0 to 1; null without categories.</param>
/// <param name="CategoryRightOfMode">The same when each is filled with its column's most frequent one.</param>
public sealed record ImputingResult(Interval? NumberError, Interval? NumberErrorOfMean, Interval? CategoryRight, Interval? CategoryRightOfMode);
