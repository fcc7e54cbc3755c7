namespace Twofold.Tables;

/// <summary>
/// Logistic regression: log p(label | example) is linear in the columns. Learns what separates the labels and nothing else; its generative
/// twin is <see cref="LinearDiscriminantAnalysis"/>. Minimizes what scikit-learn's <c>LogisticRegression</c> minimizes, with its defaults:
/// <c>C Σ_i w_i (−log p(y_i | x_i)) + penalty</c>, softmax over three labels or more, the intercepts unpenalized. (Hastie, Tibshirani,
/// Friedman: The Elements of Statistical Learning, 4.4.)
/// <code>
/// var model = new LogisticRegression { C = 0.1 }.Fit(x, y);
/// model.PredictProbabilities(x);   // [examples, labels]
/// </code>
/// </summary>
/// <remarks>
/// Takes any table, by the rule of <see cref="FeatureEncoding"/>: a missing number becomes the mean of its column, a category one column for
/// each value it can have, a text the counts of its words.
/// </remarks>
public sealed record LogisticRegression : IClassifierRecipe<Table>
{
    /// <summary>What is asked of the slopes beside a small loss: <see cref="Penalty.L2"/> by default, as in scikit-learn.</summary>
    public Penalty Penalty
    {
        get;
        init => field = Enum.IsDefined(value)
            ? value
            : throw new TwofoldException($"{nameof(Penalty)} is {value}: give one of {string.Join(", ", Enum.GetNames<Penalty>())}.");
    }

    /// <summary>The weight of the examples against the penalty; smaller is smoother. Above 0, by default 1, as in scikit-learn.</summary>
    /// <exception cref="TwofoldException">Not a finite number above 0.</exception>
    public double C { get; init => field = Setting.Positive(value, "; smaller means a stronger penalty"); } = 1;

    /// <summary>The part of <see cref="Penalty.L1"/> in an <see cref="Penalty.ElasticNet"/>, from 0 to 1; by default 0.5. Other penalties do not read it.</summary>
    /// <exception cref="TwofoldException">Not from 0 to 1.</exception>
    public double L1Ratio
    {
        get;
        init => field = value is >= 0 and <= 1
            ? value
            : throw new TwofoldException($"{nameof(L1Ratio)} is {value}: give a number from 0 (all L2) to 1 (all L1).");
    } = 0.5;

    /// <summary>How much the examples of each label count, beside their own weights; by default alike, as in scikit-learn.</summary>
    public ClassWeights ClassWeights
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = ClassWeights.None;

    /// <summary>
    /// The fit is done when what it minimizes is within about this share of its minimum, as the curvature tells. Above 0, by default 1e-8:
    /// probabilities then agree with those at the exact minimum to four digits or more. The error of the coefficients is about its square root,
    /// so that six digits of them need about 1e-14. (scikit-learn's <c>tol</c> is of the slopes instead, and depends on the columns' units.)
    /// </summary>
    /// <exception cref="TwofoldException">Not a finite number above 0.</exception>
    public double Tolerance { get; init => field = Setting.Positive(value, ", such as 1e-8"); } = 1e-8;

    /// <summary>
    /// At most so many steps; a fit that needs more returns the best so far, with <see cref="LogisticRegressionModel{TLabel}.Converged"/>
    /// false. At least 1, by default 1000, which only an extreme <see cref="C"/> needs.
    /// </summary>
    /// <exception cref="TwofoldException">Less than 1.</exception>
    public int MaxIterations { get; init => field = Setting.AtLeast(value, 1); } = 1000;

    /// <summary>What is made of the columns: by default numbers stay what they are, as in scikit-learn; standardized, the penalty is fair to all units.</summary>
    public FeatureEncodingOptions Features { get; init; } = new();

    /// <summary>Learns from examples and one label for each.</summary>
    /// <param name="examples">The examples, of any columns; NaN is a missing cell.</param>
    /// <param name="labels">One label for each example, at least two different ones.</param>
    /// <param name="weights">How much each example counts, <c>[examples]</c>; null (the default): all count 1.</param>
    /// <param name="cancellation">Stops the fit between two passes over the examples.</param>
    /// <exception cref="TwofoldException">Examples, labels and weights do not match, or a number is infinite or too large to be squared.</exception>
    /// <exception cref="OperationCanceledException">The fit was cancelled.</exception>
    public LogisticRegressionModel<TLabel> Fit<TLabel>(
        Table examples, IReadOnlyList<TLabel> labels, IReadOnlyList<double>? weights = null, CancellationToken cancellation = default)
        where TLabel : notnull =>
        FitFrom(null, staysNear: false, examples, labels, weights, cancellation);

