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
        Labels = [.. labels];
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
        double[,] probabilities = new double[0, Labels.Count];
        ForScores(examples, count =>
        {
            probabilities = new double[count, Labels.Count];
            return (scores, first) =>
            {
                LogSpaceRows.Softmax(scores, logPrior);
                scores.CopyTo(probabilities.AsFlatSpan()[(first * Labels.Count)..]);
            };
        });
        return probabilities;
    }

    /// <inheritdoc/>
    public TLabel[] Predict(TExamples examples)
    {
        TLabel[] labels = [], known = [.. Labels];
        ForScores(examples, count =>
        {
            labels = new TLabel[count];
            return (scores, first) =>
            {
                for (var at = 0; at < scores.Length; at += known.Length)
                    labels[first++] = known[LogSpaceRows.IndexOfMax(scores.Slice(at, known.Length), logPrior)];
            };
        });
        return labels;
    }

    /// <inheritdoc/>
    public double[] LogDensity(TExamples examples)
    {
        var likelihood = LogLikelihood(examples);
        var density = new double[likelihood.GetLength(0)];
        ForRows(likelihood, (first, count) => LogSpaceRows.LogSumExp(Rows(likelihood, first, count), logPrior, density.AsSpan(first, count)));
        return density;
    }

    /// <summary>
    /// Goes over log p(example | label) up to a number that is the same for all labels of an example: the posterior does not feel it, and some
    /// models can spare themselves the work. A model that answers in blocks hands on each while it is in the cache. By default all of <see cref="LogLikelihood"/>.
    /// </summary>
    /// <param name="examples">The examples.</param>
    /// <param name="prepare">Called once with the number of examples; says what to do with the scores. That is called from several threads.</param>
    private protected virtual void ForScores(TExamples examples, Func<int, ScoresAction> prepare)
    {
        var likelihood = LogLikelihood(examples);
        var action = prepare(likelihood.GetLength(0));
        ForRows(likelihood, (first, count) => action(Rows(likelihood, first, count), first));
    }

    /// <summary>What to do with the scores of so many examples from the first on, <c>[examples × labels]</c>. It may change them.</summary>
    private protected delegate void ScoresAction(Span<double> scores, int first);

    /// <summary>Finds a label's column.</summary>
    /// <exception cref="TwofoldException">The model does not know the label; the message names those that it knows.</exception>
    protected int IndexOf(TLabel label) => LabelEncoding.IndexOf(Labels, label);

    static void ForRows(double[,] rows, Action<int, int> work)
    {
        const int costOfExponential = 10;
        Chunks.Run(rows.GetLength(0), (long)costOfExponential * rows.GetLength(1), work);
    }

    static Span<double> Rows(double[,] array, int first, int count)
    {
        var columns = array.GetLength(1);
        return array.AsFlatSpan().Slice(first * columns, count * columns);
    }
}
