namespace Twofold;

/// <summary>
/// A generative model and the discriminative one that it is compared with: best two that draw the same kind of border between labels, and differ in what they
/// learn of the examples on their side of it. A contender may stand in several pairs, under the same name; it is fitted once.
/// </summary>
/// <typeparam name="TExamples">A set of examples.</typeparam>
/// <param name="Generative">Learns p(example, label).</param>
/// <param name="Discriminative">Learns p(label | example).</param>
public sealed record Partners<TExamples>(Contender<IGenerativeRecipe<TExamples>> Generative, Contender<IClassifierRecipe<TExamples>> Discriminative);
