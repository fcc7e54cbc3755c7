using System.Numerics.Tensors;

namespace Twofold.Tables;

/// <summary>
/// The factor of a covariance with the known columns before the missing ones. The rows of L in that order are a factor of the reordered
/// covariance, but not a triangular one; Householder reflections of its columns change nothing of the product and make it
/// <code>( G 0 )   known      marginal covariance  G·Gᵀ, conditional mean  μ + H G⁻¹ (x - μ)
/// ( H F )   missing    conditional covariance  F·Fᵀ</code>
/// No covariance is formed or inverted, so that no digits are lost to one that is nearly singular. (Golub, Van Loan: Matrix Computations, 6.5.)
/// </summary>
sealed class KnownPartOfFull : KnownPart
{
    readonly double[,] factor;

    public KnownPartOfFull(double[,] lower, ReadOnlySpan<double> row)
        : base(row)
    {
        var size = row.Length;
        factor = new double[size, size];
        for (var i = 0; i < size; i++)
            lower.Row(Order[i]).CopyTo(factor.Row(i));
        for (var i = 0; i < Known; i++)
            Reflect(i, Order[i] + 1);
        LogNormalizer = -0.5 * Known * Math.Log(2 * Math.PI);
        for (var i = 0; i < Known; i++)
            LogNormalizer -= Math.Log(factor[i, i]);
    }

    public override double LogNormalizer { get; }

    public override double SquaredDistance(ReadOnlySpan<double> row, ReadOnlySpan<double> mean, Span<double> whitened)
    {
        for (var i = 0; i < Known; i++)
        {
            var column = Order[i];
            whitened[i] = (row[column] - mean[column] - TensorPrimitives.Dot(factor.Row(i)[..i], whitened[..i])) / factor[i, i];
        }

        return TensorPrimitives.SumOfSquares<double>(whitened[..Known]);
    }

    public override void AddExpected(ReadOnlySpan<double> mean, ReadOnlySpan<double> whitened, double share, Span<double> expected)
    {
        for (var i = Known; i < Order.Length; i++)
            expected[Order[i]] += share * (mean[Order[i]] + TensorPrimitives.Dot(factor.Row(i)[..Known], whitened[..Known]));
    }

    /// <summary>Adds the covariance of the missing cells around their expected values, times <paramref name="weight"/>: the lower triangle.</summary>
    public void AddUncertainty(double weight, double[,] products)
    {
        for (var i = Known; i < Order.Length; i++)
            for (var j = Known; j <= i; j++)
                products[Order[i], Order[j]] += weight * TensorPrimitives.Dot<double>(factor.Row(i)[Known..], factor.Row(j)[Known..]);
    }

    // Brings what row i has from its diagonal on, up to a column where it was triangular before, into the diagonal.
    void Reflect(int i, int end)
    {
        var rest = factor.Row(i)[(i + 1)..end];
        if (rest.IsEmpty)
            return;
        var (head, square) = (factor[i, i], TensorPrimitives.SumOfSquares<double>(rest));
        var norm = Math.Sqrt((head * head) + square);

        // head − norm without cancellation.
        var first = head > 0 ? -square / (head + norm) : head - norm;
        var scale = 2 / ((first * first) + square);
        for (var r = i + 1; r < Order.Length; r++)
        {
            var row = factor.Row(r);
            var amount = scale * ((first * row[i]) + TensorPrimitives.Dot<double>(rest, row[(i + 1)..end]));
            row[i] -= amount * first;
            TensorPrimitives.MultiplyAdd(rest, -amount, row[(i + 1)..end], row[(i + 1)..end]);
        }

        factor[i, i] = norm;
        rest.Clear();
    }
}
