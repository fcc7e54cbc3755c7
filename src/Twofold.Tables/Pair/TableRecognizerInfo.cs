namespace Twofold.Tables;

/// <summary>How the recognizing half was made and how well it does.</summary>
public sealed record TableRecognizerInfo
{
    /// <summary>The model's name, such as "logistic-regression".</summary>
    public required string Model { get; init; }

    /// <summary>What was set of it, such as "C = 0.1"; empty for the defaults.</summary>
    public required string Settings { get; init; }

    /// <summary>Why this one was chosen, in a sentence.</summary>
    public required string Why { get; init; }

    /// <summary>The columns that it looks at: all, or all but those of text.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>What the log-probabilities are divided by, fitted on held-out rows; 1 where that did not help.</summary>
    public required double Temperature { get; init; }

    /// <summary>A prediction is unsure when its probability is under this.</summary>
    public required double UnsureBelow { get; init; }

    /// <summary>The share of rows like the held-out ones that <see cref="UnsureBelow"/> was set to call unsure at most.</summary>
    public required double UnsureShare { get; init; }

    /// <summary>A row is unfamiliar when the creating half finds it less likely than this (log density, nats); null without a creating half.</summary>
    public double? UnfamiliarBelow { get; init; }

    /// <summary>The share of rows like the held-out ones that <see cref="UnfamiliarBelow"/> was set to call unfamiliar at most.</summary>
    public required double UnfamiliarShare { get; init; }

    /// <summary>How it does on rows that it did not learn from: each fold judged by the model that the other folds choose.</summary>
    public required TableScores HeldOut { get; init; }

    /// <summary>All that was tried, the best first.</summary>
    public required IReadOnlyList<TriedModel> Tried { get; init; }
}
