namespace Twofold.Tables;

/// <summary>A mixture of Gaussians: each makes a share of the rows. Immutable.</summary>
public sealed class GaussianMixture
{
    internal GaussianMixture(double[] shares, double[,] means, Covariance[] covariances)
    {
        var count = shares.Length;
        if (count < 1 || means.GetLength(0) != count || means.GetLength(1) < 1 || covariances.Length != count)
            throw new TwofoldException(
                $"{count} shares, means of shape [{means.GetLength(0)}, {means.GetLength(1)}] and {covariances.Length} covariances: "
                + "a mixture needs [components], [components, columns] and one for each.");
        ModelParameters.RequireFinite(means.AsFlatSpan(), "means");
        var sum = 0.0;
        foreach (var share in shares)
            sum += share > 0 && double.IsFinite(share)
                ? share
                : throw new TwofoldException($"A Gaussian's share of its mixture is {share}: a finite number above 0 is expected.");
        (Shares, Centers, Covariances) = ([.. shares.Select(share => share / sum)], means, covariances);
    }

    /// <summary>The share of the rows that each Gaussian makes, <c>[components]</c>; they sum to one. (scikit-learn's <c>weights_</c>.)</summary>
    public IReadOnlyList<double> Shares { get; }

    /// <summary>The means, <c>[components, columns]</c>, a copy.</summary>
    public double[,] Means => (double[,])Centers.Clone();

    /// <summary>Whether the columns of a Gaussian depend on each other.</summary>
    public CovarianceKind Kind => Covariances[0] is FullCovariance ? CovarianceKind.Full : CovarianceKind.Diagonal;

    /// <summary>For each Gaussian the lower triangular L of its covariance L·Lᵀ, <c>[columns, columns]</c>; with standard deviations alone, those on the diagonal. Copies.</summary>
    public IReadOnlyList<double[,]> CholeskyFactors => [.. Covariances.Select(Factor)];

    /// <summary>Whether the fit ended because it had nothing left to gain; true of a mixture that was restored.</summary>
    public bool Converged { get; init; } = true;

    /// <summary>
    /// The mean log-likelihood of the examples, in nats, before each step of the fit and after the last; it does not fall, but for what the
    /// regularization takes. Empty for a mixture that was restored.
    /// </summary>
    public IReadOnlyList<double> LogLikelihoods { get; init; } = [];

    /// <summary>The means themselves, which nobody changes.</summary>
    internal double[,] Centers { get; }

    internal Covariance[] Covariances { get; }

    /// <summary>The number of columns.</summary>
    internal int Columns => Centers.GetLength(1);

    /// <summary>The same mixture with a report of its fit.</summary>
    internal GaussianMixture Reported(bool converged, IReadOnlyList<double> logLikelihoods) =>
        new([.. Shares], Centers, Covariances) { Converged = converged, LogLikelihoods = logLikelihoods };

    /// <summary>A mixture of Gaussians whose columns depend on each other. The arrays are copied.</summary>
    /// <param name="shares">The share of each Gaussian, above 0; they are divided by their sum.</param>
    /// <param name="means">The means, <c>[components, columns]</c>.</param>
    /// <param name="choleskyFactors">For each Gaussian the lower triangular L of its covariance L·Lᵀ, <c>[columns, columns]</c>, its diagonal above 0.</param>
    /// <exception cref="TwofoldException">The shapes do not match, or a parameter is out of its range.</exception>
    public static GaussianMixture OfFull(double[] shares, double[,] means, IReadOnlyList<double[,]> choleskyFactors)
    {
        ArgumentNullException.ThrowIfNull(shares);
        ArgumentNullException.ThrowIfNull(means);
        ArgumentNullException.ThrowIfNull(choleskyFactors);
        foreach (var factor in choleskyFactors)
            ModelParameters.RequireCholeskyFactor(factor, means.GetLength(1));
        return new GaussianMixture(shares, ModelParameters.Copied(means), [.. choleskyFactors.Select(factor => new FullCovariance(ModelParameters.Copied(factor)))]);
    }

    /// <summary>A mixture of Gaussians whose columns do not depend on each other. The arrays are copied.</summary>
    /// <param name="shares">The share of each Gaussian, above 0; they are divided by their sum.</param>
    /// <param name="means">The means, <c>[components, columns]</c>.</param>
    /// <param name="deviations">The standard deviations, <c>[components, columns]</c>, above 0.</param>
    /// <exception cref="TwofoldException">The shapes do not match, or a parameter is out of its range.</exception>
    public static GaussianMixture OfDiagonal(double[] shares, double[,] means, double[,] deviations)
    {
        ArgumentNullException.ThrowIfNull(shares);
        ArgumentNullException.ThrowIfNull(means);
        ArgumentNullException.ThrowIfNull(deviations);
        if (deviations.GetLength(1) != means.GetLength(1))
            throw new TwofoldException($"Standard deviations of {deviations.GetLength(1)} columns but means of {means.GetLength(1)}: each column needs one of both.");
        foreach (var deviation in deviations)
            if (!(deviation > 0 && double.IsFinite(deviation)))
                throw new TwofoldException($"A standard deviation is {deviation}: a finite number above 0 is expected.");
        return new GaussianMixture(
            shares, ModelParameters.Copied(means), [.. Enumerable.Range(0, deviations.GetLength(0)).Select(c => new DiagonalCovariance(deviations.Row(c).ToArray()))]);
    }

    /// <summary>The Gaussians as components of a label.</summary>
    internal IEnumerable<GaussianComponent> ComponentsOf(int label) =>
        Shares.Select((share, c) => new GaussianComponent(label, share, Centers.Row(c).ToArray(), Covariances[c]));

    static double[,] Factor(Covariance covariance)
    {
        if (covariance is FullCovariance full)
            return (double[,])full.Lower.Clone();
        var factor = new double[covariance.Size, covariance.Size];
        for (var j = 0; j < covariance.Size; j++)
            factor[j, j] = ((DiagonalCovariance)covariance).Deviations[j];
        return factor;
    }
}
