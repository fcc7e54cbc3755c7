namespace Twofold.Photos;

/// <summary>What a creator makes one picture of, a point of its latent space: the picture that <c>Generate(label, count, seed)</c> has at an index.</summary>
/// <param name="Label">A label that the model knows.</param>
/// <param name="Seed">The seed of the noise.</param>
/// <param name="Index">Which of the seed's pictures, from 0 (the default).</param>
public sealed record PhotoLatent(string Label, ulong Seed, int Index = 0);
