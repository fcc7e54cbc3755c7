namespace Twofold;

/// <summary>
/// The probability that a score stands for: <c>1 / (1 + exp(slope · score + intercept))</c> (Platt 1999, "Probabilistic outputs for support vector
/// machines"). The slope is negative where higher scores are more probable.
/// </summary>
public readonly record struct SigmoidCurve
{
    /// <summary>Creates a curve from its parameters, as they come out of a fit or a file.</summary>
    /// <param name="slope">Platt's A.</param>
    /// <param name="intercept">Platt's B.</param>
    /// <exception cref="TwofoldException">One of them is not finite.</exception>
    public SigmoidCurve(double slope, double intercept)
    {
        if (!double.IsFinite(slope) || !double.IsFinite(intercept))
            throw new TwofoldException($"The sigmoid has the slope {slope} and the intercept {intercept}: give finite numbers.");
        (Slope, Intercept) = (slope, intercept);
    }

    /// <summary>Platt's A, scikit-learn's <c>a_</c>.</summary>
    public double Slope { get; }

    /// <summary>Platt's B, scikit-learn's <c>b_</c>.</summary>
    public double Intercept { get; }

    /// <summary>
    /// Finds the curve with the least log loss. The targets are Platt's, <c>(n₁ + 1) / (n₁ + 2)</c> and <c>1 / (n₀ + 2)</c> instead of 1 and 0, so that
    /// a curve never becomes surer than so many examples allow. Newton's method with halved steps (Lin, Lin, Weng 2007, "A note on Platt's
    /// probabilistic outputs for support vector machines").
    /// </summary>
    /// <param name="scores">A finite score for each example, <c>[examples]</c>.</param>
    /// <param name="isTrue">Whether the example is of the label, <c>[examples]</c>.</param>
    /// <param name="weights">How much each example counts, <c>[examples]</c>; null (the default): all count 1.</param>
    /// <exception cref="TwofoldException">The numbers do not match, or a score is not finite.</exception>
    public static SigmoidCurve Fit(IReadOnlyList<double> scores, IReadOnlyList<bool> isTrue, IReadOnlyList<double>? weights = null)
    {
        CalibrationArguments.Require(scores, isTrue, weights);
        var (positive, negative) = (0.0, 0.0);
        for (var i = 0; i < scores.Count; i++)
            if (isTrue[i])
                positive += weights?[i] ?? 1;
            else
                negative += weights?[i] ?? 1;
        var (high, low) = ((positive + 1) / (positive + 2), 1 / (negative + 2));

        const int maxIterations = 100;
        const double flat = 1e-10, ridge = 1e-12, sufficientDecrease = 1e-4, leastStep = 1e-10;
        var (slope, intercept) = (0.0, Math.Log((negative + 1) / (positive + 1)));
        var loss = Loss(slope, intercept);
        for (var iteration = 0; iteration < maxIterations; iteration++)
        {
            // Gradient and curvature; the ridge keeps scores that are all the same from making them singular.
            var (g1, g2, h11, h22, h12) = (0.0, 0.0, ridge, ridge, 0.0);
            for (var i = 0; i < scores.Count; i++)
            {
                var (score, weight) = (scores[i], weights?[i] ?? 1);
                var p = Logistic(-((slope * score) + intercept));
                var (residual, curvature) = (weight * ((isTrue[i] ? high : low) - p), weight * p * (1 - p));
                g1 += score * residual;
                g2 += residual;
                h11 += score * score * curvature;
                h22 += curvature;
                h12 += score * curvature;
            }

            if (Math.Abs(g1) < flat * Math.Max(1, positive + negative) && Math.Abs(g2) < flat * Math.Max(1, positive + negative))
                break;
            var determinant = (h11 * h22) - (h12 * h12);
            var (move1, move2) = (-((h22 * g1) - (h12 * g2)) / determinant, -((h11 * g2) - (h12 * g1)) / determinant);
            var descent = (g1 * move1) + (g2 * move2);
            var step = 1.0;
            for (; step >= leastStep; step /= 2)
            {
                var tried = Loss(slope + (step * move1), intercept + (step * move2));
                if (!(tried < loss + (sufficientDecrease * step * descent)))
                    continue;
                (slope, intercept, loss) = (slope + (step * move1), intercept + (step * move2), tried);
                break;
            }

            // Rounding leaves nothing to gain.
            if (step < leastStep)
                break;
        }

        return new SigmoidCurve(slope, intercept);

        // −t log p − (1 − t) log(1 − p) = log(1 + exp(−z)) + t z, with z = slope · score + intercept, without overflow.
        double Loss(double a, double b)
        {
            var sum = 0.0;
            for (var i = 0; i < scores.Count; i++)
            {
                var z = (a * scores[i]) + b;
                sum += (weights?[i] ?? 1) * (((isTrue[i] ? high : low) * z) + Math.Max(-z, 0) + double.LogP1(Math.Exp(-Math.Abs(z))));
            }

            return sum;
        }
    }

    /// <summary>The probability of a score.</summary>
    /// <exception cref="TwofoldException">The score is not finite.</exception>
    public double Apply(double score) => double.IsFinite(score) ? Logistic(-((Slope * score) + Intercept)) : throw new TwofoldException($"The score is {score}: give a finite number.");

    static double Logistic(double z) => z >= 0 ? 1 / (1 + Math.Exp(-z)) : Math.Exp(z) / (1 + Math.Exp(z));

}
