using System.Numerics.Tensors;

namespace Twofold.Tables;

/// <summary>What every model asks of the parameters that it is restored from.</summary>
static class ModelParameters
{
    /// <summary>Checks that all are finite.</summary>
    /// <exception cref="TwofoldException">One is not.</exception>
    public static void RequireFinite(ReadOnlySpan<double> values, string name)
    {
        if (!TensorPrimitives.IsFiniteAll(values))
            throw new TwofoldException(
                $"The model's {name} are not all finite numbers: "
                + "its file is damaged, or the fit that made it failed. Train it again.");
    }

    /// <summary>Checks that none is negative.</summary>
    /// <exception cref="TwofoldException">One is, or is no number.</exception>
    public static void RequireNonNegative(ReadOnlySpan<double> values, string name)
    {
        foreach (var value in values)
            if (!(value >= 0))
                throw new TwofoldException($"Among the model's {name} is {value}, where numbers of at least 0 are expected: its file is damaged. Train it again.");
    }

    /// <summary>An array of finite numbers as rows.</summary>
    /// <exception cref="TwofoldException">There is no such array, its shape is another, or a number is not finite.</exception>
    public static double[,] ReadRows(this SafeTensors tensors, string name, int rows, int columns)
    {
        var values = new double[rows, columns];
        tensors.Read(name, rows, columns).CopyTo(values.AsFlatSpan());
        return values;
    }

    /// <summary>Adds a histogram of totals for each label.</summary>
    public static void AddTotals(this SafeTensors tensors, string prefix, TotalHistogram[] totals)
    {
        tensors.Add(prefix + "total-bins", [.. totals.Select(histogram => (double)histogram.Bins.Length)], totals.Length);
        tensors.Add(prefix + "totals", [.. totals.SelectMany(histogram => histogram.Bins.ToArray())], totals.Sum(histogram => histogram.Bins.Length));
    }

    /// <summary>Reads back what <see cref="AddTotals"/> added.</summary>
    /// <exception cref="TwofoldException">An array is missing, of another shape, or out of its range.</exception>
    public static TotalHistogram[] ReadTotals(this SafeTensors tensors, string prefix, int labels)
    {
        var lengths = tensors.Read(prefix + "total-bins", labels);
        if (!lengths.All(length => length is >= 0 and < int.MaxValue && length == Math.Floor(length)) || lengths.Sum() > int.MaxValue)
            throw new TwofoldException("The model's histograms of totals are damaged: train it again or take it from a backup.");
        var bins = tensors.Read(prefix + "totals", (int)lengths.Sum());
        RequireNonNegative(bins, "totals");
        var totals = new TotalHistogram[labels];
        for (int k = 0, at = 0; k < labels; at += (int)lengths[k], k++)
            totals[k] = new TotalHistogram(bins.AsSpan(at, (int)lengths[k]).ToArray());
        return totals;
    }
}
