using System.Numerics.Tensors;
using static System.FormattableString;

namespace Twofold;

/// <summary>A number that was measured again and again, and the interval that covers its true value in 95 of 100 such measurements.</summary>
/// <param name="Value">The mean of the repeats.</param>
/// <param name="Low">Where the interval begins; NaN where there was one repeat only.</param>
/// <param name="High">Where it ends; NaN where there was one repeat only.</param>
public readonly record struct Interval(double Value, double Low, double High)
{
    const double Coverage = 0.95;

    /// <summary>Whether the interval has no 0 in it: the number is above or below 0, whatever the luck of the repeats.</summary>
    public bool IsClear => Low > 0 || High < 0;

    /// <summary>
    /// The mean over repeated random divisions, with the corrected resampled t interval: repeats share examples, so that their spread alone would promise too
    /// much; its square counts <c>1/repeats + ρ/(1 − ρ)</c> times (Nadeau and Bengio 2003, "Inference for the generalization error", equation 9, where ρ is the
    /// share of the examples that is tested on).
    /// </summary>
    /// <param name="values">A value for each repeat; at least one.</param>
    /// <param name="correlation">The correlation ρ of two repeats' values, at least 0 and below 1; 0 for repeats that share nothing.</param>
    /// <exception cref="TwofoldException">There are no values, or the correlation is out of its range.</exception>
    public static Interval OfRepeats(ReadOnlySpan<double> values, double correlation)
    {
        if (values.IsEmpty || !(correlation is >= 0 and < 1))
            throw new TwofoldException($"{values.Length} values of a correlation of {correlation}: give at least one value, and a correlation of at least 0 and below 1.");
        var mean = TensorPrimitives.Average(values);
        if (values.Length == 1)
            return new Interval(mean, double.NaN, double.NaN);
        var squares = 0.0;
        foreach (var value in values)
            squares += (value - mean) * (value - mean);
        var variance = squares / (values.Length - 1);
        var half = StudentDistribution.Quantile((1 + Coverage) / 2, values.Length - 1) * Math.Sqrt(variance * ((1.0 / values.Length) + (correlation / (1 - correlation))));
        return new Interval(mean, mean - half, mean + half);
    }

    /// <summary>The same interval without what a share cannot be: below 0, or above 1.</summary>
    public Interval OfShare() => double.IsNaN(Low) ? this : new(Value, Math.Max(0, Low), Math.Min(1, High));

    /// <summary>The same interval of the number times −1.</summary>
    public Interval Negated() => new(-Value, -High, -Low);

    /// <summary>"0.031 (0.022 to 0.04)", in every culture.</summary>
    public override string ToString() => double.IsNaN(Low) ? Invariant($"{Value:0.###}") : Invariant($"{Value:0.###} ({Low:0.###} to {High:0.###})");
}
