namespace Twofold.Tables;

/// <summary>
/// The sum of some examples' gradients, curvatures and weights in whole units (<see cref="GradientUnits"/>). Sums of integers are exact:
/// whichever order and however many cores they are made by, they are the same, and a histogram less its part is the other part to the last bit.
/// </summary>
/// <param name="Gradient">The gradients.</param>
/// <param name="CurvatureAndWeight">The curvatures in the high bits, the weights in the low ones, so that one addition is enough for both.</param>
readonly record struct GradientSum(long Gradient, long CurvatureAndWeight)
{
    public static GradientSum operator +(GradientSum a, GradientSum b) => new(a.Gradient + b.Gradient, a.CurvatureAndWeight + b.CurvatureAndWeight);

    public static GradientSum operator -(GradientSum a, GradientSum b) => new(a.Gradient - b.Gradient, a.CurvatureAndWeight - b.CurvatureAndWeight);
}
