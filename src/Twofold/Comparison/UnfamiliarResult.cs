namespace Twofold;

/// <summary>How well a model tells examples unlike any it has seen from held-out ones like those it has seen.</summary>
/// <param name="Kind">What is unlike them.</param>
/// <param name="Auroc">
/// How often the model finds the unlike one of two less likely, 0 to 1; 0.5 is guessing. A generative model is asked for its density, a discriminative one, which has none,
/// how sure it is of its answer (Hendrycks and Gimpel 2017, "A baseline for detecting misclassified and out-of-distribution examples").
/// </param>
public sealed record UnfamiliarResult(UnfamiliarKind Kind, Interval Auroc);
