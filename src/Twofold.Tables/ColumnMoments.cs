using System.Numerics.Tensors;

namespace Twofold.Tables;

/// <summary>
/// Means and variances of a table's columns in one pass. The sums are of deviations from the first row, so that columns far from zero lose no
/// digits; parts are added in order, so that the answer does not depend on the number of cores.
/// </summary>
static class ColumnMoments
{
    // Each part has two sums in memory.
    const int MostParts = 16;

    /// <summary>The means and the variances (the mean of squares), <c>[columns]</c> each; not finite where the numbers are not, or too large.</summary>
    public static (double[] Means, double[] Variances) Of(Table examples)
    {
        var columns = examples.Columns;
        if (columns == 0)
            return ([], []);
        var origin = examples.Row(0).ToArray();
        var (means, variances) = Chunks.Sum(
            examples.Count,
            2 * columns,
            MostParts,
            (first, count) => SumsOfDeviations(examples, origin, first, count),
            static (all, part) =>
            {
                TensorPrimitives.Add(all.Sums, part.Sums, all.Sums);
                TensorPrimitives.Add(all.Squares, part.Squares, all.Squares);
            });

        // The variance is the mean square about the origin less the square of the mean's distance from it.
        for (var j = 0; j < columns; j++)
        {
            var distance = means[j] / examples.Count;
            variances[j] = variances[j] == 0 ? 0 : Math.Max(0, (variances[j] / examples.Count) - (distance * distance));
            means[j] = origin[j] + distance;
        }

        return (means, variances);
    }

    static (double[] Sums, double[] Squares) SumsOfDeviations(Table examples, double[] origin, int first, int count)
    {
        var (sums, squares, deviations) = (new double[origin.Length], new double[origin.Length], new double[origin.Length]);
        var scratch = examples.Scratch(1);
        for (var i = first; i < first + count; i++)
        {
            TensorPrimitives.Subtract(examples.Rows(i, 1, scratch), origin, deviations);
            TensorPrimitives.Add(sums, deviations, sums);
            TensorPrimitives.MultiplyAdd(deviations, deviations, squares, squares);
        }

        return (sums, squares);
    }
}
