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
            {
                Deviations.Of(components[members[k]].Mean, center, means.Row(k));
                covariance.Whiten(means.Row(k));
            }

            return means;
        });
    }

    /// <summary>The room that <see cref="LogLikelihood"/> needs for so many rows of so many columns.</summary>
    public static int Room(int rows, int columns) => rows == 1 ? ProductTile.Padded(columns) : (columns + 1) * ProductTile.Padded(rows);

    /// <summary>
    /// Writes log (share · density) of so many rows, <c>[rows × columns]</c>, under each component to its column of
    /// <paramref name="likelihood"/>, <c>[rows × components]</c>; <paramref name="scratch"/> is as large as <see cref="Room"/> says.
    /// </summary>
    public void LogLikelihood(ReadOnlySpan<double> rows, int count, Span<double> scratch, Span<double> likelihood, int components)
    {
        if (count == 1)
        {
            LogLikelihoodOfRow(rows[..covariance.Size], scratch[..covariance.Stride], likelihood);
            return;
        }

        var stride = ProductTile.Padded(count);
        var whitened = scratch[..(covariance.Size * stride)];
        var distances = scratch.Slice(whitened.Length, stride);
        TransposedDeviations.Of(rows, count, center, whitened);
        if (members.Length == 1 && covariance.FewColumns is { IsEmpty: false } few)
        {
            // The center is the only mean.
            TriangularLengths.OfColumns(few, covariance.Size, whitened, stride, distances);
            Put(0, distances[..count], likelihood, components);
            return;
        }

        covariance.WhitenColumns(whitened, stride);
        for (var k = 0; k < members.Length; k++)
        {
            SquaredDistance.OfColumns(whitened, whitenedMeans.Value.Row(k)[..covariance.Size], distances);
            Put(k, distances[..count], likelihood, components);
        }
    }

    void Put(int member, ReadOnlySpan<double> distances, Span<double> likelihood, int components)
    {
        var (logFactor, at) = (logFactors[member], members[member]);
        for (var i = 0; i < distances.Length; i++, at += components)
            likelihood[at] = logFactor - (0.5 * distances[i]);
    }

    // A single row would fill only one place of each vector of rows.
    void LogLikelihoodOfRow(ReadOnlySpan<double> row, Span<double> whitened, Span<double> likelihood)
    {
        if (members.Length == 1 && covariance.FewColumns is { IsEmpty: false } few)
        {
            likelihood[members[0]] = logFactors[0] - (0.5 * TriangularLengths.OfRow(few, row, center));
            return;
        }

        Deviations.Of(row, center, whitened);
        covariance.Whiten(whitened);
        for (var k = 0; k < members.Length; k++)
            likelihood[members[k]] = logFactors[k] - (0.5 * SquaredDistance.Of(whitened, whitenedMeans.Value.Row(k)));
    }
}
