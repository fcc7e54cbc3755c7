namespace Twofold;

/// <summary>
/// How to learn a classifier: an immutable record of hyperparameters. A recipe is not a model; <see cref="Fit"/> returns a model, which is
/// always fitted, immutable and thread-safe.
/// </summary>
/// <typeparam name="TExamples">A set of examples.</typeparam>
public interface IClassifierRecipe<in TExamples>
{
    /// <summary>Learns from examples and one label for each.</summary>
    /// <param name="examples">The examples.</param>
    /// <param name="labels">One label for each example, at least two different ones.</param>
    /// <param name="weights">
    /// How much each example counts, <c>[examples]</c>: finite and at least 0. A weight of 2 is as good as standing there twice. Null (the
    /// default): all count 1.
    /// </param>
    /// <param name="cancellation">Stops the fit between two passes.</param>
    /// <exception cref="TwofoldException">Examples, labels and weights do not match, or a hyperparameter is out of range.</exception>
    /// <exception cref="OperationCanceledException">The fit was cancelled.</exception>
    IClassifier<TExamples, TLabel> Fit<TLabel>(
        TExamples examples, IReadOnlyList<TLabel> labels, IReadOnlyList<double>? weights = null, CancellationToken cancellation = default)
        where TLabel : notnull;
}
