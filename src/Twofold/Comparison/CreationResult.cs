namespace Twofold;

/// <summary>How good the examples are that a generative model makes.</summary>
/// <param name="Learner">The discriminative model that learned from them, chosen by inner validation.</param>
/// <param name="Examples">How many it learned from, made or real.</param>
/// <param name="TrainedOnReal">Its accuracy on real held-out examples when it learned from real ones.</param>
/// <param name="TrainedOnMade">The same when it learned from nothing but made ones (Esteban, Hyland, Rätsch 2017, 3.2).</param>
/// <param name="Lost">The first minus the second.</param>
/// <param name="ToldApart">
/// How often a model that was trained to tell made examples from real ones does so for others, 0.5 to 1: 0.5 is not at all (a classifier two-sample test, Lopez-Paz and
/// Oquab 2017, "Revisiting classifier two-sample tests").
/// </param>
/// <param name="Copies">The share of made examples that are as much nearer to one that was learned from than to the others as about one in 100 real ones is; see <see cref="CopyRate"/>.</param>
public sealed record CreationResult(
    string Learner, int Examples, Interval TrainedOnReal, Interval TrainedOnMade, Interval Lost, Interval ToldApart, Interval? Copies);
