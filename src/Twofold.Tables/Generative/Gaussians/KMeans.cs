namespace Twofold.Tables;

/// <summary>
/// Where a mixture starts: rows far apart (k-means++: Arthur and Vassilvitskii 2007), moved into the middle of the rows that are nearest to
/// each (Lloyd 1982). Distances are over known cells, in standard deviations of the columns.
/// </summary>
static class KMeans
{
    const int Moves = 10;

    // A spread less than this, in variances of the column, is no place to start from.
    const double LeastVariance = 1e-6;

    /// <summary>A mixture around so many centers; the rows' columns have the variances <paramref name="scales"/>.</summary>
    public static GaussianMixture Start(
        Table examples, int[] rows, double[]? weights, double[] scales, int components, CovarianceKind kind, SeededRandom random)
    {
        var centers = Spread(examples, rows, weights, scales, components, random);
        var clusters = Assigned(examples, rows, weights, scales, centers);
        for (var move = 0; move < Moves && components > 1; move++)
        {
            clusters.MoveInto(centers);
            clusters = Assigned(examples, rows, weights, scales, centers);
        }

        clusters.MoveInto(centers);
        var spreads = clusters.Spreads(scales);
        double[] shares = [.. clusters.Weights.Select(weight => Math.Max(weight, clusters.Weights.Sum() / rows.Length))];
        return new GaussianMixture(shares, centers, [.. shares.Select(_ => Round(spreads, kind))]);
    }

    static Covariance Round(double[] spreads, CovarianceKind kind)
    {
        if (kind == CovarianceKind.Diagonal)
            return new DiagonalCovariance(spreads);
        var lower = new double[spreads.Length, spreads.Length];
        for (var j = 0; j < spreads.Length; j++)
            lower[j, j] = spreads[j];
        return new FullCovariance(lower);
    }

    // Each next center is a row, the likelier the farther it is from those before it.
    static double[,] Spread(Table examples, int[] rows, double[]? weights, double[] scales, int components, SeededRandom random)
    {
        var (centers, scratch) = (new double[components, scales.Length], examples.Scratch(1));
        double[] nearest = [.. rows.Select(_ => 1.0)];
        for (var c = 0; c < components; c++)
        {
            var chosen = rows[Drawn(random.NextDouble())];
            examples.Rows(chosen, 1, scratch).CopyTo(centers.Row(c));
            Chunks.Run(rows.Length, 4L * scales.Length, (first, count) =>
            {
                var own = examples.Scratch(1);
                for (var i = first; i < first + count; i++)
                {
                    var distance = Distance(examples.Rows(rows[i], 1, own), centers.Row(c), scales);
                    nearest[i] = c == 0 ? distance : Math.Min(nearest[i], distance);
                }
            });
        }

        Fill(examples, rows, centers);
        return centers;

        int Drawn(double uniform)
        {
            var total = 0.0;
            for (var i = 0; i < rows.Length; i++)
                total += nearest[i] * (weights?[rows[i]] ?? 1);
            var left = uniform * total;
            for (var i = 0; i < rows.Length; i++)
                if ((left -= nearest[i] * (weights?[rows[i]] ?? 1)) < 0)
                    return i;
            return rows.Length - 1;
        }
    }

    // A center that is a row with missing cells takes these from the first row that has them.
    static void Fill(Table examples, int[] rows, double[,] centers)
    {
        for (var c = 0; c < centers.GetLength(0); c++)
            for (var j = 0; j < centers.GetLength(1); j++)
                for (var i = 0; i < rows.Length && double.IsNaN(centers[c, j]); i++)
                    centers[c, j] = examples[rows[i], j];
    }

    static double Distance(ReadOnlySpan<double> row, ReadOnlySpan<double> center, double[] scales)
    {
        var sum = 0.0;
        for (var j = 0; j < row.Length; j++)
        {
            var difference = row[j] - center[j];
            if (!double.IsNaN(difference))
                sum += difference * difference / scales[j];
        }

        return sum;
    }

    static Clusters Assigned(Table examples, int[] rows, double[]? weights, double[] scales, double[,] centers)
    {
        return Chunks.Sum(rows.Length, 4L * centers.Length, 16, Part, static (sum, part) => sum.Add(part));

        Clusters Part(int first, int count)
        {
            var (part, scratch) = (new Clusters(centers), examples.Scratch(1));
            for (var i = first; i < first + count; i++)
            {
                var row = examples.Rows(rows[i], 1, scratch);
                var (nearest, least) = (0, double.PositiveInfinity);
                for (var c = 0; c < centers.GetLength(0); c++)
                {
                    var distance = Distance(row, centers.Row(c), scales);
                    if (distance < least)
                        (nearest, least) = (c, distance);
                }

                part.Add(row, nearest, weights?[rows[i]] ?? 1);
            }

            return part;
        }
    }

    /// <summary>The rows nearest to each center: sums of what is known of them.</summary>
    sealed class Clusters(double[,] centers)
    {
        readonly double[,] middle = (double[,])centers.Clone();
        readonly double[,] known = new double[centers.GetLength(0), centers.GetLength(1)];
        readonly double[,] deviations = new double[centers.GetLength(0), centers.GetLength(1)];
        readonly double[,] squares = new double[centers.GetLength(0), centers.GetLength(1)];

        public double[] Weights { get; } = new double[centers.GetLength(0)];

        public void Add(ReadOnlySpan<double> row, int cluster, double weight)
        {
            Weights[cluster] += weight;
            for (var j = 0; j < row.Length; j++)
            {
                var deviation = row[j] - middle[cluster, j];
                if (double.IsNaN(deviation))
                    continue;
                known[cluster, j] += weight;
                deviations[cluster, j] += weight * deviation;
                squares[cluster, j] += weight * deviation * deviation;
            }
        }

        public void Add(Clusters other)
        {
            for (var c = 0; c < Weights.Length; c++)
            {
                Weights[c] += other.Weights[c];
                for (var j = 0; j < known.GetLength(1); j++)
                {
                    known[c, j] += other.known[c, j];
                    deviations[c, j] += other.deviations[c, j];
                    squares[c, j] += other.squares[c, j];
                }
            }
        }

        public void MoveInto(double[,] centers)
        {
            for (var c = 0; c < Weights.Length; c++)
                for (var j = 0; j < known.GetLength(1); j++)
                    if (known[c, j] > 0)
                        centers[c, j] = middle[c, j] + (deviations[c, j] / known[c, j]);
        }

        // The standard deviation of each column within the clusters, the same for all.
        public double[] Spreads(double[] scales)
        {
            var spreads = new double[scales.Length];
            for (var j = 0; j < spreads.Length; j++)
            {
                var (sum, total) = (0.0, 0.0);
                for (var c = 0; c < Weights.Length; c++)
                {
                    sum += squares[c, j] - (known[c, j] > 0 ? deviations[c, j] * deviations[c, j] / known[c, j] : 0);
                    total += known[c, j];
                }

                spreads[j] = Math.Sqrt(Math.Max(sum / total, LeastVariance * scales[j]));
            }

            return spreads;
        }
    }
}
