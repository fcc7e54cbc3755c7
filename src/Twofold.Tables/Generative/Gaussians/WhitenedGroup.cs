using System.Numerics.Tensors;

namespace Twofold.Tables;

/// <summary>
/// Components that share a covariance: a row is whitened once for all of them, and then has a distance to each.
/// </summary>
sealed class WhitenedGroup
{
    readonly Covariance covariance;
    readonly double[] center;
    readonly int[] members;
    readonly double[] logFactors;

    // Only what is asked about rows needs them, and with them the covariance's second layout.
    readonly Lazy<double[,]> whitenedMeans;

    /// <summary>Prepares the components at <paramref name="members"/> of all.</summary>
    public WhitenedGroup(Covariance covariance, GaussianComponent[] components, int[] members)
    {
        (this.covariance, this.members) = (covariance, members);
        logFactors = [.. members.Select(member => covariance.LogNormalizer + Math.Log(components[member].Share))];

        // Distances are taken from near the data, so that columns far from zero lose no digits.
        center = new double[covariance.Size];
        foreach (var member in members)
            TensorPrimitives.MultiplyAdd(components[member].Mean, 1.0 / members.Length, center, center);
        if (members.Length == 1)
            components[members[0]].Mean.CopyTo(center, 0);
        whitenedMeans = new Lazy<double[,]>(() =>
        {
            var means = new double[members.Length, covariance.Stride];
            for (var k = 0; k < members.Length; k++)
                Deviations.Of(components[members[k]].Mean, center, means.Row(k));
            covariance.Whiten(means.AsFlatSpan(), members.Length);
            return means;
        });
    }

    /// <summary>
    /// Writes log (share · density) of so many rows, <c>[rows × columns]</c>, under each component to its column of
    /// <paramref name="likelihood"/>, <c>[rows × components]</c>; <paramref name="whitened"/> is room for <c>[rows, Stride]</c>.
    /// </summary>
    public void LogLikelihood(ReadOnlySpan<double> rows, int count, Span<double> whitened, Span<double> likelihood, int components)
    {
        var (size, stride) = (covariance.Size, covariance.Stride);
        for (var i = 0; i < count; i++)
            Deviations.Of(rows.Slice(i * size, size), center, whitened.Slice(i * stride, stride));
        covariance.Whiten(whitened, count);
        var means = whitenedMeans.Value;
        for (var i = 0; i < count; i++)
        {
            var row = whitened.Slice(i * stride, stride);
            for (var k = 0; k < members.Length; k++)
                likelihood[(i * components) + members[k]] = logFactors[k] - (0.5 * SquaredDistance.Of(row, means.Row(k)));
        }
    }
}
