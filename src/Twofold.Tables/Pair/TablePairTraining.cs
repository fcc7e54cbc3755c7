namespace Twofold.Tables;

/// <summary>What a training made, and what a person should know of how it went.</summary>
/// <param name="Pair">The two models.</param>
/// <param name="Warnings">What was left out of the table, and why; and why there is no creator, or no check of labels, where one was asked for.</param>
/// <param name="Stopped">Whether it was cancelled, and the pair is the best so far.</param>
public sealed record TablePairTraining(TablePair Pair, IReadOnlyList<string> Warnings, bool Stopped)
{
    /// <summary>
    /// The rows of the table whose label is probably wrong, the most suspect first (<see cref="SuspectLabel{TLabel}.Example"/> is the row, from 0), as the best
    /// discriminative and the best generative model say that did not learn from them; null where that was not asked, the training was stopped before it was known, or nobody could be asked in the time.
    /// </summary>
    public IReadOnlyList<SuspectLabel<string>>? Suspects { get; init; }
}
