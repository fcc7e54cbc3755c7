namespace Twofold;

/// <summary>
/// Calibration of several labels by a curve for each, fitted on that label against the rest; the calibrated numbers are then divided by their sum, and
/// where all are 0 each label gets the same share, as in scikit-learn's <c>CalibratedClassifierCV</c>. Of two labels the second has the curve.
/// </summary>
static class OneVersusRest
{
    /// <summary>Fits the curves.</summary>
    /// <param name="probabilities">p(label | example), <c>[examples, labels]</c>.</param>
    /// <param name="codes">For each example the column of its true label.</param>
    /// <param name="weights">How much each example counts; null: all count 1.</param>
    /// <param name="score">What a curve is told of a row about the label in a column.</param>
    /// <param name="fit">Fits a curve on scores, truth and weights.</param>
    public static TCurve[] Fit<TCurve>(
        double[,] probabilities,
        IReadOnlyList<int> codes,
        IReadOnlyList<double>? weights,
        Score score,
        Func<double[], bool[], IReadOnlyList<double>?, TCurve> fit)
    {
        CalibrationArguments.Require(probabilities, codes, weights);
        GivenProbabilities.Check(probabilities);
        var labels = probabilities.GetLength(1);
        var (scores, isTrue) = (new double[codes.Count], new bool[codes.Count]);
        var curves = new TCurve[labels == 2 ? 1 : labels];
        for (var curve = 0; curve < curves.Length; curve++)
        {
            var label = labels == 2 ? 1 : curve;
            for (var i = 0; i < scores.Length; i++)
                (scores[i], isTrue[i]) = (score(probabilities.Row(i), label), codes[i] == label);
            curves[curve] = fit(scores, isTrue, weights);
        }

        return curves;
    }

    /// <summary>Calibrates one example's probabilities.</summary>
    public static void Apply<TCurve>(
        IReadOnlyList<TCurve> curves, ReadOnlySpan<double> probabilities, Span<double> calibrated, Score score, Func<TCurve, double, double> apply)
    {
        if (curves.Count != (probabilities.Length == 2 ? 1 : probabilities.Length))
            throw new TwofoldException($"{probabilities.Length} labels but {curves.Count} curves: a calibration needs one curve of two labels, else one of each.");
        GivenProbabilities.Check(probabilities);
        if (probabilities.Length == 2)
        {
            var second = apply(curves[0], score(probabilities, 1));
            (calibrated[0], calibrated[1]) = (1 - second, second);
            return;
        }

        // The scores look at the whole row, which may be the same place.
        var sum = 0.0;
        Span<double> shares = new double[probabilities.Length];
        for (var k = 0; k < shares.Length; k++)
            sum += shares[k] = apply(curves[k], score(probabilities, k));
        for (var k = 0; k < shares.Length; k++)
            calibrated[k] = sum > 0 ? shares[k] / sum : 1.0 / shares.Length;
    }

    /// <summary>What a curve is told of an example's probabilities about the label in a column.</summary>
    public delegate double Score(ReadOnlySpan<double> probabilities, int label);
}
