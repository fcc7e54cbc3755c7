namespace Twofold.Tables;

/// <summary>
/// Naive Bayes for ordinary tables: given the label, every column has a density of a kind of its own, independent of the others. The kinds are
/// guessed from the examples, or given by the columns' names.
/// </summary>
public sealed record MixedNaiveBayes : IGenerativeRecipe<Table>
{
    /// <summary>
    /// The kinds of columns by their names; those that are not named are guessed: categories are categorical, texts words, numbers 0 and 1
    /// Bernoulli, and for other numbers the Bayesian information criterion chooses on at most 20,000 examples: Poisson, negative binomial or a
    /// histogram for whole numbers, Gaussian, log-normal or a histogram for others. By default none is given.
    /// </summary>
    public IReadOnlyDictionary<string, ColumnDensityKind> Kinds { get; init; } = new Dictionary<string, ColumnDensityKind>();

    /// <summary>
    /// How many examples a label is given besides its own: of every category and bin, of the mean and variance of all labels together. Nothing
    /// is then impossible, and a label with one example has a spread. Above 0, by default 1.
    /// </summary>
    /// <exception cref="TwofoldException">Not a finite number above 0.</exception>
    public double Alpha { get; init => field = FitArguments.RequireAlpha(value); } = 1;

    /// <summary>
    /// Whether generated rows have missing cells, as often as the examples of their label have in that column. By default not. The density is
    /// that of the known cells either way.
    /// </summary>
    public bool GenerateMissing { get; init; }

    /// <summary>p(label) in the order of the labels, non-negative weights that are divided by their sum. Null (the default): each label's share of the examples.</summary>
    public IReadOnlyList<double>? Prior
    {
        get;
        init => field = value is null ? null : [.. value];
    }

    /// <summary>Learns the density of every column for each label.</summary>
    /// <param name="examples">The examples, of any columns; NaN is a missing cell.</param>
    /// <param name="labels">One label for each example, at least two different ones.</param>
    /// <param name="weights">How much each example counts, <c>[examples]</c>; null (the default): all count 1.</param>
    /// <param name="cancellation">Stops the fit between two columns.</param>
    /// <exception cref="TwofoldException">
    /// Examples, labels, weights and prior do not match, a kind is given for a column that is not there or not of it, or a column has no known cell.
    /// </exception>
    /// <exception cref="OperationCanceledException">The fit was cancelled.</exception>
    public MixedNaiveBayesModel<TLabel> Fit<TLabel>(
        Table examples, IReadOnlyList<TLabel> labels, IReadOnlyList<double>? weights = null, CancellationToken cancellation = default)
        where TLabel : notnull
    {
        var encoding = FitArguments.Encode(examples, labels);
        var checkedWeights = FitArguments.Weights(weights, encoding);
        foreach (var name in Kinds.Keys)
            if (examples.Schema.IndexOf(name) < 0)
                throw new TwofoldException(
                    $"A kind was given for the column '{name}', which the table does not have{Spelling.Hint(name, [.. examples.Schema.Select(column => column.Name)])}");
        var plans = new ColumnPlan[examples.Columns];
        for (var j = 0; j < plans.Length; j++)
        {
            cancellation.ThrowIfCancellationRequested();
            plans[j] = Kinds.TryGetValue(examples.Schema[j].Name, out var kind)
                ? ColumnPlan.Given(kind, examples, j, checkedWeights)
                : ColumnPlan.Guess(examples, j, encoding.Codes, encoding.Labels.Count, checkedWeights, Alpha, cancellation);
        }

        var statistics = MixedStatistics.Of(examples, plans, encoding.Codes, encoding.Labels.Count, checkedWeights, cancellation);
        return new MixedNaiveBayesModel<TLabel>(encoding.Labels, plans, statistics, Alpha, GenerateMissing, new PriorRule(Prior), WithoutTexts(examples.Schema));
    }

    IGenerativeModel<Table, TLabel> IGenerativeRecipe<Table>.Fit<TLabel>(
        Table examples, IReadOnlyList<TLabel> labels, IReadOnlyList<double>? weights, CancellationToken cancellation) =>
        Fit(examples, labels, weights, cancellation);

    // The model keeps words, not the texts that it learned them from.
    static Schema WithoutTexts(Schema schema) => schema.IsNumbers || schema.All(column => column.Kind != ColumnKind.Text)
        ? schema
        : new Schema([.. schema.Select(column => column.Kind == ColumnKind.Text ? new Column(column.Name, ColumnKind.Text, []) : column)]);
}
