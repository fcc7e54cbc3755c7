namespace Twofold.Tables;

/// <summary>A model that a training tried, and how it did on held-out rows.</summary>
/// <param name="Model">Its name, such as "logistic-regression".</param>
/// <param name="Settings">What was set of it, such as "C = 0.1"; empty for the defaults.</param>
/// <param name="Seconds">How long all its held-out fits took.</param>
public sealed record TriedModel(string Model, string Settings, double Seconds)
{
    /// <summary>The share of held-out rows whose label it named, 0 to 1; null where it was not scored as a recognizer.</summary>
    public double? Accuracy { get; init; }

    /// <summary>The mean of −log p(true label) on held-out rows, nats; null where it was not scored as a recognizer.</summary>
    public double? LogLoss { get; init; }

    /// <summary>
    /// The mean of log p(row, label) on held-out rows, nats, the row as precise as the table gives it; null where it was not scored as a creator.
    /// See <see cref="TableCreatorInfo.LogLikelihood"/>.
    /// </summary>
    public double? LogLikelihood { get; init; }

    /// <summary>Why it has no scores; null where it has.</summary>
    public string? Problem { get; init; }
}
