namespace Twofold.Tables;

/// <summary>
/// Logistic regression: log p(label | example) is linear in the columns. Learns what separates the labels and nothing else; its generative
/// twin is <see cref="LinearDiscriminantAnalysis"/>. Minimizes what scikit-learn's <c>LogisticRegression</c> minimizes, with its defaults:
/// <c>C Σ_i −log p(y_i | x_i) + ½ ‖w‖²</c>, softmax over three labels or more, the intercepts unpenalized. (Hastie, Tibshirani, Friedman:
/// The Elements of Statistical Learning, 4.4.)
/// </summary>
public sealed record LogisticRegression : IClassifierRecipe<Table>
{
    /// <summary>The weight of the examples against the penalty; smaller is smoother. Above 0, by default 1, as in scikit-learn.</summary>
    /// <exception cref="TwofoldException">Not a finite number above 0.</exception>
    public double C
    {
        get;
        init => field = value > 0 && double.IsFinite(value)
            ? value
            : throw new TwofoldException($"{nameof(C)} is {value}: give a finite number above 0; smaller means a stronger penalty.");
    } = 1;

    /// <summary>
    /// The fit is done when no slope of the mean loss, over columns of about unit spread, is steeper than this. Above 0, by default 1e-6: the
    /// probabilities then agree with those at the exact minimum to four digits or more. (scikit-learn's <c>tol</c> is of columns as given.)
    /// </summary>
    /// <exception cref="TwofoldException">Not a finite number above 0.</exception>
    public double Tolerance
    {
        get;
        init => field = value > 0 && double.IsFinite(value)
            ? value
            : throw new TwofoldException($"{nameof(Tolerance)} is {value}: give a finite number above 0, such as 1e-6.");
    } = 1e-6;

    /// <summary>
    /// At most so many steps of L-BFGS; a fit that needs more returns the best so far, with <see cref="LogisticRegressionModel{TLabel}.Converged"/>
    /// false. At least 1, by default 1000, which only an extreme <see cref="C"/> needs.
    /// </summary>
    /// <exception cref="TwofoldException">Less than 1.</exception>
    public int MaxIterations
    {
        get;
        init => field = value >= 1
            ? value
            : throw new TwofoldException($"{nameof(MaxIterations)} is {value}: give at least 1.");
    } = 1000;

    /// <summary>Learns from examples and one label for each.</summary>
    /// <param name="examples">The examples; every number finite.</param>
    /// <param name="labels">One label for each example, at least two different ones.</param>
    /// <param name="weights">How much each example counts, <c>[examples]</c>; null (the default): all count 1.</param>
    /// <param name="cancellation">Stops the fit between two passes over the examples.</param>
    /// <exception cref="TwofoldException">Examples and labels do not match, or a number is not finite or too large to be squared.</exception>
    /// <exception cref="OperationCanceledException">The fit was cancelled.</exception>
    public LogisticRegressionModel<TLabel> Fit<TLabel>(
        Table examples, IReadOnlyList<TLabel> labels, IReadOnlyList<double>? weights = null, CancellationToken cancellation = default)
        where TLabel : notnull =>
        FitFrom(null, examples, labels, weights, cancellation);

    /// <summary>
    /// Learns as <see cref="Fit{TLabel}(Table, IReadOnlyList{TLabel}, IReadOnlyList{double}, CancellationToken)"/> does, from where another fit ended: along a path of
    /// values of <see cref="C"/> each fit is then only a few steps.
    /// </summary>
    /// <param name="examples">The examples; every number finite.</param>
    /// <param name="labels">One label for each example, the same labels that <paramref name="start"/> knows.</param>
    /// <param name="start">Where to start.</param>
    /// <param name="weights">How much each example counts, <c>[examples]</c>; null (the default): all count 1.</param>
    /// <param name="cancellation">Stops the fit between two passes over the examples.</param>
    /// <exception cref="TwofoldException">As above, or <paramref name="start"/> is of other labels or columns.</exception>
    /// <exception cref="OperationCanceledException">The fit was cancelled.</exception>
    public LogisticRegressionModel<TLabel> Fit<TLabel>(
        Table examples,
        IReadOnlyList<TLabel> labels,
        LogisticRegressionModel<TLabel> start,
        IReadOnlyList<double>? weights = null,
        CancellationToken cancellation = default)
        where TLabel : notnull
    {
        ArgumentNullException.ThrowIfNull(start);
        return FitFrom(start, examples, labels, weights, cancellation);
    }

    IClassifier<Table, TLabel> IClassifierRecipe<Table>.Fit<TLabel>(
        Table examples, IReadOnlyList<TLabel> labels, IReadOnlyList<double>? weights, CancellationToken cancellation) =>
        Fit(examples, labels, weights, cancellation);

    LogisticRegressionModel<TLabel> FitFrom<TLabel>(
        LogisticRegressionModel<TLabel>? start,
        Table examples,
        IReadOnlyList<TLabel> labels,
        IReadOnlyList<double>? weights,
        CancellationToken cancellation)
        where TLabel : notnull
    {
        var encoding = FitArguments.Encode(examples, labels);
        FitArguments.RequireFinite(examples);
        if (weights is not null)
            throw new NotImplementedException();
        var objective = new LogisticObjective(examples, encoding.Codes, encoding.Labels.Count, C, cancellation);
        var point = new double[objective.ParameterCount];
        if (start is not null)
        {
            FitArguments.RequireColumns(examples, start.Columns);
            if (!start.Labels.SequenceEqual(encoding.Labels))
                throw new TwofoldException("The model to start from knows other labels than the examples have: start from a fit on the same labels.");
            objective.Encode(start.Coefficients, start.Intercepts, point);
        }

        var converged = LimitedMemoryBfgs.Minimize(objective.Evaluate, point, Tolerance, MaxIterations);
        var (coefficients, intercepts) = objective.Decode(point);
        return new LogisticRegressionModel<TLabel>(encoding.Labels, coefficients, intercepts, converged);
    }
}
