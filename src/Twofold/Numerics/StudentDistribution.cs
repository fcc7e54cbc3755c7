namespace Twofold;

/// <summary>Student's t distribution, for intervals of means of few values.</summary>
static class StudentDistribution
{
    /// <summary>The value that t stays below with a probability from 0.5 to 1, exclusive, at so many degrees of freedom, at least 1.</summary>
    public static double Quantile(double probability, int degrees)
    {
        // The distribution function rises: halving finds the place to the last digit, whatever the degrees.
        var (low, high) = (0.0, 1.0);
        while (Probability(high, degrees) < probability)
            high *= 2;
        for (var step = 0; step < 60; step++)
        {
            var middle = (low + high) / 2;
            if (Probability(middle, degrees) < probability)
                low = middle;
            else
                high = middle;
        }

        return (low + high) / 2;
    }

    /// <summary>The probability that t is below a value of at least 0, by the finite sums for whole degrees (Abramowitz and Stegun 1964, 26.7.3 and 26.7.4).</summary>
    static double Probability(double value, int degrees)
    {
        var angle = Math.Atan(value / Math.Sqrt(degrees));
        var (sine, cosine) = Math.SinCos(angle);
        var isOdd = degrees % 2 == 1;
        var (term, sum) = (isOdd ? cosine : 1.0, 0.0);
        for (var power = isOdd ? 1 : 0; power <= degrees - 2; power += 2)
        {
            sum += term;
            term *= cosine * cosine * (power + 1) / (power + 2);
        }

        var within = isOdd ? 2 / Math.PI * (angle + (sine * sum)) : sine * sum;
        return 0.5 + (within / 2);
    }
}
