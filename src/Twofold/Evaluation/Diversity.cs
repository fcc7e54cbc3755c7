namespace Twofold;

/// <summary>
/// How different examples are from each other: the mean Euclidean distance of two of them. Of the examples of one label, beside the same of
/// real ones, it shows a creator that makes the same again and again. It does not show whether what differs is what should.
/// </summary>
public static class Diversity
{
    /// <summary>The mean distance of two rows, over all pairs.</summary>
    /// <param name="rows">The features, <c>[examples, features]</c>, at least two rows.</param>
    /// <returns>
    /// The mean, and its standard error: twice that of the mean of each row's own mean distance, because every pair has two rows (Hoeffding 1948, "A
    /// class of statistics with asymptotically normal distribution").
    /// </returns>
    /// <exception cref="TwofoldException">There are fewer than two rows, or a feature is not finite or too large to be squared.</exception>
    public static Estimate Of(double[,] rows)
    {
        FeatureRows.Check(rows, "made or real", 2);
        FeatureRows.CheckSquares(rows, "made or real");
        var means = new double[rows.GetLength(0)];
        RowDistances.ForEachRow(rows, rows, (row, distances) =>
        {
            distances[row] = 0;
            foreach (var square in distances)
                means[row] += Math.Sqrt(square);
            means[row] /= distances.Length - 1;
        });
        var mean = Estimate.OfMean(means);
        return mean with { StandardError = 2 * mean.StandardError };
    }
}
