namespace Twofold;

/// <summary>
/// A model that is a sum over its examples, so that parts of a set can be fitted apart, on other days or other machines, and put together:
/// the outcome is that of one fit on all of them, up to rounding.
/// </summary>
/// <typeparam name="TSelf">The implementing type.</typeparam>
/// <typeparam name="TExamples">A set of examples.</typeparam>
/// <typeparam name="TLabel">The caller's own type of label.</typeparam>
public interface IIncrementalModel<TSelf, in TExamples, TLabel>
    where TSelf : IIncrementalModel<TSelf, TExamples, TLabel>
    where TLabel : notnull
{
    /// <summary>A new model that has also learned from these examples; this one is unchanged.</summary>
    /// <param name="examples">The examples; a single label is enough, and it may be a new one.</param>
    /// <param name="labels">One label for each example.</param>
    /// <param name="weights">How much each example counts, <c>[examples]</c>; null (the default): all count 1.</param>
    /// <param name="cancellation">Stops the fit between two passes.</param>
    /// <exception cref="TwofoldException">Examples, labels and weights do not match each other or the model.</exception>
    /// <exception cref="OperationCanceledException">The fit was cancelled.</exception>
    TSelf FitIncrementally(TExamples examples, IReadOnlyList<TLabel> labels, IReadOnlyList<double>? weights = null, CancellationToken cancellation = default);

    /// <summary>A new model that has learned from the examples of both; neither is changed. Labels that only one of them knows are kept.</summary>
    /// <param name="other">A model of the same recipe and the same columns.</param>
    /// <exception cref="TwofoldException">The other model is of other columns or another recipe.</exception>
    TSelf Merge(TSelf other);
}
