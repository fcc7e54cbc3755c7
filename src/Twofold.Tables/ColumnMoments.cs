using System.Numerics.Tensors;

namespace Twofold.Tables;

/// <summary>Means and variances of a table's columns, in two passes: the squares are those of deviations, which do not cancel.</summary>
static class ColumnMoments
{
    /// <summary>The means and the variances (the mean of squares), <c>[columns]</c> each.</summary>
    public static (double[] Means, double[] Variances) Of(Table examples)
    {
        var means = new double[examples.Columns];
        var variances = new double[examples.Columns];
        var deviations = new double[examples.Columns];
        for (var i = 0; i < examples.Count; i++)
            TensorPrimitives.Add(means, examples.Row(i), means);
        TensorPrimitives.Divide(means, examples.Count, means);
        for (var i = 0; i < examples.Count; i++)
        {
            TensorPrimitives.Subtract(examples.Row(i), means, deviations);
            TensorPrimitives.MultiplyAdd(deviations, deviations, variances, variances);
        }

        TensorPrimitives.Divide(variances, examples.Count, variances);
        return (means, variances);
    }
}
