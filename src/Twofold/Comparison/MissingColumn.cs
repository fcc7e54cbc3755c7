namespace Twofold;

/// <summary>What it costs when a column is gone.</summary>
/// <param name="Column">Its name.</param>
/// <param name="AccuracyLost">Accuracy with it minus accuracy without it, −1 to 1.</param>
public sealed record MissingColumn(string Column, Interval AccuracyLost);
