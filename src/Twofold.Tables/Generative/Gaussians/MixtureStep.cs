using System.Numerics.Tensors;

namespace Twofold.Tables;

/// <summary>
/// A pass over rows under a mixture of Gaussians: how likely they are, and what the next mixture is made from (E). Missing cells are summed over
/// exactly: with full covariances by what is expected of them, with diagonal ones by what is known alone.
/// </summary>
sealed class MixtureStep
{
    const int BlockRows = 2 * ProductTile.Columns;

    readonly MixtureSums sums;

    public MixtureStep(GaussianMixture mixture, Table examples, int[] rows, double[]? weights, CancellationToken cancellation)
    {
        var components = mixture.ComponentsOf(0).ToArray();
        WhitenedGroup[] groups = [.. components.Select((component, c) => new WhitenedGroup(component.Covariance, components, [c]))];
        var patterns = KnownPart.Patterns(mixture.Covariances);
        var cost = mixture.Covariances.Sum(covariance => 3 * covariance.Cost) + (20L * components.Length);
        var most = (int)Math.Clamp(rows.Length / (8 * mixture.Columns), 1, 64);
        sums = Chunks.Sum(rows.Length, cost, most, Part, static (sum, part) => sum.Add(part));
        cancellation.ThrowIfCancellationRequested();

        MixtureSums Part(int first, int count)
        {
            var part = MixtureSums.Of(mixture);
            var (columns, total) = (mixture.Columns, components.Length);
            var (scratch, block, whitened) = (examples.Scratch(1), new double[BlockRows * columns], new double[WhitenedGroup.Room(BlockRows, columns)]);
            var densities = new double[BlockRows * total];
            for (var begin = first; begin < first + count && !cancellation.IsCancellationRequested; begin += BlockRows)
            {
                var inBlock = Math.Min(BlockRows, first + count - begin);
                for (var i = 0; i < inBlock; i++)
                    examples.Rows(rows[begin + i], 1, scratch).CopyTo(block.AsSpan(i * columns));
                foreach (var group in groups)
                    group.LogLikelihood(block, inBlock, whitened, densities, total);
                for (var i = 0; i < inBlock; i++)
                {
                    var row = block.AsSpan(i * columns, columns);
                    var parts = TensorPrimitives.IsNaNAny<double>(row) ? patterns.Of(row) : null;
                    part.Add(row, parts, densities.AsSpan(i * total, total), weights?[rows[begin + i]] ?? 1);
                }
            }

            part.Flush();
            return part;
        }
    }

    /// <summary>The mean log-likelihood of the rows, in nats.</summary>
    public double LogLikelihood => sums.LogLikelihood / sums.Weight;

    /// <summary>
    /// The mixture under which the rows, shared out as they are, are most likely (M); null where a Gaussian has collapsed.
    /// </summary>
    /// <param name="floors">What is added to the variances of each column.</param>
    public GaussianMixture? Maximized(double[] floors) => sums.Maximized(floors);
}