    /// <summary>
    /// Learns as <see cref="Fit{TLabel}(Table, IReadOnlyList{TLabel}, IReadOnlyList{double}, CancellationToken)"/> does, from where another fit ended: along a path of
    /// values of <see cref="C"/> each fit is then only a few steps.
    /// </summary>
    /// <param name="examples">The examples, of any columns; NaN is a missing cell.</param>
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
        return FitFrom(start, staysNear: false, examples, labels, weights, cancellation);
    }

    /// <summary>
    /// Learns from examples and stays near an earlier fit: the penalty is that on the distance of the slopes from its slopes, in the place of their size, which is a Gaussian prior around
    /// it. For what learned from other examples too, which are no more, or by other means: with few examples, or a small <see cref="C"/>, it stays what it was.
    /// Slopes can be compared where they are of the same numbers: the columns become those of the earlier fit, standardized by its means and spreads if it was, and <see cref="Features"/> are not asked.
    /// </summary>
    /// <param name="examples">The examples, of any columns; NaN is a missing cell.</param>
    /// <param name="labels">One label for each example, the same labels that <paramref name="near"/> knows.</param>
    /// <param name="near">The earlier fit.</param>
    /// <param name="weights">How much each example counts, <c>[examples]</c>; null (the default): all count 1.</param>
    /// <param name="cancellation">Stops the fit between two passes over the examples.</param>
    /// <exception cref="TwofoldException">As for a fit, <paramref name="near"/> is of other labels or columns, or the penalty is not <see cref="Penalty.L2"/>.</exception>
    /// <exception cref="OperationCanceledException">The fit was cancelled.</exception>
    public LogisticRegressionModel<TLabel> FitNear<TLabel>(
        Table examples,
        IReadOnlyList<TLabel> labels,
        LogisticRegressionModel<TLabel> near,
        IReadOnlyList<double>? weights = null,
        CancellationToken cancellation = default)
        where TLabel : notnull
    {
        ArgumentNullException.ThrowIfNull(near);
        return Penalty == Penalty.L2
            ? FitFrom(near, staysNear: true, examples, labels, weights, cancellation)
            : throw new TwofoldException($"A fit near another one has the penalty {Penalty}: only {Penalty.L2} can be that on a distance.");
    }

    IClassifier<Table, TLabel> IClassifierRecipe<Table>.Fit<TLabel>(
        Table examples, IReadOnlyList<TLabel> labels, IReadOnlyList<double>? weights, CancellationToken cancellation) =>
        Fit(examples, labels, weights, cancellation);

    LogisticRegressionModel<TLabel> FitFrom<TLabel>(
        LogisticRegressionModel<TLabel>? start,
        bool staysNear,
        Table examples,
        IReadOnlyList<TLabel> labels,
        IReadOnlyList<double>? weights,
        CancellationToken cancellation)
        where TLabel : notnull
    {
        var labelEncoding = FitArguments.Encode(examples, labels);
        var targets = new LogisticTargets(
            labelEncoding.Codes, labelEncoding.Labels.Count, ClassWeights.Apply(FitArguments.Weights(weights, labelEncoding), labelEncoding));
        var (encoding, encoded) = staysNear && start!.Encoding is { } earlier // It stays near a start.
            ? (earlier, earlier.Apply(examples))
            : FeatureEncoding.Fit(examples, staysNear ? new FeatureEncodingOptions() : Features, targets.Weights, cancellation);
        if (start is not null)
        {
            if (start.Parameters.Coefficients.GetLength(1) != encoding.Features)
                throw new TwofoldException(
                    $"The examples make {encoding.Features} columns of numbers but the model to start from has {start.Parameters.Coefficients.GetLength(1)}: start from a fit on the same columns.");
            if (!start.Labels.SequenceEqual(labelEncoding.Labels))
                throw new TwofoldException("The model to start from knows other labels than the examples have: start from a fit on the same labels.");
        }

        var solver = new LogisticSolver(encoded, targets, PenaltyOfMeanLoss(targets.TotalWeight), Tolerance, MaxIterations, cancellation) { StaysNearStart = staysNear };
        var (coefficients, intercepts, outcome) = solver.Solve(start?.Parameters);
        if (outcome == SolverOutcome.NotFinite)
            throw new TwofoldException(
                "The examples have numbers too large to calculate with: divide the columns with the largest ones by a constant before the fit.");
        return new LogisticRegressionModel<TLabel>(labelEncoding.Labels, encoding, coefficients, intercepts, outcome == SolverOutcome.Converged);
    }

    // The whole is divided by C and by the total weight.
    (double L2, double L1) PenaltyOfMeanLoss(double totalWeight)
    {
        var weight = 1 / (C * totalWeight);
        return Penalty switch
        {
            Penalty.L2 => (weight, 0),
            Penalty.L1 => (0, weight),
            Penalty.ElasticNet => (weight * (1 - L1Ratio), weight * L1Ratio),
            _ => (0, 0),
        };
    }
}
