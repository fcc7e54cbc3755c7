using System.Numerics.Tensors;

namespace Twofold.Tables;

/// <summary>
/// A fitted categorical naive Bayes: <c>x[j] | label</c> is category c with probability <c>p[j][label, c]</c>, independent of the other columns.
/// Immutable.
/// </summary>
/// <typeparam name="TLabel">The caller's own type of label.</typeparam>
public sealed class CategoricalNaiveBayesModel<TLabel>
    : NaiveBayesModel<CategoricalNaiveBayesModel<TLabel>, TLabel>, IStoredModel<CategoricalNaiveBayesModel<TLabel>, TLabel>
    where TLabel : notnull
{
    readonly CategoryCounts counts;

    // Probabilities and their logarithms, [all categories, labels]: what a cell adds to the labels' sums stands together.
    readonly double[,] shares;
    readonly double[,] logs;

    /// <summary>Restores a model from its parameters, which must not be changed afterwards.</summary>
    /// <param name="labels">The labels.</param>
    /// <param name="labelWeights">The weight of each label's examples together, <c>[labels]</c>: their number where all count 1.</param>
    /// <param name="counts">
    /// For each column the weight of the examples of each category, <c>[labels, categories]</c>; its sum is less than the label's where cells are
    /// missing.
    /// </param>
    /// <param name="alpha">What is added to the count of every category.</param>
    /// <param name="prior">One non-negative weight for each label; null for the labels' shares of the weight.</param>
    /// <param name="schema">The columns; null for numbers without names.</param>
    /// <exception cref="TwofoldException">The shapes do not match, or a parameter is out of its range.</exception>
    public CategoricalNaiveBayesModel(
        IReadOnlyList<TLabel> labels,
        IReadOnlyList<double> labelWeights,
        IReadOnlyList<double[,]> counts,
        double alpha = 1,
        IReadOnlyList<double>? prior = null,
        Schema? schema = null)
        : this(labels, Restored(labels, labelWeights, counts), alpha, new PriorRule(prior), schema ?? Schema.OfNumbers(counts.Count))
    {
    }

    internal CategoricalNaiveBayesModel(IReadOnlyList<TLabel> labels, CategoryCounts counts, double alpha, PriorRule prior, Schema schema)
        : base(labels, counts, prior, schema)
    {
        (this.counts, Alpha) = (counts, FitArguments.RequireAlpha(alpha));
        shares = new double[counts.Counts.GetLength(1), labels.Count];
        logs = new double[counts.Counts.GetLength(1), labels.Count];
        for (var k = 0; k < labels.Count; k++)
            for (var j = 0; j < Columns; j++)
            {
                var total = counts.ObservedAt(k, j) + (alpha * counts.Sizes[j]);
                for (var c = counts.Starts[j]; c < counts.Starts[j] + counts.Sizes[j]; c++)
                {
                    shares[c, k] = (counts.Counts[k, c] + alpha) / total;
                    logs[c, k] = Math.Log(counts.Counts[k, c] + alpha) - Math.Log(total);
                }
            }
    }

    /// <summary>What was added to the count of every category.</summary>
    public double Alpha { get; }

    Schema IStoredModel<CategoricalNaiveBayesModel<TLabel>, TLabel>.Schema => Schema;

    private protected override long CostOfRow => (long)Columns * (Labels.Count + 1);

    /// <summary>
    /// The probabilities of a column's categories, <c>[labels, categories]</c>; each row sums to one. Their logarithms are scikit-learn's
    /// <c>feature_log_prob_</c>.
    /// </summary>
    public double[,] Probabilities(int column)
    {
        var probabilities = new double[Labels.Count, counts.Sizes[column]];
        for (var k = 0; k < Labels.Count; k++)
            for (var c = 0; c < counts.Sizes[column]; c++)
                probabilities[k, c] = shares[counts.Starts[column] + c, k];
        return probabilities;
    }

    void IStoredParameters.AddTo(SafeTensors tensors)
    {
        tensors.Add("sizes", [.. counts.Sizes.Select(size => (double)size)], Columns);
        counts.AddTo(tensors);
        tensors.Add("alpha", [Alpha], 1);
        PriorRule.AddTo(tensors);
    }

    static CategoricalNaiveBayesModel<TLabel> IStoredModel<CategoricalNaiveBayesModel<TLabel>, TLabel>.From(SafeTensors tensors, IReadOnlyList<TLabel> labels, Schema schema)
    {
        var sizes = tensors.Read("sizes", schema.Count);
        if (!sizes.All(size => size is >= 0 and < int.MaxValue && size == Math.Floor(size)) || sizes.Sum() > int.MaxValue)
            throw new TwofoldException("The model's numbers of categories are damaged: train it again or take it from a backup.");
        var counts = CategoryCounts.From(tensors, labels.Count, Array.ConvertAll(sizes, size => (int)size));
        return new CategoricalNaiveBayesModel<TLabel>(labels, counts, tensors.Read("alpha", 1)[0], PriorRule.From(tensors, labels.Count), schema);
    }

    private protected override void LogLikelihood(ReadOnlySpan<double> rows, int count, Span<double> likelihood)
    {
        likelihood.Clear();
        for (var i = 0; i < count; i++)
        {
            var row = rows.Slice(i * Columns, Columns);
            var answers = likelihood.Slice(i * Labels.Count, Labels.Count);
            for (var j = 0; j < row.Length; j++)
            {
                if (double.IsNaN(row[j]))
                    continue;
                if (!IsKnown(row[j], j))
                {
                    answers.Fill(double.NaN);
                    break;
                }

                var addends = logs.Row(counts.Starts[j] + (int)row[j]);
                for (var k = 0; k < answers.Length; k++)
                    answers[k] += addends[k];
            }
        }
    }

    private protected override void RequireLikelihood(double[,] likelihood, Table examples)
    {
        for (var i = 0; i < examples.Count; i++)
            for (var j = 0; j < Columns; j++)
                if (!double.IsNaN(examples[i, j]) && !IsKnown(examples[i, j], j))
                    throw new TwofoldException(
                        $"Row {i}, {Schema.Describe(j)} is {examples[i, j]}, where the model knows the categories 0 to {counts.Sizes[j] - 1}: "
                        + "correct it, or leave the cell empty (NaN) to have it counted as missing.");
        base.RequireLikelihood(likelihood, examples);
    }

    private protected override void ImputeRow(Span<double> row, ReadOnlySpan<double> posterior)
    {
        for (var j = 0; j < row.Length; j++)
        {
            if (!double.IsNaN(row[j]))
                continue;
            var best = double.NegativeInfinity;
            for (var c = 0; c < counts.Sizes[j]; c++)
            {
                var probability = TensorPrimitives.Dot(posterior, shares.Row(counts.Starts[j] + c));
                if (probability > best)
                    (best, row[j]) = (probability, c);
            }
        }
    }

    private protected override void GenerateRow(int label, SeededRandom random, Span<double> row)
    {
        for (var j = 0; j < row.Length; j++)
        {
            var left = random.NextDouble();
            var c = 0;
            for (; c < counts.Sizes[j] - 1 && left >= shares[counts.Starts[j] + c, label]; c++)
                left -= shares[counts.Starts[j] + c, label];
            row[j] = counts.Sizes[j] == 0 ? double.NaN : c;
        }
    }

    private protected override CategoricalNaiveBayesModel<TLabel> With(IReadOnlyList<TLabel> labels, LabelStatistics statistics, PriorRule prior) =>
        new(labels, (CategoryCounts)statistics, Alpha, prior, Schema);

    private protected override LabelStatistics Summarize(Table examples, int[] codes, int labels, double[]? weights, CancellationToken cancellation) =>
        CategoryCounts.Of(examples, codes, labels, weights, cancellation);

    private protected override void RequireSameRecipe(CategoricalNaiveBayesModel<TLabel> other) => FitArguments.RequireSame(nameof(Alpha), Alpha, other.Alpha);

    bool IsKnown(double cell, int column) => cell >= 0 && cell < counts.Sizes[column] && cell == Math.Floor(cell);

    static CategoryCounts Restored(IReadOnlyList<TLabel> labels, IReadOnlyList<double> labelWeights, IReadOnlyList<double[,]> counts)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(labelWeights);
        ArgumentNullException.ThrowIfNull(counts);
        if (labelWeights.Count != labels.Count || counts.Count == 0 || counts.Any(column => column.GetLength(0) != labels.Count))
            throw new TwofoldException(
                $"{labels.Count} labels, {labelWeights.Count} label weights and the counts of {counts.Count} columns: "
                + "one weight for each label and, for each column, [labels, categories] are expected.");
        int[] sizes = [.. counts.Select(column => column.GetLength(1))];
        var restored = new CategoryCounts([.. labelWeights], sizes, new double[labels.Count, sizes.Sum()]);
        for (var j = 0; j < sizes.Length; j++)
            for (var k = 0; k < labels.Count; k++)
                counts[j].Row(k).CopyTo(restored.Counts.Row(k)[restored.Starts[j]..]);
        restored.RequireInRange();
        return restored;
    }
}
