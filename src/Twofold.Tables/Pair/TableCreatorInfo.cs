namespace Twofold.Tables;

/// <summary>How the creating half was made and how well it does.</summary>
public sealed record TableCreatorInfo
{
    /// <summary>The model's name, such as "mixed-naive-bayes".</summary>
    public required string Model { get; init; }

    /// <summary>What was set of it; empty for the defaults.</summary>
    public required string Settings { get; init; }

    /// <summary>Why this one was chosen, in a sentence.</summary>
    public required string Why { get; init; }

    /// <summary>The columns that it makes: all but those of text, or these where there are no others.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>
    /// The mean over held-out rows of log p(row, label) in nats, at most 0 a row: a number stands for all that would be written as it is, so
    /// that densities and probabilities can be compared, and no density that is a spike counts for more than certainty.
    /// </summary>
    public required double LogLikelihood { get; init; }

    /// <summary>
    /// For each of <see cref="Columns"/> that is of numbers the step that its numbers are given in (their smallest difference), 0 for others:
    /// what turns a density into the probability above.
    /// </summary>
    public required IReadOnlyList<double> Steps { get; init; }

    /// <summary>All that was tried, the best first.</summary>
    public required IReadOnlyList<TriedModel> Tried { get; init; }
}
