namespace Twofold.Tables;

/// <summary>
/// Gradient boosted decision trees: hundreds of small trees, each correcting what the ones before it leave wrong. They find steps, thresholds
/// and interactions that no linear model can, need no scaling, and take numbers, categories and missing cells as they are: each split
/// learns which way missing cells go. Usually the most accurate model of a table with a thousand rows or more.
/// <para>
/// Minimizes <c>Σ −w log p(y | x)</c> by histograms of at most 255 bins a column and leaf-wise growth as LightGBM does (Ke et al. 2017,
/// "LightGBM: a highly efficient gradient boosting decision tree"; Chen and Guestrin 2016, "XGBoost: a scalable tree boosting system"), with
/// the names and defaults of scikit-learn's <c>HistGradientBoostingClassifier</c>. Sums are made of integers, so that the model is the same
/// to the last bit whatever the number of cores.
/// </para>
/// </summary>
/// <remarks>
/// With the default <see cref="MinExamplesPerLeaf"/> of 20 nothing is learned from fewer than 40 examples but the labels' shares, and little
/// from 150: give 5 or less for small tables, or take a model with fewer parameters. Columns of text are refused.
/// </remarks>
public sealed record GradientBoostedTrees : IClassifierRecipe<Table>
{
    /// <summary>
    /// How many rounds, each of one tree (two labels) or one for each label. At least 1, by default 100. With <see cref="Patience"/> the most
    /// that there may be: 1000 is then a good number.
    /// </summary>
    /// <exception cref="TwofoldException">Less than 1.</exception>
    public int Rounds { get; init => field = Setting.AtLeast(value, 1); } = 100;

    /// <summary>The share of each tree's correction that is made. Smaller needs more rounds and is often a little more accurate. Above 0, by default 0.1.</summary>
    /// <exception cref="TwofoldException">Not a finite number above 0.</exception>
    public double LearningRate { get; init => field = Setting.Positive(value, ", such as 0.1"); } = 0.1;

    /// <summary>A tree has at most so many leaves. At least 2, by default 31.</summary>
    /// <exception cref="TwofoldException">Less than 2.</exception>
    public int Leaves { get; init => field = Setting.AtLeast(value, 2); } = 31;

    /// <summary>At most so many questions lead to a leaf; null, the default: only <see cref="Leaves"/> limits a tree.</summary>
    /// <exception cref="TwofoldException">Less than 1.</exception>
    public int? MaxDepth { get; init => field = value is { } depth ? Setting.AtLeast(depth, 1) : null; }

    /// <summary>
    /// Each leaf has at least so many examples, counted by their weights. Above 0, by default 20, which is right for thousands of examples and
    /// much for a hundred.
    /// </summary>
    /// <exception cref="TwofoldException">Not a finite number above 0.</exception>
    public double MinExamplesPerLeaf { get; init => field = Setting.Positive(value, ", such as 20"); } = 20;

    /// <summary>Columns of numbers are divided into at most so many bins, and splits are sought between them. 2 to 255, the default.</summary>
    /// <exception cref="TwofoldException">Out of that range.</exception>
    public int Bins { get; init => field = Setting.Within(value, 2, 255); } = 255;

    /// <summary>The penalty λ on the squares of the leaves' numbers, in examples' curvature. At least 0, the default.</summary>
    /// <exception cref="TwofoldException">Not a finite number of at least 0.</exception>
    public double L2 { get; init => field = Setting.NotNegative(value); }

    /// <summary>
    /// No leaf is further from 0 than this, in log-odds before <see cref="LearningRate"/>. A leaf of nothing but a label that had a
    /// probability of 0.001 would else leap by 1000, which the second order of the loss asks for and the loss itself does not; that is what
    /// spoils other libraries' models of many or rare labels. Above 0, by default 10. (XGBoost's <c>max_delta_step</c>, there off.)
    /// </summary>
    /// <exception cref="TwofoldException">Not a number above 0.</exception>
    public double MaxStep
    {
        get;
        init => field = value > 0
            ? value
            : throw new TwofoldException($"{nameof(MaxStep)} is {value}: give a number above 0, such as 10.");
    } = 10;

    /// <summary>A split has to lower the loss by more than this, in nats times weight. At least 0, the default.</summary>
    /// <exception cref="TwofoldException">Not a finite number of at least 0.</exception>
    public double MinGain { get; init => field = Setting.NotNegative(value); }

    /// <summary>
    /// Categories are sorted by gradient over curvature plus this, so that rare ones do not come to the ends of the order by chance; those with
    /// fewer examples in a leaf go where missing cells go. At least 0, by default 10, as in scikit-learn and LightGBM.
    /// </summary>
    /// <exception cref="TwofoldException">Not a finite number of at least 0.</exception>
    public double CategorySmoothing { get; init => field = Setting.NotNegative(value); } = 10;

