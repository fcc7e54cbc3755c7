namespace Twofold.Tables;

/// <summary>
/// A Poisson or negative binomial distribution for each label, by its mean and, of the latter, its variance. Mean and variance count so many
/// examples of all labels together besides their own.
/// </summary>
sealed class CountColumn : ColumnDensity
{
    // From here on the numbers are further apart than one.
    const double MostExact = 1L << 53, Most = 1e300;

    readonly bool isPoisson;
    readonly double[] means;

    // Γ(shape) waiting times of rate shape / mean give the mean of the Poisson distribution; infinite where that mean does not vary.
    readonly double[] shapes;

    public CountColumn(LabelMoments moments, double alpha, bool isPoisson)
    {
        this.isPoisson = isPoisson;
        var (pooledMean, pooledVariance) = moments.Pooled(0);
        var labels = moments.LabelWeights.Length;
        (means, shapes) = (new double[labels], new double[labels]);
        for (var k = 0; k < labels; k++)
        {
            var weight = moments.ObservedAt(k, 0);
            means[k] = Math.Max(((moments.Means[k, 0] * weight) + (alpha * pooledMean)) / (weight + alpha), 1e-100);
            var variance = (moments.Squares[k, 0] + (alpha * pooledVariance)) / (weight + alpha);
            shapes[k] = isPoisson || variance <= means[k] * (1 + 1e-6) ? double.PositiveInfinity : means[k] * means[k] / (variance - means[k]);
        }
    }

    public override int Parameters => isPoisson ? 1 : 2;

    public override void AddLogs(double cell, Span<double> answers)
    {
        if (!(cell >= 0 && cell == Math.Floor(cell)))
        {
            AddOutside(answers);
            return;
        }

        var logFactorial = LogFactorial.Of(cell);
        for (var k = 0; k < answers.Length; k++)
        {
            var (mean, shape) = (means[k], shapes[k]);
            answers[k] += double.IsInfinity(shape)
                ? (cell * Math.Log(mean)) - mean - logFactorial
                : LogGamma(cell + shape) - LogGamma(shape) - logFactorial + (cell * Math.Log(mean / (shape + mean))) - (shape * Math.Log(1 + (mean / shape)));
        }

        static double LogGamma(double x) => LogFactorial.Of(x) - Math.Log(x);
    }

    public override double Draw(int label, SeededRandom random)
    {
        var rate = double.IsInfinity(shapes[label]) ? means[label] : random.NextGamma(shapes[label]) / shapes[label] * means[label];
        // Of so large a rate the distribution is normal to its last digit, and single arrivals would be counted for ever.
        return rate < MostExact ? random.NextPoisson(rate) : Math.Round(Math.Min(rate, Most) + (Math.Sqrt(Math.Min(rate, Most)) * random.NextGaussian()));
    }

    public override double Expect(ReadOnlySpan<double> posterior)
    {
        var sum = 0.0;
        for (var k = 0; k < posterior.Length; k++)
            sum += posterior[k] * means[k];
        return sum;
    }
}
