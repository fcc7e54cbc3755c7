using System.Numerics.Tensors;

namespace Twofold;

/// <summary>
/// Squared Euclidean distances of rows from others, |a|² + |b|² − 2a·b: exact to about 1e-16 of the rows' squared lengths, so that a distance of
/// equal rows may be as much as 1e-8 of their length.
/// </summary>
static class RowDistances
{
    /// <summary>
    /// Hands each row's index and its squared distances from all the others, <c>[others]</c>, to <paramref name="use"/>; by several threads at a time.
    /// </summary>
    public static void ForEachRow(double[,] rows, double[,] others, Action<int, Span<double>> use)
    {
        var lengths = SquaredLengths(others);
        InnerProducts.ForEachBlock(rows, others, (first, count, block) =>
        {
            for (var i = 0; i < count; i++)
            {
                var distances = block.Slice(i * lengths.Length, lengths.Length);
                var row = rows.Row(first + i);
                TensorPrimitives.MultiplyAdd(distances, -2, lengths, distances);
                TensorPrimitives.Add(distances, TensorPrimitives.SumOfSquares<double>(row), distances);
                TensorPrimitives.Max(distances, 0, distances);
                use(first + i, distances);
            }
        });
    }

    /// <summary>The squared distance of each row from its nearest other, and that one's index.</summary>
    public static (double[] Squares, int[] Nearest) Nearest(double[,] rows, double[,] others)
    {
        var (squares, nearest) = (new double[rows.GetLength(0)], new int[rows.GetLength(0)]);
        ForEachRow(rows, others, (row, distances) =>
        {
            nearest[row] = TensorPrimitives.IndexOfMin<double>(distances);
            squares[row] = distances[nearest[row]];
        });
        return (squares, nearest);
    }

    /// <summary>The squared distance of each row from its <paramref name="k"/>-th nearest among the other rows of the same set.</summary>
    public static double[] ToNeighbor(double[,] rows, int k)
    {
        var squares = new double[rows.GetLength(0)];
        ForEachRow(rows, rows, (row, distances) =>
        {
            // Not a neighbor of itself.
            distances[row] = double.PositiveInfinity;
            var least = new double[k];
            Array.Fill(least, double.PositiveInfinity);
            foreach (var distance in distances)
                Insert(least, distance);
            squares[row] = least[^1];
        });
        return squares;
    }

    // Keeps the least in ascending order: nearly every distance is turned away by the first comparison.
    static void Insert(double[] least, double distance)
    {
        if (distance >= least[^1])
            return;
        var at = least.Length - 1;
        for (; at > 0 && least[at - 1] > distance; at--)
            least[at] = least[at - 1];
        least[at] = distance;
    }

    static double[] SquaredLengths(double[,] rows)
    {
        var lengths = new double[rows.GetLength(0)];
        for (var i = 0; i < lengths.Length; i++)
            lengths[i] = TensorPrimitives.SumOfSquares<double>(rows.Row(i));
        return lengths;
    }
}
