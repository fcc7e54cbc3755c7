using System.Numerics.Tensors;

namespace Twofold.Tables;

/// <summary>What Gaussians with a common covariance are learned from: it can be added up over parts of a set.</summary>
/// <param name="Weights">The sum of the weights of each group's rows, <c>[groups]</c>.</param>
/// <param name="Means">Their means, <c>[groups, columns]</c>.</param>
/// <param name="Products">The lower triangle of the weighted products of deviations from the means, <c>[columns, columns]</c>.</param>
sealed record GaussianStatistics(double[] Weights, double[,] Means, double[,] Products)
{
    /// <summary>The statistics with group k at <c>places[k]</c> among so many; the others have nothing yet.</summary>
    public GaussianStatistics Placed(int[] places, int groups)
    {
        var (weights, means) = (new double[groups], new double[groups, Means.GetLength(1)]);
        for (var k = 0; k < places.Length; k++)
        {
            weights[places[k]] = Weights[k];
            Means.Row(k).CopyTo(means.Row(places[k]));
        }

        return new GaussianStatistics(weights, means, Products);
    }

    /// <summary>
    /// Adds the statistics of other rows of the same groups (Chan, Golub, LeVeque 1983):
    /// <c>products += products' + w w' / (w + w') (mean − mean')(mean − mean')ᵀ</c>.
    /// </summary>
    public void Add(GaussianStatistics other)
    {
        var apart = new double[Means.GetLength(1)];
        TensorPrimitives.Add<double>(Products.AsFlatSpan(), other.Products.AsFlatSpan(), Products.AsFlatSpan());
        for (var k = 0; k < Weights.Length; k++)
        {
            var sum = Weights[k] + other.Weights[k];
            if (other.Weights[k] == 0)
                continue;
            TensorPrimitives.Subtract(other.Means.Row(k), Means.Row(k), apart);
            for (var i = 0; i < apart.Length && Weights[k] > 0; i++)
            {
                var row = Products.Row(i)[..(i + 1)];
                TensorPrimitives.MultiplyAdd(apart.AsSpan(0, i + 1), Weights[k] * other.Weights[k] / sum * apart[i], row, row);
            }

            TensorPrimitives.MultiplyAdd(apart, other.Weights[k] / sum, Means.Row(k), Means.Row(k));
            Weights[k] = sum;
        }
    }
}
