using System.Buffers;

namespace Twofold.Tables;

/// <summary>
/// A fitted Bernoulli naive Bayes: <c>x[j] > Binarize | label</c> with probability <c>p[label, j]</c>, independent of the other columns. Its
/// density is the probability of which cells are above the threshold, whatever they are; what it makes are the threshold itself for no and one
/// more for yes: 0 and 1 by default. Immutable.
/// </summary>
/// <typeparam name="TLabel">The caller's own type of label.</typeparam>
public sealed class BernoulliNaiveBayesModel<TLabel>
    : NaiveBayesModel<BernoulliNaiveBayesModel<TLabel>, TLabel>, IStoredModel<BernoulliNaiveBayesModel<TLabel>, TLabel>
    where TLabel : notnull
{
    const int MostOnStack = 256;

    readonly LabelSums sums;
    readonly double[,] probabilities;
    readonly double[,] logNo;
    readonly double[,] logOdds;
    readonly double[] logAllNo;

    /// <summary>Restores a model from its parameters, which are copied.</summary>
    /// <param name="labels">The labels.</param>
    /// <param name="labelWeights">The weight of each label's examples together, <c>[labels]</c>: their number where all count 1.</param>
    /// <param name="counts">The weight of those above the threshold, <c>[labels, columns]</c>.</param>
    /// <param name="alpha">What is added to the number of both yes and no.</param>
    /// <param name="binarize">A cell above this is a yes.</param>
    /// <param name="prior">One non-negative weight for each label; null for the labels' shares of the weight.</param>
    /// <param name="schema">The columns; null for numbers without names.</param>
    /// <exception cref="TwofoldException">The shapes do not match, or a parameter is out of its range.</exception>
    public BernoulliNaiveBayesModel(
        IReadOnlyList<TLabel> labels,
        IReadOnlyList<double> labelWeights,
        double[,] counts,
        double alpha = 1,
        double binarize = 0,
        IReadOnlyList<double>? prior = null,
        Schema? schema = null)
        : this(labels, LabelSums.Restored(labels.Count, labelWeights, counts), alpha, binarize, new PriorRule(prior), schema ?? Schema.OfNumbers(counts.GetLength(1)))
    {
    }

    internal BernoulliNaiveBayesModel(IReadOnlyList<TLabel> labels, LabelSums sums, double alpha, double binarize, PriorRule prior, Schema schema)
        : base(labels, sums, prior, schema)
    {
        (this.sums, Alpha, Binarize) = (sums, FitArguments.RequireAlpha(alpha), binarize);
        probabilities = new double[labels.Count, Columns];
        (logNo, logOdds, logAllNo) = (new double[labels.Count, Columns], new double[labels.Count, Columns], new double[labels.Count]);
        for (var k = 0; k < labels.Count; k++)
            for (var j = 0; j < Columns; j++)
            {
                var (yes, all) = (sums.Sums[k, j] + alpha, sums.ObservedAt(k, j) + (2 * alpha));
                if (yes - alpha > all - (2 * alpha) + (1e-9 * all))
                    throw new TwofoldException($"The model counts more cells of column {j} above the threshold than there are: its file is damaged. Train it again.");
                probabilities[k, j] = yes / all;
                logNo[k, j] = Math.Log((all - yes) / all);
                logOdds[k, j] = Math.Log(yes / all) - logNo[k, j];
                logAllNo[k] += logNo[k, j];
            }
    }

    /// <summary>The probability of a yes, <c>[labels, columns]</c>, a copy; its logarithm is scikit-learn's <c>feature_log_prob_</c>.</summary>
    public double[,] Probabilities => (double[,])probabilities.Clone();

    /// <summary>What was added to the number of both yes and no.</summary>
    public double Alpha { get; }

    /// <summary>A cell above this is a yes.</summary>
    public double Binarize { get; }

    Schema IStoredModel<BernoulliNaiveBayesModel<TLabel>, TLabel>.Schema => Schema;

    private protected override long CostOfRow => (long)Columns * (Labels.Count + 1);

    void IStoredParameters.AddTo(SafeTensors tensors)
    {
        sums.AddTo(tensors);
        tensors.Add("alpha", [Alpha], 1);
        tensors.Add("binarize", [Binarize], 1);
        PriorRule.AddTo(tensors);
    }

    static BernoulliNaiveBayesModel<TLabel> IStoredModel<BernoulliNaiveBayesModel<TLabel>, TLabel>.From(SafeTensors tensors, IReadOnlyList<TLabel> labels, Schema schema) =>
        new(
            labels, LabelSums.From(tensors, labels.Count, schema.Count), tensors.Read("alpha", 1)[0], tensors.Read("binarize", 1)[0],
            PriorRule.From(tensors, labels.Count), schema);

    private protected override void LogLikelihood(ReadOnlySpan<double> rows, int count, Span<double> likelihood)
    {
        var labels = Labels.Count;
        var pooled = Columns * count > MostOnStack ? ArrayPool<double>.Shared.Rent(Columns * count) : null;
        Span<double> yes = pooled is null ? stackalloc double[Columns * count] : pooled.AsSpan(0, Columns * count);
        Above.Of(rows[..yes.Length], Binarize, yes);
        for (var i = 0; i < count; i++)
            logAllNo.CopyTo(likelihood[(i * labels)..]);
        ProductOfRows.Add(yes, Columns, logOdds.AsFlatSpan(), Columns, likelihood, labels, count, labels, Columns);
        if (pooled is not null)
            ArrayPool<double>.Shared.Return(pooled);
        for (var i = 0; i < count; i++)
            if (double.IsNaN(likelihood[i * labels]))
                LogLikelihoodOfKnown(rows.Slice(i * Columns, Columns), likelihood.Slice(i * labels, labels));
    }

    // A missing cell is a factor less: yes and no together are certain.
    void LogLikelihoodOfKnown(ReadOnlySpan<double> row, Span<double> answers)
    {
        for (var k = 0; k < answers.Length; k++)
        {
            answers[k] = 0;
            for (var j = 0; j < row.Length; j++)
                if (double.IsInfinity(row[j]))
                    answers[k] = double.NaN;
                else if (!double.IsNaN(row[j]))
                    answers[k] += row[j] > Binarize ? logNo[k, j] + logOdds[k, j] : logNo[k, j];
        }
    }

    private protected override void ImputeRow(Span<double> row, ReadOnlySpan<double> posterior)
    {
        for (var j = 0; j < row.Length; j++)
        {
            if (!double.IsNaN(row[j]))
                continue;
            var probability = 0.0;
            for (var k = 0; k < posterior.Length; k++)
                probability += posterior[k] * probabilities[k, j];
            row[j] = probability > 0.5 ? Binarize + 1 : Binarize;
        }
    }

    private protected override void GenerateRow(int label, SeededRandom random, Span<double> row)
    {
        for (var j = 0; j < row.Length; j++)
            row[j] = random.NextDouble() < probabilities[label, j] ? Binarize + 1 : Binarize;
    }

    private protected override BernoulliNaiveBayesModel<TLabel> With(IReadOnlyList<TLabel> labels, LabelStatistics statistics, PriorRule prior) =>
        new(labels, (LabelSums)statistics, Alpha, Binarize, prior, Schema);

    private protected override LabelStatistics Summarize(Table examples, int[] codes, int labels, double[]? weights, CancellationToken cancellation) =>
        LabelSums.Of(examples, codes, labels, weights, (row, yes) => Above.Of(row, Binarize, yes), cancellation);

    private protected override void RequireSameRecipe(BernoulliNaiveBayesModel<TLabel> other)
    {
        FitArguments.RequireSame(nameof(Alpha), Alpha, other.Alpha);
        FitArguments.RequireSame(nameof(Binarize), Binarize, other.Binarize);
    }
}
