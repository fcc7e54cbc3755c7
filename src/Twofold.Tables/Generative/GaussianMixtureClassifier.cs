namespace Twofold.Tables;

/// <summary>
/// Each label is a mixture of Gaussians, so that it may be of several kinds or of a bent shape. Learned for each label by expectation
/// maximization, as scikit-learn's <c>GaussianMixture</c> is. (Bishop: Pattern Recognition and Machine Learning, 9.2; Arthur and Vassilvitskii 2007
/// for the start, k-means++.)
/// </summary>
public sealed record GaussianMixtureClassifier : IGenerativeRecipe<Table>
{
    /// <summary>
    /// The number of Gaussians of each label, at least 1; null (the default): for each label the number, up to <see cref="MaxComponents"/>, under
    /// which a fifth of its examples that was held back is most likely.
    /// </summary>
    /// <exception cref="TwofoldException">Less than 1.</exception>
    public int? Components { get; init => field = value is { } count ? Setting.AtLeast(count, 1, ", or null to have the number chosen") : null; }

    /// <summary>The most Gaussians of a label that are tried where <see cref="Components"/> is null. At least 1, by default 8.</summary>
    /// <exception cref="TwofoldException">Less than 1.</exception>
    public int MaxComponents { get; init => field = Setting.AtLeast(value, 1); } = 8;

    /// <summary>
    /// Whether the columns of a Gaussian depend on each other: by default they do (<see cref="CovarianceKind.Full"/>), as in scikit-learn.
    /// </summary>
    public CovarianceKind Covariance { get; init; } = CovarianceKind.Full;

    /// <summary>
    /// What is added to every variance, in units of the variance of the label's column, so that no Gaussian collapses onto one example. At least 0, by
    /// default 1e-6. (scikit-learn's <c>reg_covar</c> is the same number, of columns as given.)
    /// </summary>
    /// <exception cref="TwofoldException">Below 0 or not finite.</exception>
    public double Regularization { get; init => field = Setting.NotNegative(value); } = 1e-6;

    /// <summary>How often a mixture is started anew; the most likely outcome is kept. At least 1, by default 3.</summary>
    /// <exception cref="TwofoldException">Less than 1.</exception>
    public int Starts { get; init => field = Setting.AtLeast(value, 1); } = 3;

    /// <summary>At most so many steps of expectation maximization from a start. At least 1, by default 200.</summary>
    /// <exception cref="TwofoldException">Less than 1.</exception>
    public int MaxIterations { get; init => field = Setting.AtLeast(value, 1); } = 200;

    /// <summary>
    /// A mixture is found when a step makes an example on average less than this more likely, in nats. Above 0, by default 1e-5 (scikit-learn's
    /// <c>tol</c> is 1e-3, which often stops on the way).
    /// </summary>
    /// <exception cref="TwofoldException">Not a finite number above 0.</exception>
    public double Tolerance { get; init => field = Setting.Positive(value); } = 1e-5;

    /// <summary>The same seed gives the same starts, and the same examples held back. By default 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>p(label) in the order of the labels, up to a factor; null (the default): each label's share of the examples.</summary>
    public IReadOnlyList<double>? Prior
    {
        get;
        init => field = value is null ? null : [.. value];
    }

    /// <summary>Learns a mixture for each label, and the prior.</summary>
    /// <param name="examples">The examples; NaN is a missing cell, which is summed over.</param>
    /// <param name="labels">One label for each example, at least two different ones.</param>
    /// <param name="weights">How much each example counts, <c>[examples]</c>; null (the default): all count 1.</param>
    /// <param name="cancellation">Stops the fit between two steps.</param>
    /// <exception cref="TwofoldException">
    /// Examples, labels, weights and prior do not match, a number is infinite or too large to be squared, a label has fewer examples than Gaussians,
    /// or a covariance is singular.
    /// </exception>
    /// <exception cref="OperationCanceledException">The fit was cancelled.</exception>
    public GaussianMixtureClassifierModel<TLabel> Fit<TLabel>(
        Table examples, IReadOnlyList<TLabel> labels, IReadOnlyList<double>? weights = null, CancellationToken cancellation = default)
        where TLabel : notnull
    {
        var encoding = FitArguments.Encode(examples, labels);
        FitArguments.RequireNumbers(examples, nameof(GaussianMixtureClassifier));
        if (Covariance == CovarianceKind.Full)
            FitArguments.RequireRoomForCovariances(examples.Columns, encoding.Labels.Count * (Components ?? 1));
        var checkedWeights = FitArguments.Weights(weights, encoding);
        var labelWeights = FitArguments.LabelWeights(checkedWeights, encoding);
        var prior = Prior is null ? labelWeights : GivenPrior.Normalized(Prior, encoding.Labels);
        cancellation.ThrowIfCancellationRequested();

        var fits = new GaussianMixture[encoding.Labels.Count];
        var ofEach = RowSet.OfEach(encoding.Codes, encoding.Counts);
        for (var k = 0; k < fits.Length; k++)
        {
            // A row that does not count is not there: nothing starts at it.
            int[] rows = [.. Enumerable.Range(0, ofEach[k].Count).Select(i => ofEach[k][i]).Where(row => checkedWeights is null || checkedWeights[row] > 0)];
            fits[k] = new GaussianMixtureFitter(this, examples, checkedWeights, $"'{encoding.Labels[k]}'", (ulong)k, cancellation).Fit(rows);
        }

        return new GaussianMixtureClassifierModel<TLabel>(encoding.Labels, fits, prior, examples.Schema);
    }

    IGenerativeModel<Table, TLabel> IGenerativeRecipe<Table>.Fit<TLabel>(
        Table examples, IReadOnlyList<TLabel> labels, IReadOnlyList<double>? weights, CancellationToken cancellation) =>
        Fit(examples, labels, weights, cancellation);
}
