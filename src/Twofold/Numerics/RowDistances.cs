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

    /// <summary>The indices of the <paramref name="count"/> least of so many distances or more, the nearest first.</summary>
    public static int[] Least(ReadOnlySpan<double> distances, int count)
    {
        var (least, indices) = (new double[count], new int[count]);
        Array.Fill(least, double.PositiveInfinity);
        for (var i = 0; i < distances.Length; i++)
        {
            if (distances[i] >= least[^1])
                continue;
            var at = Insert(least, distances[i]);
            Array.Copy(indices, at, indices, at + 1, count - 1 - at);
            indices[at] = i;
        }

        return indices;
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
            {
                if (distance < least[^1])
                    Insert(least, distance);
            }

            squares[row] = least[^1];
        });
        return squares;
    }

    // Takes the place of the largest, in ascending order; gives where. Nearly every distance is too large: callers compare first.
    static int Insert(double[] least, double distance)
    {
        var at = least.Length - 1;
        for (; at > 0 && least[at - 1] > distance; at--)
            least[at] = least[at - 1];
        least[at] = distance;
        return at;
    }

    static double[] SquaredLengths(double[,] rows)
    {
        var lengths = new double[rows.GetLength(0)];
        for (var i = 0; i < lengths.Length; i++)
            lengths[i] = TensorPrimitives.SumOfSquares<double>(rows.Row(i));
        return lengths;
    }
}
