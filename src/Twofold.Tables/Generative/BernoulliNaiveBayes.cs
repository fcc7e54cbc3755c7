namespace Twofold.Tables;

/// <summary>
/// Bernoulli naive Bayes: every column is yes or no, with a probability of its own for each label; unlike the multinomial one it also counts
/// what is absent. Answers are those of scikit-learn's <c>BernoulliNB</c>. (Manning, Raghavan, Schütze: Introduction to Information Retrieval,
/// 13.3.)
/// </summary>
public sealed record BernoulliNaiveBayes : IGenerativeRecipe<Table>
{
    /// <summary>What is added to the number of both yes and no, so that nothing is impossible. Above 0, by default 1 (Laplace), as in scikit-learn.</summary>
    /// <exception cref="TwofoldException">Not a finite number above 0.</exception>
    public double Alpha { get; init => field = FitArguments.RequireAlpha(value); } = 1;

    /// <summary>A cell above this is a yes. By default 0, as in scikit-learn.</summary>
    /// <exception cref="TwofoldException">Not finite.</exception>
    public double Binarize
    {
        get;
        init => field = double.IsFinite(value) ? value : throw new TwofoldException($"{nameof(Binarize)} is {value}: give a finite number.");
    }

    /// <summary>Whether the prior is learned, as each label's share of the examples (the default); else all labels are as likely as each other.</summary>
    public bool FitPrior { get; init; } = true;

    /// <summary>p(label) in the order of the labels, non-negative weights that are divided by their sum. Null (the default): as <see cref="FitPrior"/> says.</summary>
    public IReadOnlyList<double>? Prior
    {
        get;
        init => field = value is null ? null : [.. value];
    }

    /// <summary>Learns the probability of a yes of every column for each label.</summary>
    /// <param name="examples">The examples, all columns numbers; NaN is a missing cell.</param>
    /// <param name="labels">One label for each example, at least two different ones.</param>
    /// <param name="weights">How much each example counts, <c>[examples]</c>; null (the default): all count 1.</param>
    /// <param name="cancellation">Stops the fit between two blocks of rows.</param>
    /// <exception cref="TwofoldException">Examples, labels, weights and prior do not match, or a number is infinite.</exception>
    /// <exception cref="OperationCanceledException">The fit was cancelled.</exception>
    public BernoulliNaiveBayesModel<TLabel> Fit<TLabel>(
        Table examples, IReadOnlyList<TLabel> labels, IReadOnlyList<double>? weights = null, CancellationToken cancellation = default)
        where TLabel : notnull
    {
        var encoding = FitArguments.Encode(examples, labels);
        FitArguments.RequireNumbers(examples, nameof(BernoulliNaiveBayes));
        var threshold = Binarize;
        var sums = LabelSums.Of(
            examples, encoding.Codes, encoding.Labels.Count, FitArguments.Weights(weights, encoding), (row, yes) => Above.Of(row, threshold, yes), cancellation);
        return new BernoulliNaiveBayesModel<TLabel>(encoding.Labels, sums, Alpha, Binarize, new PriorRule(Prior, !FitPrior), examples.Schema);
    }

    IGenerativeModel<Table, TLabel> IGenerativeRecipe<Table>.Fit<TLabel>(
        Table examples, IReadOnlyList<TLabel> labels, IReadOnlyList<double>? weights, CancellationToken cancellation) =>
        Fit(examples, labels, weights, cancellation);
}
