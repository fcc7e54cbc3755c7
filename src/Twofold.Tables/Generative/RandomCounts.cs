namespace Twofold.Tables;

/// <summary>Random numbers of the distributions of counts, exactly and in a time that hardly grows with them.</summary>
static class RandomCounts
{
    // Below this a trial after another is faster than splitting.
    const int FewTrials = 16;
    const double SmallRate = 12;

    /// <summary>A number of the gamma distribution of this shape and scale 1 (Marsaglia and Tsang 2000, "A simple method for generating gamma variables").</summary>
    public static double NextGamma(this SeededRandom random, double shape)
    {
        // Γ(a) = Γ(a + 1) U^(1/a)
        if (shape < 1)
            return random.NextGamma(shape + 1) * Math.Pow(1 - random.NextDouble(), 1 / shape);
        var d = shape - (1.0 / 3);
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var x = random.NextGaussian();
            var v = 1 + (c * x);
            if (v <= 0)
                continue;
            v = v * v * v;
            if (Math.Log(1 - random.NextDouble()) < (0.5 * x * x) + d - (d * v) + (d * Math.Log(v)))
                return d * v;
        }
    }

    /// <summary>
    /// How many of so many trials succeed. The middle one of n uniform numbers is of a beta distribution, and says of half of them on which side
    /// of the probability they are (Ahrens and Dieter 1974, "Computer methods for sampling from gamma, beta, Poisson and binomial
    /// distributions").
    /// </summary>
    public static long NextBinomial(this SeededRandom random, long trials, double probability)
    {
        var successes = 0L;
        while (trials > FewTrials && probability is > 0 and < 1)
        {
            var middle = (trials / 2) + 1;
            var below = random.NextGamma(middle);
            var beta = below / (below + random.NextGamma(trials + 1 - middle));
            if (beta >= probability)
                (trials, probability) = (middle - 1, probability / beta);
            else
                (successes, trials, probability) = (successes + middle, trials - middle, (probability - beta) / (1 - beta));
        }

        if (probability >= 1)
            return successes + trials;
        for (var trial = 0L; trial < trials && probability > 0; trial++)
            successes += random.NextDouble() < probability ? 1 : 0;
        return successes;
    }

    /// <summary>A number of the Poisson distribution; large rates are brought down by the time of a later arrival (Ahrens and Dieter 1974).</summary>
    public static long NextPoisson(this SeededRandom random, double rate)
    {
        var count = 0L;
        while (rate > SmallRate)
        {
            var arrivals = (long)(rate * 7 / 8);
            var time = random.NextGamma(arrivals);
            if (time > rate)
                return count + random.NextBinomial(arrivals - 1, rate / time);
            (count, rate) = (count + arrivals, rate - time);
        }

        var (limit, product) = (Math.Exp(-rate), 1 - random.NextDouble());
        for (; product > limit; count++)
            product *= 1 - random.NextDouble();
        return count;
    }
}
