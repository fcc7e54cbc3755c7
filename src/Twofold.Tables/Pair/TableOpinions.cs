namespace Twofold.Tables;

/// <summary>What the two halves of a pair say of one row.</summary>
/// <param name="Discriminative">p(label | row) by the half that recognizes, calibrated.</param>
/// <param name="Generative">p(label | row) by Bayes' rule on the half that creates, which leaves missing cells out of account exactly; null without one.</param>
/// <param name="LogDensity">The log density of the row's present cells by the half that creates, in nats; null without one.</param>
/// <param name="UnfamiliarBelow">Under which log density a whole row is like nothing that was learned from; null where that was not set.</param>
public sealed record TableOpinions(
    IReadOnlyDictionary<string, double> Discriminative, IReadOnlyDictionary<string, double>? Generative, double? LogDensity, double? UnfamiliarBelow);
