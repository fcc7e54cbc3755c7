namespace Twofold.Tables;

/// <summary>
/// A fitted naive Bayes model: given the label, the columns are independent. It is a sum over its examples, so that it can be fitted in parts
/// and merged, and a missing cell is simply a factor less. Immutable.
/// </summary>
/// <typeparam name="TSelf">The implementing type.</typeparam>
/// <typeparam name="TLabel">The caller's own type of label.</typeparam>
public abstract class NaiveBayesModel<TSelf, TLabel> : GenerativeTableModel<TLabel>, IIncrementalModel<TSelf, Table, TLabel>
    where TSelf : NaiveBayesModel<TSelf, TLabel>
    where TLabel : notnull
{
    readonly LabelStatistics statistics;

    private protected NaiveBayesModel(IReadOnlyList<TLabel> labels, LabelStatistics statistics, PriorRule prior, Schema schema)
        : base(labels, prior.WeightsOf(statistics.LabelWeights), schema) =>
        (this.statistics, PriorRule) = (statistics, prior);

    /// <summary>The weight of each label's examples together, <c>[labels]</c>: their number where all count 1.</summary>
    public IReadOnlyList<double> LabelWeights => statistics.LabelWeights;

    /// <summary>Where the prior comes from.</summary>
    private protected PriorRule PriorRule { get; }

    /// <inheritdoc/>
    /// <exception cref="TwofoldException">Examples, labels and weights do not match each other or the model, or a label is new but the prior was given.</exception>
    public TSelf FitIncrementally(
        Table examples, IReadOnlyList<TLabel> labels, IReadOnlyList<double>? weights = null, CancellationToken cancellation = default)
    {
        var table = examples.Conform(Schema);
        var encoding = LabelEncoding.Of(labels, table.Count);
        var part = Summarize(table, encoding.Codes, encoding.Labels.Count, FitArguments.Weights(weights, encoding), cancellation);
        return Joined(encoding.Labels, part);
    }

    /// <inheritdoc/>
    /// <exception cref="TwofoldException">The other model is of other columns or another recipe, or a label is new but the prior was given.</exception>
    public TSelf Merge(TSelf other)
    {
        ArgumentNullException.ThrowIfNull(other);
        FitArguments.RequireSameColumns(Schema, other.Schema);
        RequireSameRecipe(other);
        return Joined(other.Labels, other.statistics);
    }

    /// <inheritdoc cref="GenerativeModel{TExamples, TLabel}.WithPrior"/>
    public new TSelf WithPrior(IReadOnlyList<double> prior) => (TSelf)base.WithPrior(prior);

    /// <inheritdoc/>
    protected sealed override GenerativeModel<Table, TLabel> CopyWithPrior(IReadOnlyList<double> prior) => With(Labels, statistics, new PriorRule(prior));

    /// <summary>A model of the same recipe with other statistics.</summary>
    private protected abstract TSelf With(IReadOnlyList<TLabel> labels, LabelStatistics statistics, PriorRule prior);

    /// <summary>Sums up rows of the model's columns.</summary>
    private protected abstract LabelStatistics Summarize(Table examples, int[] codes, int labels, double[]? weights, CancellationToken cancellation);

    /// <summary>Checks that the other model has the same hyperparameters.</summary>
    private protected abstract void RequireSameRecipe(TSelf other);

    /// <summary>Draws a row of the label with this number.</summary>
    private protected abstract void GenerateRow(int label, SeededRandom random, Span<double> row);

    private protected override Table GenerateRows(int label, int count, ulong seed, CancellationToken cancellation)
    {
        var values = new double[checked(count * Columns)];
        Chunks.Run(count, CostOfGenerating, (first, rows) =>
        {
            for (var i = first; i < first + rows; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                GenerateRow(label, SeededRandom.ForPart(seed, (ulong)i), values.AsSpan(i * Columns, Columns));
            }
        });
        return Table.FromFlat(values, Schema);
    }

    // A random number takes about as long as so many multiplications.
    long CostOfGenerating => 50L * Columns;

    TSelf Joined(IReadOnlyList<TLabel> otherLabels, LabelStatistics other)
    {
        var (labels, sum) = LabelStatistics.Joined(Labels, statistics, otherLabels, other);
        FitArguments.RequirePriorOf(PriorRule.Given, labels.Count);
        return With(labels, sum, PriorRule);
    }
}
