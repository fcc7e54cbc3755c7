namespace Twofold;

/// <summary>
/// Sums and normalization of numbers given by their logarithms. The base class library's <c>TensorPrimitives.SoftMax</c> does not subtract
/// the maximum and returns NaN for [1000, 0, 0]; these do not overflow.
/// </summary>
public static class LogSpace
{
    /// <summary>log Σ exp(x), with the maximum taken out first. Negative infinity for nothing, or for nothing but negative infinities.</summary>
    public static double LogSumExp(ReadOnlySpan<double> values)
    {
        var max = Max(values);
        if (double.IsInfinity(max) || double.IsNaN(max))
            return max;
        var sum = 0.0;
        foreach (var value in values)
            sum += Math.Exp(value - max);
        return max + Math.Log(sum);
    }

    /// <summary>
    /// exp(x) / Σ exp(x), into <paramref name="destination"/>, which may be <paramref name="values"/> itself. Where every value is negative
    /// infinity nothing is known, and all get the same share; values of positive infinity share the whole.
    /// </summary>
    public static void Softmax(ReadOnlySpan<double> values, Span<double> destination)
    {
        var max = Max(values);
        if (double.IsInfinity(max))
        {
            ShareEqually(values, max, destination);
            return;
        }

        var sum = 0.0;
        for (var i = 0; i < values.Length; i++)
        {
            destination[i] = Math.Exp(values[i] - max);
            sum += destination[i];
        }

        for (var i = 0; i < values.Length; i++)
            destination[i] /= sum;
    }

    /// <summary>The index of the greatest value, the first of equals; 0 where no value compares (all NaN).</summary>
    public static int IndexOfMax(ReadOnlySpan<double> values)
    {
        var best = 0;
        for (var i = 1; i < values.Length; i++)
            if (values[i] > values[best] || (double.IsNaN(values[best]) && !double.IsNaN(values[i])))
                best = i;
        return best;
    }

    /// <summary>log p, which stays finite where p is 0: the smallest probability counts as 1e-300.</summary>
    internal static double FiniteLog(double probability) => Math.Log(Math.Max(probability, 1e-300));

    static double Max(ReadOnlySpan<double> values)
    {
        var max = double.NegativeInfinity;
        foreach (var value in values)
            max = Math.Max(max, value);
        return max;
    }

    static void ShareEqually(ReadOnlySpan<double> values, double max, Span<double> destination)
    {
        var sharers = 0;
        foreach (var value in values)
            sharers += value == max ? 1 : 0;
        for (var i = 0; i < values.Length; i++)
            destination[i] = values[i] == max ? 1.0 / sharers : 0;
    }
}
