using System.Numerics.Tensors;

namespace Twofold.Tables;

/// <summary>Of Gaussians whose columns do not depend on each other: each column counts its known cells, and a missing one says nothing.</summary>
sealed class DiagonalMixtureSums(GaussianMixture mixture) : MixtureSums(mixture)
{
    // What rounding leaves of a variance of 1.
    const double Negligible = 1e-14;

    readonly double[] weights = new double[mixture.Shares.Count];
    readonly double[,] known = new double[mixture.Shares.Count, mixture.Columns];
    readonly double[,] deviations = new double[mixture.Shares.Count, mixture.Columns];
    readonly double[,] squares = new double[mixture.Shares.Count, mixture.Columns];

    public override void Flush()
    {
    }

    protected override void AddTo(int component, ReadOnlySpan<double> row, ReadOnlySpan<double> mean, KnownPart? part, double weight)
    {
        weights[component] += weight;
        var knownOf = known.Row(component);
        var deviationsOf = deviations.Row(component);
        var squaresOf = squares.Row(component);
        for (var j = 0; j < row.Length; j++)
        {
            var deviation = row[j] - mean[j];
            if (double.IsNaN(deviation))
                continue;
            knownOf[j] += weight;
            deviationsOf[j] += weight * deviation;
            squaresOf[j] += weight * deviation * deviation;
        }
    }

    protected override void AddSums(MixtureSums other)
    {
        var others = (DiagonalMixtureSums)other;
        TensorPrimitives.Add(weights, others.weights, weights);
        foreach (var (sum, added) in new[] { (known, others.known), (deviations, others.deviations), (squares, others.squares) })
            TensorPrimitives.Add<double>(sum.AsFlatSpan(), added.AsFlatSpan(), sum.AsFlatSpan());
    }

    protected override double WeightOf(int component) => weights[component];

    protected override DiagonalCovariance? CovarianceOf(int component, double[] floors, Span<double> mean)
    {
        var spreads = new double[mean.Length];
        for (var j = 0; j < mean.Length; j++)
        {
            // A column of which this Gaussian has no known cell stays as it was.
            var weight = known[component, j];
            var shift = weight > 0 ? deviations[component, j] / weight : 0;
            mean[j] = Mixture.Centers[component, j] + shift;
            var before = ((DiagonalCovariance)Mixture.Covariances[component]).Deviations[j];
            var square = weight > 0 ? squares[component, j] / weight : before * before;
            var variance = square - (shift * shift) + (weight > 0 ? floors[j] : 0);
            if (!(variance > Negligible * square))
                return null;
            spreads[j] = Math.Sqrt(variance);
        }

        return new DiagonalCovariance(spreads);
    }
}
