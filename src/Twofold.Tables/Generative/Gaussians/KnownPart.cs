namespace Twofold.Tables;

/// <summary>
/// A Gaussian of rows of which the same cells are missing: the marginal one of what is known, and the conditional one of what is missing given
/// that. The covariance is fixed, the mean is given with each row. Immutable.
/// </summary>
abstract class KnownPart
{
    /// <summary>The columns whose cells are known, rising, and after them those whose cells are missing, rising.</summary>
    protected int[] Order { get; }

    /// <summary>How many cells are known.</summary>
    protected int Known { get; }

    protected KnownPart(ReadOnlySpan<double> row)
    {
        Order = new int[row.Length];
        for (var j = 0; j < row.Length; j++)
            if (!double.IsNaN(row[j]))
                Order[Known++] = j;
        var next = Known;
        for (var j = 0; j < row.Length; j++)
            if (double.IsNaN(row[j]))
                Order[next++] = j;
    }

    /// <summary>The columns whose cells are missing.</summary>
    public ReadOnlySpan<int> Missing => Order.AsSpan(Known);

    /// <summary>What is to be said under each of several covariances, for whatever pattern of missing cells rows have.</summary>
    public static MissingPatterns<KnownPart[]> Patterns(Covariance[] covariances)
    {
        return new MissingPatterns<KnownPart[]>(Of, covariances.Sum(static covariance => 2 * covariance.Cost));

        KnownPart[] Of(ReadOnlySpan<double> row)
        {
            var parts = new KnownPart[covariances.Length];
            for (var c = 0; c < parts.Length; c++)
                parts[c] = covariances[c].Known(row);
            return parts;
        }
    }

    /// <summary>The logarithm of the marginal density at the mean.</summary>
    public abstract double LogNormalizer { get; }

    /// <summary>
    /// The squared distance of what is known of a row from the mean, in standard deviations; <paramref name="whitened"/>, <c>[columns]</c>, gets
    /// what <see cref="AddExpected"/> needs.
    /// </summary>
    public abstract double SquaredDistance(ReadOnlySpan<double> row, ReadOnlySpan<double> mean, Span<double> whitened);

    /// <summary>Adds the missing cells' expected values, times <paramref name="share"/>, to those of <paramref name="expected"/>.</summary>
    public abstract void AddExpected(ReadOnlySpan<double> mean, ReadOnlySpan<double> whitened, double share, Span<double> expected);
}
