namespace Twofold.Tables;

/// <summary>
/// Complement naive Bayes: scores a label by how unlike a row is to the counts of all <em>other</em> labels, which suits labels of unequal size.
/// Its scores are of no density, so that it is a classifier and nothing else: it stands here because it is made of the same sums as
/// <see cref="MultinomialNaiveBayes"/>. Answers are those of scikit-learn's <c>ComplementNB</c>. (Rennie, Shih, Teevan, Karger 2003, "Tackling
/// the poor assumptions of naive Bayes text classifiers".)
/// </summary>
public sealed record ComplementNaiveBayes : IClassifierRecipe<Table>
{
    /// <summary>What is added to the count of every column, so that nothing is impossible. Above 0, by default 1 (Laplace), as in scikit-learn.</summary>
    /// <exception cref="TwofoldException">Not a finite number above 0.</exception>
    public double Alpha { get; init => field = FitArguments.RequireAlpha(value); } = 1;

    /// <summary>Whether each label's weights are divided by their sum, the second normalization of the paper. By default not, as in scikit-learn.</summary>
    public bool Norm { get; init; }

    /// <summary>Learns how often every column counts in the rows of the other labels.</summary>
    /// <param name="examples">The examples, all columns numbers of at least 0; NaN is a missing cell, which counts as much as the known ones do on average.</param>
    /// <param name="labels">One label for each example, at least two different ones.</param>
    /// <param name="weights">How much each example counts, <c>[examples]</c>; null (the default): all count 1.</param>
    /// <param name="cancellation">Stops the fit between two blocks of rows.</param>
    /// <exception cref="TwofoldException">Examples, labels and weights do not match, or a number is negative, infinite or too large.</exception>
    /// <exception cref="OperationCanceledException">The fit was cancelled.</exception>
    public ComplementNaiveBayesModel<TLabel> Fit<TLabel>(
        Table examples, IReadOnlyList<TLabel> labels, IReadOnlyList<double>? weights = null, CancellationToken cancellation = default)
        where TLabel : notnull
    {
        var encoding = FitArguments.Encode(examples, labels);
        FitArguments.RequireNumbers(examples, nameof(ComplementNaiveBayes));
        var sums = LabelSums.Of(examples, encoding.Codes, encoding.Labels.Count, FitArguments.Weights(weights, encoding), null, cancellation);
        return new ComplementNaiveBayesModel<TLabel>(encoding.Labels, sums, Alpha, Norm, examples.Schema);
    }

    IClassifier<Table, TLabel> IClassifierRecipe<Table>.Fit<TLabel>(
        Table examples, IReadOnlyList<TLabel> labels, IReadOnlyList<double>? weights, CancellationToken cancellation) =>
        Fit(examples, labels, weights, cancellation);
}
