namespace Twofold;

/// <summary>An example whose label is probably wrong.</summary>
/// <typeparam name="TLabel">The caller's own type of label.</typeparam>
/// <param name="Example">Its index among the examples.</param>
/// <param name="Given">The label that it has.</param>
/// <param name="Likely">The label that it probably should have.</param>
/// <param name="GivenProbability">What models that did not learn from it say of the label that it has, 0 to 1.</param>
/// <param name="LikelyProbability">What they say of the other one, 0 to 1.</param>
public sealed record SuspectLabel<TLabel>(int Example, TLabel Given, TLabel Likely, double GivenProbability, double LikelyProbability)
    where TLabel : notnull;
