namespace Twofold;

/// <summary>
/// Whether what was made looks real, and whether it covers what is real: two questions that a single distance mixes. Around every row of a set
/// lies a ball that reaches to its k-th nearest neighbor in that set; the balls together are the set's manifold. Means over rows, each with its
/// standard error by the rows that it is a mean over, the balls held as they are.
/// </summary>
/// <param name="Precision">
/// The share of made rows that lie within a ball of the real ones, 0 to 1: how many look real (Kynkäänniemi et al. 2019, "Improved precision and recall metric for
/// assessing generative models", equation 3).
/// </param>
/// <param name="Recall">The share of real rows that lie within a ball of the made ones, 0 to 1: how much of what is real can be made (equation 4).</param>
/// <param name="Density">
/// The number of real balls that a made row lies in, over k: as precision, but an outlier's large ball counts for little. May be over 1 where
/// made rows gather where real ones do (Naeem et al. 2020, "Reliable fidelity and diversity metrics for generative models", equation 4).
/// </param>
/// <param name="Coverage">The share of real rows whose ball has a made row in it, 0 to 1 (Naeem et al. 2020, equation 5).</param>
public sealed record ManifoldScores(Estimate Precision, Estimate Recall, Estimate Density, Estimate Coverage)
{
    /// <summary>Scores made rows against real ones.</summary>
    /// <param name="made">The features of what was made, <c>[examples, features]</c>.</param>
    /// <param name="real">Those of real examples that the creator did not learn from. Sets of about the same size are compared fairly.</param>
    /// <param name="neighbors">The neighbor to which a ball reaches, k. Default 5, as in Naeem et al. 2020.</param>
    /// <exception cref="TwofoldException">A set has no more rows than neighbors, the sets have different features, or a feature is not finite or too large to be squared.</exception>
    public static ManifoldScores Of(double[,] made, double[,] real, int neighbors = 5)
    {
        if (neighbors < 1)
            throw new TwofoldException($"{neighbors} neighbors: give at least 1.");
        FeatureRows.Check(made, "made", neighbors + 1);
        FeatureRows.Check(real, "real", neighbors + 1);
        FeatureRows.CheckSameFeatures(made, "made", real, "real");
        FeatureRows.CheckSquares(made, "made");
        FeatureRows.CheckSquares(real, "real");

        var (madeRadii, realRadii) = (RowDistances.ToNeighbor(made, neighbors), RowDistances.ToNeighbor(real, neighbors));
        var (precise, dense) = (new bool[madeRadii.Length], new double[madeRadii.Length]);
        var (recalled, covered) = (new bool[realRadii.Length], new bool[realRadii.Length]);
        RowDistances.ForEachRow(real, made, (row, distances) =>
        {
            var nearest = double.PositiveInfinity;
            for (var i = 0; i < distances.Length; i++)
            {
                nearest = Math.Min(nearest, distances[i]);
                recalled[row] |= distances[i] <= madeRadii[i];
            }

            covered[row] = nearest <= realRadii[row];
        });
        RowDistances.ForEachRow(made, real, (row, distances) =>
        {
            var balls = 0;
            for (var i = 0; i < distances.Length; i++)
                balls += distances[i] <= realRadii[i] ? 1 : 0;
            (precise[row], dense[row]) = (balls > 0, (double)balls / neighbors);
        });
        return new ManifoldScores(Estimate.OfShare(precise), Estimate.OfShare(recalled), Estimate.OfMean(dense), Estimate.OfShare(covered));
    }
}
