using System.Numerics;

namespace Twofold.Tables;

/// <summary>
/// Which numbers are above a threshold, as 1 and 0; a missing one (NaN), and an infinite one, which is a mistake, stays NaN.
/// <code>for j: y[j] = x[j] - x[j] + (x[j] > threshold ? 1 : 0)</code>
/// </summary>
static class Above
{
    /// <summary>Sets <paramref name="yes"/>, as long as the numbers.</summary>
    public static void Of(ReadOnlySpan<double> numbers, double threshold, Span<double> yes)
    {
        var j = 0;
        for (var thresholds = new Vector<double>(threshold); j <= numbers.Length - Vector<double>.Count; j += Vector<double>.Count)
        {
            var cells = new Vector<double>(numbers[j..]);
            (cells - cells + Vector.ConditionalSelect(Vector.GreaterThan(cells, thresholds), Vector<double>.One, Vector<double>.Zero)).CopyTo(yes[j..]);
        }

        for (; j < numbers.Length; j++)
            yes[j] = numbers[j] - numbers[j] + (numbers[j] > threshold ? 1 : 0);
    }
}