    /// <summary>The share of the examples that a round's trees are grown on, chosen anew each round. Above 0, by default 1.</summary>
    /// <exception cref="TwofoldException">Not above 0 and at most 1.</exception>
    public double RowShare { get; init => field = Setting.Share(value); } = 1;

    /// <summary>The share of the columns that a tree may ask about, chosen anew for each. Above 0, by default 1.</summary>
    /// <exception cref="TwofoldException">Not above 0 and at most 1.</exception>
    public double ColumnShare { get; init => field = Setting.Share(value); } = 1;

    /// <summary>
    /// Early stopping: hold <see cref="ValidationShare"/> of the examples out, end when their loss has not fallen for so many rounds, and keep
    /// the best round. Null, the default: all examples are for training and all rounds are run.
    /// </summary>
    /// <exception cref="TwofoldException">Less than 1.</exception>
    public int? Patience { get; init => field = value is { } rounds ? Setting.AtLeast(rounds, 1) : null; }

    /// <summary>The share of the examples that early stopping holds out, of each label alike. Above 0 and below 1, by default 0.1.</summary>
    /// <exception cref="TwofoldException">Out of that range.</exception>
    public double ValidationShare
    {
        get;
        init => field = value is > 0 and < 1
            ? value
            : throw new TwofoldException($"{nameof(ValidationShare)} is {value}: give a number above 0 and below 1, such as 0.1.");
    } = 0.1;

    /// <summary>Chooses what is held out, the rows and columns of a round, and which of very many rows the bins are made of. By default 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>Learns from examples and one label for each.</summary>
    /// <param name="examples">The examples: numbers and categories, missing cells NaN.</param>
    /// <param name="labels">One label for each example, at least two different ones.</param>
    /// <param name="weights">How much each example counts, <c>[examples]</c>; null (the default): all count 1.</param>
    /// <param name="cancellation">Stops the fit between two splits.</param>
    /// <exception cref="TwofoldException">Examples, labels and weights do not match, a cell is infinite, or a column is of text.</exception>
    /// <exception cref="OperationCanceledException">The fit was cancelled.</exception>
    public GradientBoostedTreesModel<TLabel> Fit<TLabel>(
        Table examples, IReadOnlyList<TLabel> labels, IReadOnlyList<double>? weights = null, CancellationToken cancellation = default)
        where TLabel : notnull =>
        FitAndReport(examples, labels, null, weights, cancellation);

    /// <summary>Learns as the other overload does, and reports each round.</summary>
    /// <param name="examples">The examples: numbers and categories, missing cells NaN.</param>
    /// <param name="labels">One label for each example, at least two different ones.</param>
    /// <param name="progress">Is told of each round.</param>
    /// <param name="weights">How much each example counts, <c>[examples]</c>; null (the default): all count 1.</param>
    /// <param name="cancellation">Stops the fit between two splits.</param>
    /// <exception cref="TwofoldException">As above.</exception>
    /// <exception cref="OperationCanceledException">The fit was cancelled.</exception>
    public GradientBoostedTreesModel<TLabel> Fit<TLabel>(
        Table examples,
        IReadOnlyList<TLabel> labels,
        IProgress<WorkProgress> progress,
        IReadOnlyList<double>? weights = null,
        CancellationToken cancellation = default)
        where TLabel : notnull
    {
        ArgumentNullException.ThrowIfNull(progress);
        return FitAndReport(examples, labels, progress, weights, cancellation);
    }

    IClassifier<Table, TLabel> IClassifierRecipe<Table>.Fit<TLabel>(
        Table examples, IReadOnlyList<TLabel> labels, IReadOnlyList<double>? weights, CancellationToken cancellation) =>
        Fit(examples, labels, weights, cancellation);

    GradientBoostedTreesModel<TLabel> FitAndReport<TLabel>(
        Table examples,
        IReadOnlyList<TLabel> labels,
        IProgress<WorkProgress>? progress,
        IReadOnlyList<double>? weights,
        CancellationToken cancellation)
        where TLabel : notnull
    {
        var encoding = FitArguments.Encode(examples, labels);
        FitArguments.RequireNoTexts(examples, nameof(GradientBoostedTrees), "numbers and categories");
        var counts = FitArguments.Weights(weights, encoding);
        var boosting = new Boosting(this, examples, encoding.Codes, encoding.Labels.Count, counts, cancellation);
        boosting.Run(examples.Schema, progress);
        return new GradientBoostedTreesModel<TLabel>(encoding.Labels, examples.Schema, boosting.Baseline, boosting.Trees, boosting.HeldOutLosses, boosting.StoppedEarly);
    }
}
