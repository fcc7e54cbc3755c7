using System.Numerics;
using System.Numerics.Tensors;

namespace Twofold.Tables;

/// <summary>
/// The Cholesky factor of a symmetric positive definite matrix: the lower triangular L with L·Lᵀ = S, in place.
/// <code>for i, for j ≤ i: L[i, j] = (S[i, j] - Σ_{m&lt;j} L[i, m] * L[j, m]) / L[j, j], and L[i, i] the root of what is left</code>
/// </summary>
static class Cholesky
{
    const int Block = 64;

    /// <summary>
    /// Factors the lower triangle of <paramref name="matrix"/>, <c>[size, size]</c>, in place and sets the upper one to zero. Returns the first
    /// row that is, up to rounding, a combination of the rows before it, where the matrix is not positive definite; −1 where it is.
    /// </summary>
    public static int Factor<T>(T[,] matrix)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var size = matrix.GetLength(0);

        // Rounding leaves about this share of the original diagonal where exact arithmetic would leave nothing.
        var negligible = T.CreateChecked(size) * (T.BitIncrement(T.One) - T.One);
        for (var first = 0; first < size; first += Block)
        {
            var rows = Math.Min(Block, size - first);
            var known = first;

            // Block row by block row: what stands left of the diagonal block is a triangular solve with the rows above, which are done.
            Chunks.Run(rows, costOfOne: (long)known * known, (from, count) =>
                TriangularSolve.Rows(matrix.AsFlatSpan(), size, known, matrix.AsFlatSpan()[((known + from) * size)..], size, count));

            for (var i = first; i < first + rows; i++)
            {
                var row = matrix.Row(i);
                var diagonal = row[i];
                for (var j = first; j < i; j++)
                    row[j] = (row[j] - TensorPrimitives.Dot(row[..j], matrix.Row(j)[..j])) / matrix[j, j];
                var left = diagonal - TensorPrimitives.SumOfSquares(row[..i]);
                if (!(left > diagonal * negligible))
                    return i;
                row[i] = T.Sqrt(left);
                row[(i + 1)..].Clear();
            }
        }

        return -1;
    }

    /// <summary>The other way: the lower triangle of L·Lᵀ, <c>[size, size]</c>.</summary>
    public static double[,] Product(double[,] factor)
    {
        var product = new double[factor.GetLength(0), factor.GetLength(0)];
        Chunks.Run(factor.GetLength(0), factor.Length / 4, (first, count) =>
        {
            for (var i = first; i < first + count; i++)
                for (var j = 0; j <= i; j++)
                    product[i, j] = TensorPrimitives.Dot<double>(factor.Row(i)[..(j + 1)], factor.Row(j)[..(j + 1)]);
        });
        return product;
    }
}
