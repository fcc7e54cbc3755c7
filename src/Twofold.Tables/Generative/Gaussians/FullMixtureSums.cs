using System.Numerics.Tensors;

namespace Twofold.Tables;

/// <summary>Of Gaussians whose columns depend on each other: missing cells count by what is expected of them, and by how uncertain that is.</summary>
sealed class FullMixtureSums(GaussianMixture mixture) : MixtureSums(mixture)
{
    readonly GaussianSums[] sums =
        [.. Enumerable.Range(0, mixture.Shares.Count).Select(c => new GaussianSums(ModelParameters.Shaped(mixture.Centers.Row(c), 1, mixture.Columns)))];

    readonly double[] filled = new double[mixture.Columns];

    public override void Flush()
    {
        foreach (var sum in sums)
            sum.Complete();
    }

    protected override void AddTo(int component, ReadOnlySpan<double> row, ReadOnlySpan<double> mean, KnownPart? part, double weight)
    {
        if (part is not KnownPartOfFull known)
        {
            sums[component].Add(row, 0, weight);
            return;
        }

        row.CopyTo(filled);
        foreach (var column in known.Missing)
            filled[column] = 0;
        known.SquaredDistance(row, mean, Whitened);
        known.AddExpected(mean, Whitened, 1, filled);
        sums[component].Add(filled, 0, weight);
        sums[component].AddUncertainty(known, 0, weight);
    }

    protected override void AddSums(MixtureSums other)
    {
        for (var c = 0; c < sums.Length; c++)
            sums[c].Add(((FullMixtureSums)other).sums[c]);
    }

    protected override double WeightOf(int component) => sums[component].Weights[0];

    protected override FullCovariance? CovarianceOf(int component, double[] floors, Span<double> mean)
    {
        var (products, weight) = (sums[component].Products, WeightOf(component));
        sums[component].Center().Means.AsFlatSpan().CopyTo(mean);
        TensorPrimitives.Divide(products.AsFlatSpan(), weight, products.AsFlatSpan());
        for (var j = 0; j < floors.Length; j++)
            products[j, j] += floors[j];
        return Cholesky.Factor(products) < 0 ? new FullCovariance(products) : null;
    }
}
