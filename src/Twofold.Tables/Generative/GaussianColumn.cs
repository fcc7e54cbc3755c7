namespace Twofold.Tables;

/// <summary>
/// A Gaussian for each label, of the cells or of their logarithms. Each variance counts so many examples of the variance of all labels together
/// besides its own, so that a label with one example has a spread.
/// </summary>
sealed class GaussianColumn : ColumnDensity
{
    readonly bool ofLogarithms;
    readonly double[] means;
    readonly double[] variances;
    readonly double[] logScales;

    public GaussianColumn(LabelMoments moments, double alpha, bool ofLogarithms)
    {
        this.ofLogarithms = ofLogarithms;
        var (pooledMean, pooledVariance) = moments.Pooled(0);
        var labels = moments.LabelWeights.Length;
        (means, variances, logScales) = (new double[labels], new double[labels], new double[labels]);

        // Of a constant column about the rounding is left.
        pooledVariance = Math.Max(pooledVariance, Math.Pow(1e-9 * Math.Max(Math.Abs(pooledMean), 1e-100), 2));
        for (var k = 0; k < labels; k++)
        {
            var weight = moments.ObservedAt(k, 0);
            means[k] = weight > 0 ? moments.Means[k, 0] : pooledMean;
            variances[k] = (moments.Squares[k, 0] + (alpha * pooledVariance)) / (weight + alpha);
            logScales[k] = -0.5 * Math.Log(2 * Math.PI * variances[k]);
        }
    }

    public override int Parameters => 2;

    public override void AddLogs(double cell, Span<double> answers)
    {
        var number = cell;
        if (ofLogarithms)
        {
            if (cell <= 0)
            {
                AddOutside(answers);
                return;
            }

            number = Math.Log(cell);
        }

        // log p(x) = log p(log x) − log x
        var jacobian = ofLogarithms ? number : 0;
        for (var k = 0; k < answers.Length; k++)
        {
            var difference = number - means[k];
            answers[k] += logScales[k] - (0.5 * difference * difference / variances[k]) - jacobian;
        }
    }

    public override double Draw(int label, SeededRandom random)
    {
        var number = means[label] + (Math.Sqrt(variances[label]) * random.NextGaussian());
        return ofLogarithms ? Exponential(number) : number;
    }

    public override double Expect(ReadOnlySpan<double> posterior)
    {
        var sum = 0.0;
        for (var k = 0; k < posterior.Length; k++)
            sum += posterior[k] * (ofLogarithms ? Exponential(means[k] + (0.5 * variances[k])) : means[k]);
        return sum;
    }

    // Above 0 and finite, as every cell is that it was learned from.
    static double Exponential(double number) => Math.Clamp(Math.Exp(number), double.Epsilon, 1e308);
}
