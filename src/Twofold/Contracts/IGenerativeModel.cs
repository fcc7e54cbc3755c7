namespace Twofold;

/// <summary>
/// A model of p(example, label): it classifies by Bayes' rule, says how likely an example is, and makes new ones. Examples go in and come
/// out, so it can be neither <c>in</c> nor <c>out</c>.
/// </summary>
/// <typeparam name="TExamples">A set of examples.</typeparam>
/// <typeparam name="TLabel">The caller's own type of label.</typeparam>
public interface IGenerativeModel<TExamples, TLabel> : IClassifier<TExamples, TLabel>, IDensity<TExamples>, IGenerator<TExamples, TLabel>
{
    /// <summary>p(label), in the order of <see cref="IClassifier{TExamples, TLabel}.Labels"/>. Sums to one.</summary>
    IReadOnlyList<double> Prior { get; }

    /// <summary>log p(example | label) in nats, <c>[examples, labels]</c>.</summary>
    double[,] LogLikelihood(TExamples examples);

    /// <summary>The same likelihoods under another prior: no new fit is needed, only Bayes' rule.</summary>
    /// <param name="prior">One non-negative weight for each label; they are divided by their sum.</param>
    /// <exception cref="TwofoldException">Not one weight for each label, a weight is negative or not finite, or all are zero.</exception>
    IGenerativeModel<TExamples, TLabel> WithPrior(IReadOnlyList<double> prior);
}
