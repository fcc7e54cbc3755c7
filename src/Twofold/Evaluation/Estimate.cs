using System.Numerics.Tensors;

namespace Twofold;

/// <summary>A number that was measured on a sample, and how far it may be off by the luck of the sample.</summary>
/// <param name="Value">The number.</param>
/// <param name="StandardError">
/// The standard deviation that the number would have over other samples of the same size: about two thirds of them lie within one, 95 % within two.
/// </param>
public readonly record struct Estimate(double Value, double StandardError)
{
    /// <summary>
    /// The mean of a value for each example. Its standard error is what a bootstrap over the examples converges to: the root of their variance
    /// (n in its denominator) over n.
    /// </summary>
    /// <param name="values">A value for each example; at least one.</param>
    /// <exception cref="TwofoldException">There are no values.</exception>
    public static Estimate OfMean(ReadOnlySpan<double> values)
    {
        if (values.IsEmpty)
            throw new TwofoldException("0 values to take the mean of: give at least one.");
        var mean = TensorPrimitives.Average(values);
        var squares = 0.0;
        foreach (var value in values)
            squares += (value - mean) * (value - mean);
        return new Estimate(mean, Math.Sqrt(squares) / values.Length);
    }

    /// <summary>
    /// The mean of estimates that were made on different examples, all with the same weight: what a score is over its labels.
    /// </summary>
    /// <param name="estimates">The estimates; at least one.</param>
    /// <exception cref="TwofoldException">There are none.</exception>
    public static Estimate OfMeans(IReadOnlyCollection<Estimate> estimates)
    {
        ArgumentNullException.ThrowIfNull(estimates);
        if (estimates.Count == 0)
            throw new TwofoldException("0 estimates to take the mean of: give at least one.");
        return new Estimate(
            estimates.Average(estimate => estimate.Value),
            Math.Sqrt(estimates.Sum(estimate => estimate.StandardError * estimate.StandardError)) / estimates.Count);
    }

    /// <summary>The value, ± the standard error.</summary>
    public override string ToString() => $"{Value:0.###} ± {StandardError:0.###}";
}
