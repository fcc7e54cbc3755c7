using System.Numerics;

namespace Twofold.Tables;

/// <summary>
/// In what units gradients, curvatures and weights are counted: as fine as 64 bits allow that hold the sum over all examples. A million
/// examples leave a gradient 42 bits and a curvature 22, a hundred leave them nearly all that a float64 has. Weights that are whole numbers
/// are counted exactly.
/// </summary>
sealed class GradientUnits
{
    const int SumBits = 62;

    // Weights that are no whole numbers are counted in parts of their sum: they only decide whether a leaf is large enough.
    const int FractionBits = 23;

    // The greatest p (1 − p), by which a weight times it is the greatest curvature.
    const double GreatestCurvature = 0.25;

    readonly int weightBits;
    readonly long weightMask;
    readonly double gradientUnit;
    readonly double gradientScale;
    readonly double curvatureUnit;
    readonly double curvatureScale;
    readonly double weightUnit;

    /// <summary>The units for examples of these weights; null for those that all count 1.</summary>
    public GradientUnits(ReadOnlySpan<int> rows, double[]? weights)
    {
        var (greatest, whole, total) = (1.0, true, (double)rows.Length);
        if (weights is not null)
        {
            (greatest, total) = (0, 0);
            foreach (var row in rows)
            {
                greatest = Math.Max(greatest, weights[row]);
                whole &= weights[row] == Math.Floor(weights[row]);
            }

            foreach (var row in rows)
                total += weights[row] / greatest;
        }

        var weight = total * greatest;
        whole &= weight < 1 << (FractionBits + 1) || weights is null;
        weightUnit = whole ? 1 : weight / (1 << FractionBits);
        weightBits = whole ? BitsOf(weight) : FractionBits + 2;
        weightMask = (1L << weightBits) - 1;

        // A power of two, so that scaling is exact.
        var power = Math.ScaleB(1, Math.ILogB(greatest) + 1);
        var gradientBits = SumBits - BitsOf(total);
        gradientUnit = Math.ScaleB(power, -gradientBits);
        gradientScale = 1 / gradientUnit;
        curvatureUnit = Math.ScaleB(power * GreatestCurvature, weightBits - gradientBits);
        curvatureScale = 1 / curvatureUnit;
    }

    /// <summary>The sum of one example.</summary>
    public GradientSum Encode(double gradient, double curvature, double weight) => new(
        (long)Math.Round(gradient * gradientScale),
        ((long)Math.Round(curvature * curvatureScale) << weightBits) + Count(weight));

    /// <summary>The gradients' sum.</summary>
    public double Gradient(GradientSum sum) => sum.Gradient * gradientUnit;

    /// <summary>The curvatures' sum.</summary>
    public double Curvature(GradientSum sum) => (sum.CurvatureAndWeight >> weightBits) * curvatureUnit;

    /// <summary>The weights' sum in units.</summary>
    public long WeightCount(GradientSum sum) => sum.CurvatureAndWeight & weightMask;

    /// <summary>A weight in units.</summary>
    public long Count(double weight) => (long)Math.Round(weight / weightUnit);

    static int BitsOf(double count) => 64 - BitOperations.LeadingZeroCount((ulong)Math.Ceiling(count));
}
