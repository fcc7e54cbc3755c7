namespace Twofold;

/// <summary>What a generative model gains from examples without a label; see <see cref="SemiSupervised{TExamples}"/>.</summary>
/// <param name="Labeled">How many examples have a label.</param>
/// <param name="Unlabeled">How many have none.</param>
/// <param name="Alone">Accuracy from the labeled ones alone.</param>
/// <param name="Together">Accuracy from both.</param>
/// <param name="Gain">The second minus the first.</param>
public sealed record UnlabeledResult(int Labeled, int Unlabeled, Interval Alone, Interval Together, Interval Gain);
