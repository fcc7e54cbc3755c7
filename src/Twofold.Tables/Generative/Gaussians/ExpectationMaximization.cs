using System.Numerics.Tensors;

namespace Twofold.Tables;

/// <summary>
/// Fits Gaussians whether or not cells are missing. Complete rows take one step. Missing cells are replaced by what the last fit expects of them,
/// and their uncertainty is added to the covariance, until nothing changes any more: the most likely parameters of what is known (Dempster,
/// Laird, Rubin 1977; Little, Rubin: Statistical Analysis with Missing Data, 11.2).
/// </summary>
static class ExpectationMaximization
{
    const int MostSteps = 1000;

    // In standard deviations of the column.
    const double Tolerance = 1e-10;

    /// <summary>Fits.</summary>
    /// <param name="examples">The table.</param>
    /// <param name="rows">The rows to fit on, with their groups.</param>
    /// <param name="weights">How much each of the table's rows counts; null: all count 1.</param>
    /// <param name="fit">One fit on completed rows; null where a sum is not finite, with the column in question.</param>
    /// <exception cref="TwofoldException">A number is infinite or too large, or nothing is known of a column.</exception>
    public static GaussianFit Fit(
        Table examples, RowSet rows, double[]? weights, Func<CompletedRows, (GaussianFit? Fit, int Column)> fit)
    {
        var (latest, column) = fit(new CompletedRows(examples, rows));
        if (latest is not null)
            return latest;
        FitArguments.RequireNoInfinity(examples);
        if (!HasMissing(examples, rows))
            throw FitArguments.TooLarge(examples.Schema, column);

        latest = Start(examples, rows, weights);
        for (var step = 0; step < MostSteps; step++)
        {
            var previous = latest;
            (latest, column) = fit(new CompletedRows(examples, rows, previous));
            if (latest is null)
                throw FitArguments.TooLarge(examples.Schema, column);
            if (IsSame(previous, latest))
                break;
        }

        return latest;
    }

    static bool HasMissing(Table examples, RowSet rows)
    {
        var scratch = examples.Scratch(1);
        for (var i = 0; i < rows.Count; i++)
            if (TensorPrimitives.IsNaNAny(examples.Rows(rows[i], 1, scratch)))
                return true;
        return false;
    }

    // Means and variances of what is known of each column, as if the columns did not depend on each other.
    static GaussianFit Start(Table examples, RowSet rows, double[]? weights)
    {
        var columns = examples.Columns;
        var (known, means) = (new double[rows.GroupCount, columns], new double[rows.GroupCount, columns]);
        var (overall, total, squares) = (new double[columns], new double[columns], new double[columns]);
        ForEachCell((group, j, cell, weight) =>
        {
            known[group, j] += weight;
            total[j] += weight;
            if (weight > 0)
                (means[group, j], overall[j]) = (means[group, j] + ((cell - means[group, j]) * weight / known[group, j]), overall[j] + ((cell - overall[j]) * weight / total[j]));
        });
        for (var j = 0; j < columns; j++)
        {
            if (total[j] == 0)
                throw new TwofoldException($"Every cell of {examples.Schema.Describe(j)} is missing where it is to be learned: leave the column out.");
            for (var k = 0; k < rows.GroupCount; k++)
                means[k, j] = known[k, j] > 0 ? means[k, j] : overall[j];
        }

        ForEachCell((group, j, cell, weight) => squares[j] += weight * Math.Pow(cell - means[group, j], 2));
        var lower = new double[columns, columns];
        for (var j = 0; j < columns; j++)
            lower[j, j] = squares[j] > 0 ? Math.Sqrt(squares[j] / total[j]) : 1;
        return new GaussianFit([], means, new FullCovariance(lower));

        void ForEachCell(Action<int, int, double, double> action)
        {
            var scratch = examples.Scratch(1);
            for (var i = 0; i < rows.Count; i++)
            {
                var row = examples.Rows(rows[i], 1, scratch);
                for (var j = 0; j < row.Length; j++)
                    if (!double.IsNaN(row[j]))
                        action(rows.GroupOf(rows[i]), j, row[j], weights?[rows[i]] ?? 1);
            }
        }
    }

    static bool IsSame(GaussianFit previous, GaussianFit latest)
    {
        var (before, after) = (previous.Covariance.Lower, latest.Covariance.Lower);
        for (var j = 0; j < after.GetLength(0); j++)
        {
            var tolerated = Tolerance * TensorPrimitives.Norm<double>(after.Row(j));
            if (!(TensorPrimitives.Distance<double>(before.Row(j), after.Row(j)) <= tolerated))
                return false;
            for (var k = 0; k < latest.Means.GetLength(0); k++)
                if (!(Math.Abs(previous.Means[k, j] - latest.Means[k, j]) <= Math.Max(tolerated, 1e-15 * Math.Abs(latest.Means[k, j]))))
                    return false;
        }

        return true;
    }
}
