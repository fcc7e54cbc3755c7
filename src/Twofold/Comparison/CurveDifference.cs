namespace Twofold;

/// <summary>
/// How far the generative one of two models is ahead when both learn from the same examples and are tested on the same others. Paired: what makes a subset easy
/// or hard for both is taken out, so that this is known better than either score.
/// </summary>
/// <param name="Examples">The number of examples that both learned from.</param>
/// <param name="Repeats">How many repeats both have numbers of.</param>
/// <param name="Accuracy">Accuracy of the generative one minus that of the discriminative one, −1 to 1.</param>
/// <param name="LogLoss">Log loss of the discriminative one minus that of the generative one, nats: above 0 where the generative one is better, here too.</param>
public sealed record CurveDifference(int Examples, int Repeats, Interval Accuracy, Interval LogLoss);
