namespace Twofold;

/// <summary>A model's scores when a share of the cells is taken away.</summary>
/// <param name="Share">The share, 0 to 1.</param>
/// <param name="Accuracy">Accuracy on held-out rows.</param>
/// <param name="LogLoss">Log loss on them, nats.</param>
public sealed record MissingShare(double Share, Interval Accuracy, Interval LogLoss);
