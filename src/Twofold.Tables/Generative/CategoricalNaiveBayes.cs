namespace Twofold.Tables;

/// <summary>
/// Categorical naive Bayes: every column is one of a few categories, with probabilities of their own for each label. Takes category columns and
/// columns of whole numbers from 0. Answers are those of scikit-learn's <c>CategoricalNB</c>.
/// </summary>
public sealed record CategoricalNaiveBayes : IGenerativeRecipe<Table>
{
    /// <summary>What is added to the count of every category, so that nothing is impossible. Above 0, by default 1 (Laplace), as in scikit-learn.</summary>
    /// <exception cref="TwofoldException">Not a finite number above 0.</exception>
    public double Alpha { get; init => field = FitArguments.RequireAlpha(value); } = 1;

    /// <summary>Whether the prior is learned, as each label's share of the examples (the default); else all labels are as likely as each other.</summary>
    public bool FitPrior { get; init; } = true;

    /// <summary>p(label) in the order of the labels, non-negative weights that are divided by their sum. Null (the default): as <see cref="FitPrior"/> says.</summary>
    public IReadOnlyList<double>? Prior
    {
        get;
        init => field = value is null ? null : [.. value];
    }

    /// <summary>Learns the probability of every category for each label.</summary>
    /// <param name="examples">The examples: category columns, and numbers 0, 1, 2 and so on up to the largest code that is there; NaN is a missing cell.</param>
    /// <param name="labels">One label for each example, at least two different ones.</param>
    /// <param name="weights">How much each example counts, <c>[examples]</c>; null (the default): all count 1.</param>
    /// <param name="cancellation">Stops the fit between two blocks of rows.</param>
    /// <exception cref="TwofoldException">Examples, labels, weights and prior do not match, or a cell is no category.</exception>
    /// <exception cref="OperationCanceledException">The fit was cancelled.</exception>
    public CategoricalNaiveBayesModel<TLabel> Fit<TLabel>(
        Table examples, IReadOnlyList<TLabel> labels, IReadOnlyList<double>? weights = null, CancellationToken cancellation = default)
        where TLabel : notnull
    {
        var encoding = FitArguments.Encode(examples, labels);
        FitArguments.RequireNoTexts(examples, nameof(CategoricalNaiveBayes), "categories");
        var counts = CategoryCounts.Of(examples, encoding.Codes, encoding.Labels.Count, FitArguments.Weights(weights, encoding), cancellation);
        return new CategoricalNaiveBayesModel<TLabel>(encoding.Labels, counts, Alpha, new PriorRule(Prior, !FitPrior), examples.Schema);
    }

    IGenerativeModel<Table, TLabel> IGenerativeRecipe<Table>.Fit<TLabel>(
        Table examples, IReadOnlyList<TLabel> labels, IReadOnlyList<double>? weights, CancellationToken cancellation) =>
        Fit(examples, labels, weights, cancellation);
}
