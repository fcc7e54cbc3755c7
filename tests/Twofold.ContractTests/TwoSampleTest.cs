namespace Twofold.ContractTests;

/// <summary>
/// Whether two samples are of one distribution, in any number of columns: the energy distance against what it is after the samples are mixed
/// (Székely and Rizzo 2004, "Testing for equal distributions in high dimension").
/// </summary>
static class TwoSampleTest
{
    const int Permutations = 200;

    /// <summary>The distance between the samples, and the one that mixed samples exceed once in 200 times.</summary>
    public static (double Distance, double Threshold) EnergyDistance(double[][] first, double[][] second, ulong seed)
    {
        double[][] all = [.. first, .. second];
        var distances = new double[all.Length, all.Length];
        for (var i = 0; i < all.Length; i++)
            for (var j = 0; j < i; j++)
                distances[i, j] = distances[j, i] = Math.Sqrt(all[i].Zip(all[j], (a, b) => (a - b) * (a - b)).Sum());

        var order = Enumerable.Range(0, all.Length).ToArray();
        var observed = Statistic(distances, order, first.Length);
        var random = new SeededRandom(seed);
        var mixed = new double[Permutations];
        for (var p = 0; p < Permutations; p++)
        {
            random.Shuffle<int>(order);
            mixed[p] = Statistic(distances, order, first.Length);
        }

        return (observed, mixed.Max());
    }

    static double Statistic(double[,] distances, int[] order, int firstCount)
    {
        var (within, between) = (new double[2], 0.0);
        for (var i = 0; i < order.Length; i++)
            for (var j = 0; j < i; j++)
            {
                var distance = distances[order[i], order[j]];
                if (i < firstCount)
                    within[0] += distance;
                else if (j >= firstCount)
                    within[1] += distance;
                else
                    between += distance;
            }

        double m = firstCount, n = order.Length - firstCount;
        return (2 * between / (m * n)) - (2 * within[0] / (m * m)) - (2 * within[1] / (n * n));
    }
}
