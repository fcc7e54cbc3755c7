using System.Numerics.Tensors;

namespace Twofold.Tables;

/// <summary>The mean row of each label.</summary>
static class LabelMeans
{
    /// <summary>The means, <c>[labels, columns]</c>.</summary>
    public static double[,] Of(Table examples, int[] codes, int[] counts)
    {
        var means = new double[counts.Length, examples.Columns];
        for (var i = 0; i < codes.Length; i++)
            TensorPrimitives.Add(means.Row(codes[i]), examples.Row(i), means.Row(codes[i]));
        for (var k = 0; k < counts.Length; k++)
            TensorPrimitives.Divide(means.Row(k), counts[k], means.Row(k));
        return means;
    }
}
