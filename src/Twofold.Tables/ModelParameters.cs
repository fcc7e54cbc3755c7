using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Twofold.Tables;

/// <summary>What every model asks of the parameters that it is restored from.</summary>
static class ModelParameters
{
    /// <summary>Checks that all are finite.</summary>
    /// <exception cref="TwofoldException">One is not.</exception>
    public static void RequireFinite(ReadOnlySpan<double> values, string name)
    {
        // Of no values at all the base class library says that they are not.
        if (!values.IsEmpty && !TensorPrimitives.IsFiniteAll(values))
            throw new TwofoldException(
                $"The model's {name} are not all finite numbers: "
                + "its file is damaged, or the fit that made it failed. Train it again.");
    }

    /// <summary>Checks that all are finite and none is negative.</summary>
    /// <exception cref="TwofoldException">One is not.</exception>
    public static void RequireNonNegative(ReadOnlySpan<double> values, string name)
    {
        RequireFinite(values, name);
        foreach (var value in values)
            if (value < 0)
                throw new TwofoldException($"Among the model's {name} is {value}, where numbers of at least 0 are expected: its file is damaged. Train it again.");
    }

    /// <summary>Checks that a matrix is lower triangular with a diagonal above 0, of so many rows and columns.</summary>
    /// <exception cref="TwofoldException">It is not; the message names the row.</exception>
    public static void RequireCholeskyFactor(double[,] factor, int size)
    {
        if (factor.GetLength(0) != size || factor.GetLength(1) != size)
            throw new TwofoldException($"A Cholesky factor has the shape [{factor.GetLength(0)}, {factor.GetLength(1)}], and {size} columns need [{size}, {size}].");
        RequireFinite(factor.AsFlatSpan(), "Cholesky factor");
        for (var i = 0; i < factor.GetLength(0); i++)
            if (!(factor[i, i] > 0) || factor.Row(i)[(i + 1)..].ContainsAnyExcept(0))
                throw new TwofoldException(
                    $"Row {i} of the Cholesky factor is not that of a lower triangular matrix with a diagonal above 0: "
                    + "the model's file is damaged. Train it again.");
    }

    /// <summary>A copy of what came from outside: what becomes of the array there is nothing to a model.</summary>
    public static double[,] Copied(double[,] array, [CallerArgumentExpression(nameof(array))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(array, name);
        return (double[,])array.Clone();
    }

    /// <summary>Numbers in row order as an array of two dimensions.</summary>
    public static double[,] Shaped(ReadOnlySpan<double> values, int rows, int columns)
    {
        var shaped = new double[rows, columns];
        values.CopyTo(shaped.AsFlatSpan());
        return shaped;
    }

    /// <summary>An array of finite numbers as rows.</summary>
    /// <exception cref="TwofoldException">There is no such array, its shape is another, or a number is not finite.</exception>
    public static double[,] ReadRows(this SafeTensors tensors, string name, int rows, int columns) =>
        Shaped(tensors.Read(name, rows, columns), rows, columns);

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
