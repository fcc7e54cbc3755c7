using System.Numerics.Tensors;

namespace Twofold.Tables;

/// <summary>
/// A fitted Gaussian naive Bayes: <c>x[j] | label ~ Normal(mean[label, j], variance[label, j])</c>, independent of the other columns. Immutable.
/// </summary>
/// <typeparam name="TLabel">The caller's own type of label.</typeparam>
public sealed class GaussianNaiveBayesModel<TLabel> : NaiveBayesModel<GaussianNaiveBayesModel<TLabel>, TLabel>, IStoredModel<GaussianNaiveBayesModel<TLabel>, TLabel>
    where TLabel : notnull
{
    readonly LabelMoments moments;
    readonly double[,] means;
    readonly double[,] variances;
    readonly double[,] halfPrecisions;
    readonly double[,] logScales;
    readonly double[] logNormalizers;

    /// <summary>Restores a model from its parameters, which are copied.</summary>
    /// <param name="labels">The labels.</param>
    /// <param name="labelWeights">The weight of each label's examples together, <c>[labels]</c>: their number where all count 1.</param>
    /// <param name="means">The mean of each label, <c>[labels, columns]</c>.</param>
    /// <param name="variances">The variances before smoothing, <c>[labels, columns]</c>, at least 0.</param>
    /// <param name="observed">The weight of the examples whose cell is known, <c>[labels, columns]</c>; null where none is missing.</param>
    /// <param name="varianceSmoothing">The share of the largest variance of any column that is added to every variance.</param>
    /// <param name="prior">One non-negative weight for each label; null for the labels' shares of the weight.</param>
    /// <param name="schema">The columns; null for numbers without names.</param>
    /// <exception cref="TwofoldException">The shapes do not match, or a parameter is out of its range.</exception>
    public GaussianNaiveBayesModel(
        IReadOnlyList<TLabel> labels,
        IReadOnlyList<double> labelWeights,
        double[,] means,
        double[,] variances,
        double[,]? observed = null,
        double varianceSmoothing = 1e-9,
        IReadOnlyList<double>? prior = null,
        Schema? schema = null)
        : this(labels, Restored(labels, labelWeights, means, variances, observed), varianceSmoothing, new PriorRule(prior), schema ?? Schema.OfNumbers(means.GetLength(1)))
    {
    }

    internal GaussianNaiveBayesModel(
        IReadOnlyList<TLabel> labels, LabelMoments moments, double varianceSmoothing, PriorRule prior, Schema schema)
        : base(labels, moments, prior, schema)
    {
        (this.moments, VarianceSmoothing) = (moments, varianceSmoothing);
        var (pooledMeans, pooledVariances) = Pooled(moments, schema);
        Epsilon = varianceSmoothing * TensorPrimitives.Max<double>(pooledVariances);
        (means, variances) = Estimate(moments, pooledMeans, pooledVariances);
        TensorPrimitives.Add(variances.AsFlatSpan(), Epsilon, variances.AsFlatSpan());

        halfPrecisions = new double[labels.Count, Columns];
        TensorPrimitives.Divide(0.5, variances.AsFlatSpan(), halfPrecisions.AsFlatSpan());
        if (!TensorPrimitives.IsFiniteAll<double>(halfPrecisions.AsFlatSpan()))
            throw NoVariance();
        logScales = new double[labels.Count, Columns];
        TensorPrimitives.Multiply(variances.AsFlatSpan(), 2 * Math.PI, logScales.AsFlatSpan());
        TensorPrimitives.Log<double>(logScales.AsFlatSpan(), logScales.AsFlatSpan());
        TensorPrimitives.Multiply(logScales.AsFlatSpan(), -0.5, logScales.AsFlatSpan());
        logNormalizers = new double[labels.Count];
        for (var k = 0; k < labels.Count; k++)
            logNormalizers[k] = TensorPrimitives.Sum<double>(logScales.Row(k));
    }

    /// <summary>
    /// The mean of each label, <c>[labels, columns]</c>, a copy. Where none of a label's examples has a number in a column, the mean and variance of all
    /// examples stand in: the column then says little about that label.
    /// </summary>
    public double[,] Means => (double[,])means.Clone();

    /// <summary>The variances, <see cref="Epsilon"/> included, <c>[labels, columns]</c>, a copy.</summary>
    public double[,] Variances => (double[,])variances.Clone();

    /// <summary>The share of the largest variance of any column that is added to every variance.</summary>
    public double VarianceSmoothing { get; }

    /// <summary>What was added to every variance.</summary>
    public double Epsilon { get; }

    Schema IStoredModel<GaussianNaiveBayesModel<TLabel>, TLabel>.Schema => Schema;

    private protected override long CostOfRow => 3L * Labels.Count * Columns;

    void IStoredParameters.AddTo(SafeTensors tensors)
    {
        moments.AddTo(tensors);
        tensors.Add("variance-smoothing", [VarianceSmoothing], 1);
        PriorRule.AddTo(tensors);
    }

    static GaussianNaiveBayesModel<TLabel> IStoredModel<GaussianNaiveBayesModel<TLabel>, TLabel>.From(SafeTensors tensors, IReadOnlyList<TLabel> labels, Schema schema) =>
        new(
            labels, LabelMoments.From(tensors, labels.Count, schema.Count), tensors.Read("variance-smoothing", 1)[0],
            PriorRule.From(tensors, labels.Count), schema);

    private protected override void LogLikelihood(ReadOnlySpan<double> rows, int count, Span<double> likelihood)
    {
        var labels = Labels.Count;
        DiagonalDistances.Of(rows, means.AsFlatSpan(), halfPrecisions.AsFlatSpan(), count, labels, Columns, likelihood);
        for (var i = 0; i < count; i++)
        {
            var answers = likelihood.Slice(i * labels, labels);
            if (!double.IsFinite(answers[0]))
                LogLikelihoodOfKnown(rows.Slice(i * Columns, Columns), answers);
            else
                for (var k = 0; k < labels; k++)
                    answers[k] = logNormalizers[k] - answers[k];
        }
    }

    // A missing cell is a factor less: its integral over all that it could be is one.
    void LogLikelihoodOfKnown(ReadOnlySpan<double> row, Span<double> answers)
    {
        for (var k = 0; k < answers.Length; k++)
        {
            var mean = means.Row(k);
            var halves = halfPrecisions.Row(k);
            var scales = logScales.Row(k);
            var sum = 0.0;
            for (var j = 0; j < row.Length; j++)
            {
                if (double.IsNaN(row[j]))
                    continue;
                var difference = row[j] - mean[j];
                sum += scales[j] - (difference * halves[j] * difference);
            }

            answers[k] = sum;
        }

        // A Gaussian is nowhere zero: what is so far from all of them cannot be calculated.
        if (TensorPrimitives.Max<double>(answers) == double.NegativeInfinity)
            answers.Fill(double.NaN);
    }

    private protected override void ImputeRow(Span<double> row, ReadOnlySpan<double> posterior)
    {
        for (var j = 0; j < row.Length; j++)
        {
            if (!double.IsNaN(row[j]))
                continue;
            row[j] = 0;
            for (var k = 0; k < posterior.Length; k++)
                row[j] += posterior[k] * means[k, j];
        }
    }

    private protected override void GenerateRow(int label, SeededRandom random, Span<double> row)
    {
        for (var j = 0; j < row.Length; j++)
            row[j] = means[label, j] + (Math.Sqrt(variances[label, j]) * random.NextGaussian());
    }

    private protected override GaussianNaiveBayesModel<TLabel> With(IReadOnlyList<TLabel> labels, LabelStatistics statistics, PriorRule prior) =>
        new(labels, (LabelMoments)statistics, VarianceSmoothing, prior, Schema);

    private protected override LabelStatistics Summarize(Table examples, int[] codes, int labels, double[]? weights, CancellationToken cancellation) =>
        LabelMoments.Of(examples, codes, labels, weights, cancellation);

    private protected override void RequireSameRecipe(GaussianNaiveBayesModel<TLabel> other) =>
        FitArguments.RequireSame(nameof(VarianceSmoothing), VarianceSmoothing, other.VarianceSmoothing);

    // Mean and variance of all examples, whatever their label.
    static (double[] Means, double[] Variances) Pooled(LabelMoments moments, Schema schema)
    {
        var (means, variances) = (new double[schema.Count], new double[schema.Count]);
        for (var j = 0; j < means.Length; j++)
        {
            (means[j], variances[j]) = moments.IsObserved(j)
                ? moments.Pooled(j)
                : throw new TwofoldException($"No example has a number in {schema.Describe(j)}: leave the column out.");
            if (!double.IsFinite(variances[j]))
                throw LabelMoments.TooLarge(schema, j);
        }

        return (means, variances);
    }

    static (double[,] Means, double[,] Variances) Estimate(LabelMoments moments, double[] pooledMeans, double[] pooledVariances)
    {
        var (labels, columns) = (moments.LabelWeights.Length, pooledMeans.Length);
        var (means, variances) = (moments.Means, new double[labels, columns]);
        if (moments.Observed is null)
        {
            for (var k = 0; k < labels; k++)
                TensorPrimitives.Divide(moments.Squares.Row(k), moments.LabelWeights[k], variances.Row(k));
            return (means, variances);
        }

        means = (double[,])means.Clone();
        for (var k = 0; k < labels; k++)
            for (var j = 0; j < columns; j++)
                (means[k, j], variances[k, j]) = moments.Observed[k, j] > 0
                    ? (means[k, j], moments.Squares[k, j] / moments.Observed[k, j])
                    : (pooledMeans[j], pooledVariances[j]);
        return (means, variances);
    }

    TwofoldException NoVariance()
    {
        var index = 0;
        while (double.IsFinite(halfPrecisions.AsFlatSpan()[index]))
            index++;
        var column = Schema.Describe(index % Columns);
        return new TwofoldException(
            $"For the label '{Labels[index / Columns]}' {column} is constant, or its variance too small to divide by, and {nameof(VarianceSmoothing)} {VarianceSmoothing} "
            + $"of the largest variance, {Epsilon}, does not help: leave the column out, multiply it by a constant, or give a larger {nameof(VarianceSmoothing)}.");
    }

    static LabelMoments Restored(IReadOnlyList<TLabel> labels, IReadOnlyList<double> labelWeights, double[,] means, double[,] variances, double[,]? observed)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(labelWeights);
        ArgumentNullException.ThrowIfNull(means);
        ArgumentNullException.ThrowIfNull(variances);
        var (k, columns) = (labels.Count, means.GetLength(1));
        if (labelWeights.Count != k || !HasShape(means) || !HasShape(variances) || (observed is not null && !HasShape(observed)))
            throw new TwofoldException(
                $"{k} labels, {labelWeights.Count} label weights, means of shape [{means.GetLength(0)}, {columns}] and variances of shape "
                + $"[{variances.GetLength(0)}, {variances.GetLength(1)}]: a Gaussian naive Bayes needs one weight for each label and [labels, columns].");
        var squares = (double[,])variances.Clone();
        for (var label = 0; label < k; label++)
            if (observed is null)
                TensorPrimitives.Multiply(squares.Row(label), labelWeights[label], squares.Row(label));
            else
                TensorPrimitives.Multiply(squares.Row(label), observed.Row(label), squares.Row(label));
        var moments = new LabelMoments([.. labelWeights], (double[,]?)observed?.Clone(), (double[,])means.Clone(), squares);
        moments.RequireInRange();
        return moments;

        bool HasShape(double[,] array) => array.GetLength(0) == k && array.GetLength(1) == columns && columns > 0;
    }
}
