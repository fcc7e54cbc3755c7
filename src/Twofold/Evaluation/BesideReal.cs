namespace Twofold;

/// <summary>A score of what was generated, and the same score of real examples: what the best creator there could be would get.</summary>
/// <param name="Generated">The score of what was generated.</param>
/// <param name="Real">The score of as many real examples in its place, by the same measure.</param>
public readonly record struct BesideReal(Estimate Generated, Estimate Real);
