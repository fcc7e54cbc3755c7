namespace Twofold;

/// <summary>What <see cref="SemiSupervised{TExamples}"/> learned.</summary>
/// <typeparam name="TExamples">A set of examples.</typeparam>
/// <typeparam name="TLabel">The caller's own type of label.</typeparam>
/// <param name="Model">The model.</param>
/// <param name="Converged">Whether the likelihood grew by less than the tolerance within the iterations that were allowed.</param>
/// <param name="LogLikelihood">
/// The mean log-likelihood of an example in nats, of log p(example, label) where the label is known and log p(example) where it is not, first of the model
/// of the labeled examples alone, then after each iteration; it never falls.
/// </param>
public sealed record SemiSupervisedFit<TExamples, TLabel>(IGenerativeModel<TExamples, TLabel> Model, bool Converged, IReadOnlyList<double> LogLikelihood)
{
    /// <summary>How many times the model learned from the examples without a label.</summary>
    public int Iterations => LogLikelihood.Count - 1;
}
