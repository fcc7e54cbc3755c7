namespace Twofold;

/// <summary>
/// Compares generative models with discriminative ones on a person's own labelled examples: learning curves on the same nested subsets, tested on the same held-out
/// examples, again and again, and what else tells which of the two to use.
/// <code>
/// var result = Comparison.Run(labeled, [new(new("naive Bayes", new GaussianNaiveBayes()), new("logistic regression", new LogisticRegression()))]);
/// foreach (var advice in result.Advice)
///     Console.WriteLine(advice.Text);
/// </code>
/// </summary>
public static class Comparison
{
    /// <summary>Compares.</summary>
    /// <param name="labeled">The examples, with at least two labels of five examples each.</param>
    /// <param name="pairs">
    /// The models, from simple to complex: where a difference is within noise the simpler one is advised, the one that a file holds in fewer bytes; where models cannot be stored,
    /// the one that comes first, of a pair the generative one.
    /// </param>
    /// <param name="options">How to compare; null for the defaults.</param>
    /// <param name="progress">Told how far the work is.</param>
    /// <param name="cancellation">Ends the comparison; what has been measured by then is returned.</param>
    /// <exception cref="TwofoldException">There is no pair, two contenders share a name, an option does not fit the examples, or a label has too few of them.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before there was anything to return.</exception>
    public static ComparisonResult Run<TExamples, TLabel>(
        LabeledSet<TExamples, TLabel> labeled,
        IReadOnlyList<Partners<TExamples>> pairs,
        ComparisonOptions? options = null,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default)
        where TExamples : IExamples<TExamples>
        where TLabel : notnull
    {
        ArgumentNullException.ThrowIfNull(labeled);
        return new ComparisonRun<TExamples>(
            labeled.Examples, labeled.Encoding.Codes, [.. labeled.Encoding.Labels.Select(label => $"{label}")], pairs, options ?? new ComparisonOptions(), progress, cancellation).Run([], static _ => null);
    }
}
