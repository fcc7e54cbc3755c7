namespace Twofold;

/// <summary>
/// Bayes' rule, written once: a model supplies log p(example | label) and a prior; posterior, prediction, density and change of prior
/// follow. p(label | example) = p(example | label) p(label) / p(example), all in logarithms.
/// </summary>
/// <typeparam name="TExamples">A set of examples.</typeparam>
/// <typeparam name="TLabel">The caller's own type of label.</typeparam>
public abstract class GenerativeModel<TExamples, TLabel> : IGenerativeModel<TExamples, TLabel>
    where TLabel : notnull
{
    const int BlockNumbers = 2048;

    readonly double[] prior;
    readonly double[] logPrior;

    /// <summary>Creates a model with the labels' names and weights.</summary>
    /// <param name="labels">The labels, in the order of the likelihood's columns.</param>
    /// <param name="prior">One non-negative weight for each label; they are divided by their sum.</param>
    /// <exception cref="TwofoldException">Not one weight for each label, a weight is negative or not finite, or all are zero.</exception>
    protected GenerativeModel(IReadOnlyList<TLabel> labels, IReadOnlyList<double> prior)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(prior);
        Labels = labels;
        this.prior = GivenPrior.Normalized(prior, labels);
        logPrior = Array.ConvertAll(this.prior, Math.Log);
    }

    /// <inheritdoc/>
    public IReadOnlyList<TLabel> Labels { get; }

    /// <inheritdoc/>
    public IReadOnlyList<double> Prior => prior;

    /// <inheritdoc/>
    public virtual DensityKind DensityKind => DensityKind.Exact;

    /// <inheritdoc/>
    public abstract double[,] LogLikelihood(TExamples examples);

    /// <inheritdoc/>
    public abstract TExamples Generate(TLabel label, int count, ulong seed, CancellationToken cancellation = default);

    /// <summary>The same model under another prior. Called with a prior that has been checked and sums to one.</summary>
    protected abstract GenerativeModel<TExamples, TLabel> CopyWithPrior(IReadOnlyList<double> prior);

    /// <inheritdoc/>
    public IGenerativeModel<TExamples, TLabel> WithPrior(IReadOnlyList<double> prior)
    {
        ArgumentNullException.ThrowIfNull(prior);
        return CopyWithPrior(GivenPrior.Normalized(prior, Labels));
    }

    /// <inheritdoc/>
    public double[,] PredictProbabilities(TExamples examples)
    {
        var joint = LogLikelihood(examples);
        ForLogJoint(joint, (rows, _) => LogSpace.SoftmaxRows(rows, Labels.Count));
        return joint;
    }

    /// <inheritdoc/>
    public TLabel[] Predict(TExamples examples)
    {
        var joint = LogLikelihood(examples);
        var labels = new TLabel[joint.GetLength(0)];
        ForLogJoint(joint, (rows, first) =>
        {
            for (var i = 0; i < rows.Length / Labels.Count; i++)
                labels[first + i] = Labels[LogSpace.IndexOfMax(rows.Slice(i * Labels.Count, Labels.Count))];
        });
        return labels;
    }

    /// <inheritdoc/>
    public double[] LogDensity(TExamples examples)
    {
        var joint = LogLikelihood(examples);
        var density = new double[joint.GetLength(0)];
        ForLogJoint(joint, (rows, first) =>
        {
            for (var i = 0; i < rows.Length / Labels.Count; i++)
                density[first + i] = LogSpace.LogSumExp(rows.Slice(i * Labels.Count, Labels.Count));
        });
        return density;
    }

    /// <summary>Finds a label's column.</summary>
    /// <exception cref="TwofoldException">The model does not know the label; the message names those that it knows.</exception>
    protected int IndexOf(TLabel label) => LabelEncoding.IndexOf(Labels, label);

    // Makes log p(example, label) of the likelihoods, in place and in blocks of whole rows that stay in the cache for what is done with them.
    void ForLogJoint(double[,] likelihood, BlockOfRows work)
    {
        const int costOfExponential = 10;
        Chunks.Run(likelihood.GetLength(0), (long)costOfExponential * Labels.Count, (first, count) =>
        {
            var block = Math.Max(BlockNumbers / Labels.Count, 1);
            for (var from = first; from < first + count; from += block)
            {
                var rows = likelihood.AsFlatSpan().Slice(from * Labels.Count, Math.Min(block, first + count - from) * Labels.Count);
                LogSpace.AddToRows(rows, logPrior);
                work(rows, from);
            }
        });
    }

    delegate void BlockOfRows(Span<double> rows, int first);
}
