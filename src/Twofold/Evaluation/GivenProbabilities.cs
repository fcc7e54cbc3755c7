namespace Twofold;

/// <summary>What everything asks of probabilities that it is given: NaN among them would go unseen into every number that comes of them.</summary>
static class GivenProbabilities
{
    /// <summary>What sums of single precision may be off by.</summary>
    const double Rounding = 1e-6;

    /// <summary>Checks the probabilities of many examples, <c>[examples, labels]</c>.</summary>
    /// <exception cref="TwofoldException">One is no number from 0 to 1.</exception>
    public static void Check(double[,] probabilities)
    {
        for (var i = 0; i < probabilities.GetLength(0); i++)
            if (FirstOutside(probabilities.Row(i)) is >= 0 and var k)
                throw new TwofoldException($"Example {i} has the probability {probabilities[i, k]} in column {k}: give numbers from 0 to 1.");
    }

    /// <summary>Checks the probabilities of one example, <c>[labels]</c>.</summary>
    /// <exception cref="TwofoldException">One is no number from 0 to 1.</exception>
    public static void Check(ReadOnlySpan<double> probabilities)
    {
        if (FirstOutside(probabilities) is >= 0 and var k)
            throw new TwofoldException($"The probability in column {k} is {probabilities[k]}: give numbers from 0 to 1.");
    }

    static int FirstOutside(ReadOnlySpan<double> probabilities)
    {
        for (var k = 0; k < probabilities.Length; k++)
            if (!(probabilities[k] is >= 0 and <= 1 + Rounding))
                return k;
        return -1;
    }
}
