namespace Twofold;

/// <summary>What was found when labels were checked.</summary>
/// <typeparam name="TLabel">The caller's own type of label.</typeparam>
public sealed class LabelCheck<TLabel>
    where TLabel : notnull
{
    internal LabelCheck(IReadOnlyList<SuspectLabel<TLabel>> suspects, IReadOnlyList<int> ranking, IReadOnlyList<double> shares) =>
        (Suspects, Ranking, Shares) = (suspects, ranking, shares);

    /// <summary>The examples whose label is probably wrong, the most suspect first.</summary>
    public IReadOnlyList<SuspectLabel<TLabel>> Suspects { get; }

    /// <summary>All examples that were asked about, as indices, from the label that is trusted least to that trusted most.</summary>
    public IReadOnlyList<int> Ranking { get; }

    /// <summary>How much each model's word counts, <c>[models]</c>; they sum to one.</summary>
    public IReadOnlyList<double> Shares { get; }
}
