using System.Numerics.Tensors;

namespace Twofold.Tables;

/// <summary>The covariance of examples around the mean of their label, shrunk.</summary>
static class SharedCovariance
{
    const int BlockRows = 64;

    // A row is stored this much longer than it is: rows a multiple of 4096 bytes apart would share the same few places of the cache.
    const int Padding = 8;

    /// <summary>The lower triangle of the covariance, <c>[columns, columns]</c>: the mean over examples, as in maximum likelihood.</summary>
    /// <exception cref="TwofoldException">A column's squares overflow.</exception>
    public static double[,] Of(Table examples, int[] codes, double[,] means, Shrinkage shrinkage, CancellationToken cancellation)
    {
        var columns = examples.Columns;
        var rows = Enumerable.Range(0, examples.Count).ToArray();

        // The amount of Ledoit and Wolf is each label's own, as in scikit-learn; a given one is the same for all, and they need not be parted.
        var groups = shrinkage.IsAutomatic
            ? rows.GroupBy(row => codes[row]).OrderBy(group => group.Key).Select(group => group.ToArray())
            : [rows];
        var shared = new double[columns, columns];
        foreach (var group in groups)
        {
            var covariance = Observed(examples, group, codes, means, cancellation);
            var (amount, target) = shrinkage.IsAutomatic
                ? LedoitWolf(examples, group, codes, means, covariance)
                : (shrinkage.Amount, MeanVariance(covariance));
            var share = (double)group.Length / examples.Count;
            for (var i = 0; i < columns; i++)
            {
                var row = shared.Row(i)[..(i + 1)];
                TensorPrimitives.MultiplyAdd(covariance.Row(i)[..(i + 1)], share * (1 - amount), row, row);
                row[i] += share * amount * target[i];
            }
        }

        return shared;
    }

    static double[,] Observed(Table examples, int[] rows, int[] codes, double[,] means, CancellationToken cancellation)
    {
        var columns = examples.Columns;
        var covariance = new double[columns, columns];
        var stride = columns + Padding;
        var deviations = new double[Math.Min(BlockRows, rows.Length) * stride];
        foreach (var block in rows.Chunk(BlockRows))
        {
            cancellation.ThrowIfCancellationRequested();
            for (var i = 0; i < block.Length; i++)
                TensorPrimitives.Subtract(examples.Row(block[i]), means.Row(codes[block[i]]), deviations.AsSpan(i * stride));
            SymmetricRankUpdate.Add(deviations, stride, block.Length, covariance);
        }

        TensorPrimitives.Divide(covariance.AsFlatSpan(), rows.Length, covariance.AsFlatSpan());
        for (var j = 0; j < columns; j++)
            if (!double.IsFinite(covariance[j, j]))
                throw new TwofoldException($"Column {j} has numbers too large to be squared: divide it by a constant before the fit.");
        return covariance;
    }

    static double[] MeanVariance(double[,] covariance)
    {
        var columns = covariance.GetLength(0);
        var mean = Enumerable.Range(0, columns).Average(j => covariance[j, j]);
        return [.. Enumerable.Repeat(mean, columns)];
    }

    // The target is a multiple of the identity for columns z of unit variance, so a multiple of the variances for columns as given:
    // amount = min(β, δ) / δ with δ = ‖R − m I‖² and β = (Σ_i ‖z_i‖⁴ / n − ‖R‖²) / n, R the correlations and m their mean diagonal.
    static (double Amount, double[] Target) LedoitWolf(Table examples, int[] rows, int[] codes, double[,] means, double[,] covariance)
    {
        var columns = examples.Columns;
        var deviations = new double[columns];
        var spreads = new double[columns];
        var varying = 0;
        for (var j = 0; j < columns; j++)
        {
            // What rounding leaves of a constant column is no variance; scikit-learn gives such a column the scale 1.
            var mean = means[codes[rows[0]], j];
            var rounding = rows.Length * (double.BitIncrement(1) - 1);
            var varies = covariance[j, j] > (rounding * covariance[j, j]) + Math.Pow(rounding * mean, 2);
            spreads[j] = varies ? Math.Sqrt(covariance[j, j]) : 1;
            varying += varies ? 1 : 0;
        }

        var fourthMoment = 0.0;
        foreach (var row in rows)
        {
            TensorPrimitives.Subtract(examples.Row(row), means.Row(codes[row]), deviations);
            TensorPrimitives.Divide(deviations, spreads, deviations);
            fourthMoment += Math.Pow(TensorPrimitives.SumOfSquares<double>(deviations), 2);
        }

        var square = 0.0;
        for (var i = 0; i < columns; i++)
        {
            var correlations = deviations.AsSpan(0, i + 1);
            TensorPrimitives.Divide(covariance.Row(i)[..(i + 1)], spreads.AsSpan(0, i + 1), correlations);
            TensorPrimitives.Divide(correlations, spreads[i], correlations);
            square += (2 * TensorPrimitives.SumOfSquares<double>(correlations)) - Math.Pow(correlations[i], 2);
        }

        var diagonal = (double)varying / columns;
        var distance = square - (columns * diagonal * diagonal);
        var noise = Math.Min(((fourthMoment / rows.Length) - square) / rows.Length, distance);
        var amount = columns > 1 && noise > 0 ? noise / distance : 0;
        return (amount, Array.ConvertAll(spreads, spread => diagonal * spread * spread));
    }
}
