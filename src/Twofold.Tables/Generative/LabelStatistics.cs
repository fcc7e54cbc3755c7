namespace Twofold.Tables;

/// <summary>
/// What a naive Bayes model keeps of the examples of each label: sums, from which everything that it answers follows. That they can be added
/// is what makes fitting in parts and merging exact.
/// </summary>
/// <param name="labelWeights">The weight of each label's examples together, <c>[labels]</c>.</param>
abstract class LabelStatistics(double[] labelWeights)
{
    /// <summary>The weight of each label's examples together, <c>[labels]</c>: their number where all count 1.</summary>
    public double[] LabelWeights => labelWeights;

    /// <summary>A copy in which label k stands at <c>places[k]</c> among so many; the others have nothing yet.</summary>
    public abstract LabelStatistics Placed(int[] places, int labels);

    /// <summary>Adds the statistics of other examples of the same labels to these.</summary>
    public abstract void Add(LabelStatistics other);

    /// <summary>The statistics of two models together, and their labels in the order that a fit on both sets would have given them.</summary>
    public static (IReadOnlyList<TLabel> Labels, LabelStatistics Sum) Joined<TLabel>(
        IReadOnlyList<TLabel> firstLabels, LabelStatistics first, IReadOnlyList<TLabel> secondLabels, LabelStatistics second)
        where TLabel : notnull
    {
        var union = LabelUnion<TLabel>.Of(firstLabels, secondLabels);
        var sum = first.Placed(union.First, union.Labels.Count);
        sum.Add(second.Placed(union.Second, union.Labels.Count));
        return (union.Labels, sum);
    }

    /// <summary>The rows of an array at their places among so many rows; the others are zero.</summary>
    protected static double[,] Placed(double[,] rows, int[] places, int count)
    {
        var placed = new double[count, rows.GetLength(1)];
        for (var k = 0; k < places.Length; k++)
            rows.Row(k).CopyTo(placed.Row(places[k]));
        return placed;
    }

    /// <summary>The numbers at their places among so many; the others are zero.</summary>
    protected static double[] Placed(double[] numbers, int[] places, int count)
    {
        var placed = new double[count];
        for (var k = 0; k < places.Length; k++)
            placed[places[k]] = numbers[k];
        return placed;
    }
}
