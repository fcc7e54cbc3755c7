namespace Twofold.Tables;

/// <summary>
/// Gaussian naive Bayes: given the label, every column is a Gaussian of its own, independent of the others. Missing cells (NaN) are left out
/// of the sums and, at prediction, of the product. Answers are those of scikit-learn's <c>GaussianNB</c>. (Hastie, Tibshirani, Friedman: The
/// Elements of Statistical Learning, 6.6.3.)
/// </summary>
public sealed record GaussianNaiveBayes : IGenerativeRecipe<Table>
{
    /// <summary>
    /// The share of the largest variance of any column that is added to every variance, so that a column that is constant within a label does
    /// not divide by zero. At least 0, by default 1e-9, as in scikit-learn.
    /// </summary>
    /// <exception cref="TwofoldException">Below 0 or not finite.</exception>
    public double VarianceSmoothing { get; init => field = Setting.NotNegative(value, ", such as 1e-9"); } = 1e-9;

    /// <summary>p(label) in the order of the labels, non-negative weights that are divided by their sum. Null (the default): each label's share of the examples.</summary>
    public IReadOnlyList<double>? Prior
    {
        get;
        init => field = value is null ? null : [.. value];
    }

    /// <summary>Learns mean and variance of every column for each label.</summary>
    /// <param name="examples">The examples, all columns numbers; NaN is a missing cell.</param>
    /// <param name="labels">One label for each example, at least two different ones.</param>
    /// <param name="weights">How much each example counts, <c>[examples]</c>; null (the default): all count 1.</param>
    /// <param name="cancellation">Stops the fit between two blocks of rows.</param>
    /// <exception cref="TwofoldException">
    /// Examples, labels, weights and prior do not match, a number is infinite or too large to be squared, a column has no number at all, or none
    /// has a variance.
    /// </exception>
    /// <exception cref="OperationCanceledException">The fit was cancelled.</exception>
    public GaussianNaiveBayesModel<TLabel> Fit<TLabel>(
        Table examples, IReadOnlyList<TLabel> labels, IReadOnlyList<double>? weights = null, CancellationToken cancellation = default)
        where TLabel : notnull
    {
        var encoding = FitArguments.Encode(examples, labels);
        FitArguments.RequireNumbers(examples, nameof(GaussianNaiveBayes));
        var moments = LabelMoments.Of(examples, encoding.Codes, encoding.Labels.Count, FitArguments.Weights(weights, encoding), cancellation);
        return new GaussianNaiveBayesModel<TLabel>(encoding.Labels, moments, VarianceSmoothing, new PriorRule(Prior), examples.Schema);
    }

    IGenerativeModel<Table, TLabel> IGenerativeRecipe<Table>.Fit<TLabel>(
        Table examples, IReadOnlyList<TLabel> labels, IReadOnlyList<double>? weights, CancellationToken cancellation) =>
        Fit(examples, labels, weights, cancellation);
}
