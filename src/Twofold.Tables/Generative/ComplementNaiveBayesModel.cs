using System.Numerics.Tensors;

namespace Twofold.Tables;

/// <summary>
/// A fitted complement naive Bayes: a score of each label that is linear in the counts, and the softmax over the scores. A missing cell (NaN)
/// adds nothing to any score. Immutable.
/// </summary>
/// <typeparam name="TLabel">The caller's own type of label.</typeparam>
public sealed class ComplementNaiveBayesModel<TLabel>
    : IClassifier<Table, TLabel>, IIncrementalModel<ComplementNaiveBayesModel<TLabel>, Table, TLabel>, IStoredModel<ComplementNaiveBayesModel<TLabel>, TLabel>
    where TLabel : notnull
{
    const int BlockNumbers = 16_384;
    const int MostOnStack = 128;

    readonly LabelSums sums;
    readonly double[,] featureWeights;

    /// <summary>Restores a model from its parameters, which are copied.</summary>
    /// <param name="labels">The labels.</param>
    /// <param name="labelWeights">The weight of each label's examples together, <c>[labels]</c>: their number where all count 1.</param>
    /// <param name="counts">The weighted sum of every column for each label, <c>[labels, columns]</c>, at least 0.</param>
    /// <param name="alpha">What is added to the count of every column.</param>
    /// <param name="norm">Whether each label's weights are divided by their sum.</param>
    /// <param name="schema">The columns; null for numbers without names.</param>
    /// <exception cref="TwofoldException">The shapes do not match, or a parameter is out of its range.</exception>
    public ComplementNaiveBayesModel(
        IReadOnlyList<TLabel> labels, IReadOnlyList<double> labelWeights, double[,] counts, double alpha = 1, bool norm = false, Schema? schema = null)
        : this(labels, LabelSums.Restored(labels.Count, labelWeights, counts), alpha, norm, schema ?? Schema.OfNumbers(counts.GetLength(1)))
    {
    }

    internal ComplementNaiveBayesModel(IReadOnlyList<TLabel> labels, LabelSums sums, double alpha, bool norm, Schema schema)
    {
        (Labels, this.sums, Alpha, Norm, Schema) = ([.. labels], sums, FitArguments.RequireAlpha(alpha), norm, schema);
        var all = new double[schema.Count];
        for (var k = 0; k < labels.Count; k++)
            for (var j = 0; j < all.Length; j++)
                all[j] += sums.Expected(k, j);
        featureWeights = new double[labels.Count, schema.Count];
        for (var k = 0; k < labels.Count; k++)
        {
            var weights = featureWeights.Row(k);
            for (var j = 0; j < all.Length; j++)
                weights[j] = Math.Max(all[j] - sums.Expected(k, j), 0) + alpha;
            TensorPrimitives.Divide(weights, TensorPrimitives.Sum<double>(weights), weights);
            TensorPrimitives.Log(weights, weights);
            if (norm)
                TensorPrimitives.Divide(weights, TensorPrimitives.Sum<double>(weights), weights);
            else
                TensorPrimitives.Negate(weights, weights);
        }

        // Of a single column every label's weight is log 1, and there is nothing to divide by.
        if (!TensorPrimitives.IsFiniteAll<double>(featureWeights.AsFlatSpan()))
            featureWeights.AsFlatSpan().Clear();
    }

    /// <inheritdoc/>
    public IReadOnlyList<TLabel> Labels { get; }

    /// <summary>The columns that the model was fitted on.</summary>
    public Schema Schema { get; }

    /// <summary>What a count adds to each label's score, <c>[labels, columns]</c>, scikit-learn's <c>feature_log_prob_</c>; a copy.</summary>
    public double[,] FeatureWeights => (double[,])featureWeights.Clone();

    /// <summary>What was added to the count of every column.</summary>
    public double Alpha { get; }

    /// <summary>Whether each label's weights were divided by their sum.</summary>
    public bool Norm { get; }

    /// <summary>The weight of each label's examples together, <c>[labels]</c>: their number where all count 1.</summary>
    public IReadOnlyList<double> LabelWeights => sums.LabelWeights;

    /// <summary>The scores, <c>[examples, labels]</c>: log p(label | example) up to a constant for each example.</summary>
    /// <exception cref="TwofoldException">The table has other columns than the model, or numbers negative, infinite or too large.</exception>
    public double[,] DecisionFunction(Table examples)
    {
        var table = examples.Conform(Schema);
        var scores = new double[table.Count, Labels.Count];
        Chunks.Run(table.Count, (long)Schema.Count * Labels.Count, (first, count) =>
        {
            var block = Math.Clamp(BlockNumbers / Schema.Count, 1, count);
            var scratch = table.Scratch(block);
            for (var from = first; from < first + count; from += block)
            {
                var rows = Math.Min(block, first + count - from);
                Score(table.Rows(from, rows, scratch), rows, scores.AsFlatSpan().Slice(from * Labels.Count, rows * Labels.Count));
            }
        });
        if (!TensorPrimitives.IsFiniteAll<double>(scores.AsFlatSpan()))
            FitArguments.RequireLikelihood(scores, table);
        return scores;
    }

    /// <inheritdoc/>
    /// <exception cref="TwofoldException">The table has other columns than the model, or numbers infinite or too large.</exception>
    public double[,] PredictProbabilities(Table examples)
    {
        var scores = DecisionFunction(examples);
        LogSpaceRows.Softmax(scores.AsFlatSpan(), new double[Labels.Count]);
        return scores;
    }

    /// <inheritdoc/>
    /// <exception cref="TwofoldException">The table has other columns than the model, or numbers infinite or too large.</exception>
    public TLabel[] Predict(Table examples)
    {
        var scores = DecisionFunction(examples);
        var labels = new TLabel[scores.GetLength(0)];
        for (var i = 0; i < labels.Length; i++)
            labels[i] = Labels[LogSpace.IndexOfMax(scores.Row(i))];
        return labels;
    }

    /// <summary>The most probable label of one row, <c>[columns]</c>; NaN is a missing cell. Takes no memory.</summary>
    /// <exception cref="TwofoldException">The row has another number of columns than the model.</exception>
    public TLabel Predict(ReadOnlySpan<double> row)
    {
        FitArguments.RequireColumns(row, Schema.Count);
        Span<double> scores = Labels.Count <= MostOnStack ? stackalloc double[Labels.Count] : new double[Labels.Count];
        Score(row, 1, scores);
        return Labels[LogSpace.IndexOfMax(scores)];
    }

    /// <summary>p(label | row) of one row, <c>[columns]</c>, into <paramref name="probabilities"/>, <c>[labels]</c>. Takes no memory.</summary>
    /// <exception cref="TwofoldException">The row has another number of columns than the model, or there is not one place for each label.</exception>
    public void PredictProbabilities(ReadOnlySpan<double> row, Span<double> probabilities)
    {
        FitArguments.RequirePlaces(probabilities, Labels.Count);
        FitArguments.RequireColumns(row, Schema.Count);
        Score(row, 1, probabilities);
        LogSpace.Softmax(probabilities, probabilities);
    }

    /// <inheritdoc/>
    public ComplementNaiveBayesModel<TLabel> FitIncrementally(
        Table examples, IReadOnlyList<TLabel> labels, IReadOnlyList<double>? weights = null, CancellationToken cancellation = default)
    {
        var table = examples.Conform(Schema);
        var encoding = LabelEncoding.Of(labels, table.Count);
        return Joined(encoding.Labels, LabelSums.Of(table, encoding.Codes, encoding.Labels.Count, FitArguments.Weights(weights, encoding), null, cancellation));
    }

    /// <inheritdoc/>
    public ComplementNaiveBayesModel<TLabel> Merge(ComplementNaiveBayesModel<TLabel> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        FitArguments.RequireSameColumns(Schema, other.Schema);
        FitArguments.RequireSame(nameof(Alpha), Alpha, other.Alpha);
        FitArguments.RequireSame(nameof(Norm), Norm ? 1 : 0, other.Norm ? 1 : 0);
        return Joined(other.Labels, other.sums);
    }

    void IStoredParameters.AddTo(SafeTensors tensors)
    {
        sums.AddTo(tensors);
        tensors.Add("alpha", [Alpha], 1);
        tensors.Add("norm", [Norm ? 1.0 : 0.0], 1);
    }

    static ComplementNaiveBayesModel<TLabel> IStoredModel<ComplementNaiveBayesModel<TLabel>, TLabel>.From(SafeTensors tensors, IReadOnlyList<TLabel> labels, Schema schema) =>
        new(labels, LabelSums.From(tensors, labels.Count, schema.Count), tensors.Read("alpha", 1)[0], tensors.Read("norm", 1)[0] != 0, schema);

    ComplementNaiveBayesModel<TLabel> Joined(IReadOnlyList<TLabel> otherLabels, LabelSums other)
    {
        var (labels, sum) = LabelStatistics.Joined(Labels, sums, otherLabels, other);
        return new ComplementNaiveBayesModel<TLabel>(labels, (LabelSums)sum, Alpha, Norm, Schema);
    }

    void Score(ReadOnlySpan<double> rows, int count, Span<double> scores)
    {
        var (labels, columns) = (Labels.Count, Schema.Count);
        scores.Clear();
        ProductOfRows.Add(rows, columns, featureWeights.AsFlatSpan(), columns, scores, labels, count, labels, columns);
        for (var i = 0; i < count; i++)
        {
            if (!double.IsNaN(scores[i * labels]))
                continue;
            var row = rows.Slice(i * columns, columns);
            for (var k = 0; k < labels; k++)
            {
                var sum = 0.0;
                for (var j = 0; j < columns; j++)
                    sum += double.IsNaN(row[j]) ? 0 : row[j] * featureWeights[k, j];
                scores[(i * labels) + k] = sum;
            }
        }
    }
}
