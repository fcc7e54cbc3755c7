namespace Twofold.Tables;

/// <summary>What the Gaussians of a mixture are learned from: rows, each shared out among them.</summary>
/// <param name="mixture">The mixture that shares the rows out.</param>
abstract class MixtureSums(GaussianMixture mixture)
{
    // A Gaussian that makes less than this of all rows has nothing to be learned from.
    const double LeastShare = 1e-10;

    readonly GaussianComponent[] components = [.. mixture.ComponentsOf(0)];

    /// <summary>The log-likelihood of the rows, in nats.</summary>
    public double LogLikelihood { get; private set; }

    /// <summary>The sum of their weights.</summary>
    public double Weight { get; private set; }

    protected GaussianMixture Mixture => mixture;

    /// <summary>Room for what is known of a row, whitened.</summary>
    protected double[] Whitened { get; } = new double[mixture.Columns];

    public static MixtureSums Of(GaussianMixture mixture) =>
        mixture.Kind == CovarianceKind.Full ? new FullMixtureSums(mixture) : new DiagonalMixtureSums(mixture);

    /// <summary>Adds a row, given what there is to know of its missing cells, and the logarithms of its densities where there is none.</summary>
    public void Add(ReadOnlySpan<double> row, KnownPart[]? parts, Span<double> densities, double weight)
    {
        if (parts is not null)
            for (var c = 0; c < parts.Length; c++)
                densities[c] = Math.Log(components[c].Share) + parts[c].LogNormalizer - (0.5 * parts[c].SquaredDistance(row, components[c].Mean, Whitened));
        LogLikelihood += weight * LogSpace.LogSumExp(densities);
        Weight += weight;
        LogSpace.Softmax(densities, densities);
        for (var c = 0; c < components.Length; c++)
            if (weight * densities[c] > 0)
                AddTo(c, row, components[c].Mean, parts?[c], weight * densities[c]);
    }

    /// <summary>Adds the sums of other rows under the same mixture.</summary>
    public void Add(MixtureSums other)
    {
        LogLikelihood += other.LogLikelihood;
        Weight += other.Weight;
        AddSums(other);
    }

    /// <summary>
    /// The mixture under which the rows, shared out as they are, are most likely; null where a Gaussian has collapsed.
    /// </summary>
    /// <param name="floors">What is added to the variances of each column.</param>
    public GaussianMixture? Maximized(double[] floors)
    {
        var (shares, means, covariances) = (new double[components.Length], new double[components.Length, mixture.Columns], new Covariance[components.Length]);
        for (var c = 0; c < components.Length; c++)
        {
            shares[c] = WeightOf(c) / Weight;
            if (!(shares[c] > LeastShare) || CovarianceOf(c, floors, means.Row(c)) is not { } covariance)
                return null;
            covariances[c] = covariance;
        }

        return new GaussianMixture(shares, means, covariances);
    }

    /// <summary>Ends the sums of a part of the rows.</summary>
    public abstract void Flush();

    protected abstract void AddTo(int component, ReadOnlySpan<double> row, ReadOnlySpan<double> mean, KnownPart? part, double weight);

    protected abstract void AddSums(MixtureSums other);

    protected abstract double WeightOf(int component);

    /// <summary>The covariance of a Gaussian, and its mean into <paramref name="mean"/>; null where it is singular.</summary>
    protected abstract Covariance? CovarianceOf(int component, double[] floors, Span<double> mean);
}
