using System.Numerics.Tensors;

namespace Twofold.Tables;

/// <summary>The shrinkage of a covariance by the amount that is best on average (Ledoit and Wolf 2004), on columns of unit variance.</summary>
static class LedoitWolf
{
    /// <summary>
    /// Shrinks the lower triangle of the covariance of some rows around their mean, in place. The target is a multiple of the identity for
    /// columns z of unit variance, so a multiple of the variances for columns as given:
    /// <code>amount = min(β, δ) / δ with δ = ‖R − m I‖² and β = (Σ_i w_i ‖z_i‖⁴ / n − ‖R‖²) / n, R the correlations and m their mean diagonal</code>
    /// </summary>
    /// <param name="covariance">The lower triangle, <c>[columns, columns]</c>.</param>
    /// <param name="completed">The rows' cells.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="mean">Their mean.</param>
    /// <param name="weights">How much each row of the table counts; null: all count 1.</param>
    /// <param name="total">The sum of the rows' weights.</param>
    public static void Shrink(double[,] covariance, CompletedRows completed, RowSet rows, ReadOnlySpan<double> mean, double[]? weights, double total)
    {
        var (columns, spreads, varying) = (mean.Length, new double[mean.Length], 0);
        for (var j = 0; j < columns; j++)
        {
            // What rounding leaves of a constant column is no variance; scikit-learn gives such a column the scale 1.
            var rounding = total * (double.BitIncrement(1) - 1);
            var varies = covariance[j, j] > (rounding * covariance[j, j]) + Math.Pow(rounding * mean[j], 2);
            spreads[j] = varies ? Math.Sqrt(covariance[j, j]) : 1;
            varying += varies ? 1 : 0;
        }

        var square = 0.0;
        var correlations = new double[columns];
        for (var i = 0; i < columns; i++)
        {
            var row = correlations.AsSpan(0, i + 1);
            TensorPrimitives.Divide(covariance.Row(i)[..(i + 1)], spreads.AsSpan(0, i + 1), row);
            TensorPrimitives.Divide(row, spreads[i], row);
            square += (2 * TensorPrimitives.SumOfSquares<double>(row)) - Math.Pow(row[i], 2);
        }

        var diagonal = (double)varying / columns;
        var distance = square - (columns * diagonal * diagonal);
        var noise = Math.Min(((FourthMoment(completed, rows, mean.ToArray(), spreads, weights) / total) - square) / total, distance);
        var amount = columns > 1 && noise > 0 ? noise / distance : 0;

        TensorPrimitives.Multiply(covariance.AsFlatSpan(), 1 - amount, covariance.AsFlatSpan());
        for (var j = 0; j < columns; j++)
            covariance[j, j] += amount * diagonal * spreads[j] * spreads[j];
    }

    static double FourthMoment(CompletedRows completed, RowSet rows, double[] mean, double[] spreads, double[]? weights) =>
        Chunks.Sum(
            rows.Count,
            3L * mean.Length,
            64,
            (first, count) =>
            {
                var (sum, scratch, deviations) = (0.0, completed.Scratch(), new double[mean.Length]);
                for (var i = first; i < first + count; i++)
                {
                    TensorPrimitives.Subtract(completed.Row(rows[i], scratch, out _), mean, deviations);
                    TensorPrimitives.Divide(deviations, spreads, deviations);
                    sum += (weights?[rows[i]] ?? 1) * Math.Pow(TensorPrimitives.SumOfSquares<double>(deviations), 2);
                }

                return new double[] { sum };
            },
            static (sum, part) => sum[0] += part[0])[0];
}
