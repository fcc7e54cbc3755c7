using System.Numerics.Tensors;
using static System.FormattableString;

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
    /// <param name="values">A value for each example; at least one. Of infinite ones the mean is infinite, and so is its standard error.</param>
    /// <exception cref="TwofoldException">There are no values, or they have no mean: one is NaN, or they are infinite both ways.</exception>
    public static Estimate OfMean(ReadOnlySpan<double> values)
    {
        if (values.IsEmpty)
            throw new TwofoldException("0 values to take the mean of: give at least one.");
        var mean = Mean(values);
        if (double.IsInfinity(mean))
            return new Estimate(mean, double.PositiveInfinity);
        var squares = 0.0;
        foreach (var value in values)
            squares += (value - mean) * (value - mean);
        return new Estimate(mean, Math.Sqrt(squares) / values.Length);
    }

    /// <summary>
    /// A share of examples. Its standard error is the standard deviation of what the true share may be, by Jeffreys' prior, Beta(hits + ½, misses + ½):
    /// about √(p(1 − p) / n), and not 0 where all or none are counted (Brown, Cai, DasGupta 2001, "Interval estimation for a binomial proportion").
    /// </summary>
    /// <param name="share">The share, 0 to 1.</param>
    /// <param name="count">Of how many examples; at least one.</param>
    /// <exception cref="TwofoldException">The share is not from 0 to 1, or there are no examples.</exception>
    public static Estimate OfShare(double share, int count)
    {
        if (!(share is >= 0 and <= 1) || count < 1)
            throw new TwofoldException($"A share of {share} of {count} examples: give one from 0 to 1, of at least one example.");
        var (hits, misses) = ((share * count) + 0.5, ((1 - share) * count) + 0.5);
        return new Estimate(share, Math.Sqrt(hits * misses / ((count + 1.0) * (count + 1.0) * (count + 2.0))));
    }

    /// <summary>The share of examples that count.</summary>
    /// <inheritdoc cref="OfShare(double, int)"/>
    /// <param name="counted">Whether each counts; at least one.</param>
    public static Estimate OfShare(ReadOnlySpan<bool> counted) => OfShare(counted.IsEmpty ? 0 : (double)counted.Count(true) / counted.Length, counted.Length);

    /// <summary>
    /// The mean of estimates that were made on different examples, all with the same weight: what a score is over its labels.
    /// </summary>
    /// <param name="estimates">The estimates; at least one.</param>
    /// <exception cref="TwofoldException">There are none, or they have no mean.</exception>
    public static Estimate OfMeans(IReadOnlyCollection<Estimate> estimates)
    {
        ArgumentNullException.ThrowIfNull(estimates);
        if (estimates.Count == 0)
            throw new TwofoldException("0 estimates to take the mean of: give at least one.");
        return new Estimate(
            Mean([.. estimates.Select(estimate => estimate.Value)]),
            Math.Sqrt(estimates.Sum(estimate => estimate.StandardError * estimate.StandardError)) / estimates.Count);
    }

    /// <summary>The value, ± the standard error: "0.031 ± 0.009", in every culture.</summary>
    public override string ToString() => Invariant($"{Value:0.###} ± {StandardError:0.###}");

    static double Mean(ReadOnlySpan<double> values)
    {
        var mean = TensorPrimitives.Average(values);
        // The sum of numbers may be too large where their mean is not.
        if (!double.IsFinite(mean))
        {
            mean = 0;
            foreach (var value in values)
                mean += value / values.Length;
        }

        return double.IsNaN(mean)
            ? throw new TwofoldException($"The {values.Length} values have no mean: one of them is NaN, or they are infinite both ways. Give numbers.")
            : mean;
    }
}
