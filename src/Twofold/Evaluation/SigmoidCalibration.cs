namespace Twofold;

/// <summary>
/// Calibration by a sigmoid for each label (Platt 1999) of its log-odds, <c>log p − log(1 − p)</c>: where the model is right already, the curve leaves
/// it as it is. (scikit-learn takes a model's decision function, which of two labels is the same, or the probability itself.) Several labels are
/// calibrated each against the rest. Immutable.
/// </summary>
public sealed class SigmoidCalibration : ICalibration
{
    readonly SigmoidCurve[] curves;

    /// <summary>Creates a calibration from its curves.</summary>
    /// <param name="curves">One for each label; of two labels only the second one's.</param>
    /// <exception cref="TwofoldException">There is none.</exception>
    public SigmoidCalibration(IReadOnlyList<SigmoidCurve> curves)
    {
        ArgumentNullException.ThrowIfNull(curves);
        this.curves = curves.Count > 0 ? [.. curves] : throw new TwofoldException("A calibration of 0 curves was asked for: give at least one.");
    }

    /// <summary>One for each label; of two labels only the second one's.</summary>
    public IReadOnlyList<SigmoidCurve> Curves => curves;

    /// <summary>Fits the curves on held-out examples.</summary>
    /// <param name="probabilities">p(label | example), <c>[examples, labels]</c>, of examples that the model was not fitted on.</param>
    /// <param name="codes">For each example the column of its true label, <c>[examples]</c>.</param>
    /// <param name="weights">How much each example counts, <c>[examples]</c>; null (the default): all count 1.</param>
    /// <exception cref="TwofoldException">The shapes do not match, there are no examples, a code is no column, or a probability or weight is out of range.</exception>
    public static SigmoidCalibration Fit(double[,] probabilities, IReadOnlyList<int> codes, IReadOnlyList<double>? weights = null) =>
        new(OneVersusRest.Fit(probabilities, codes, weights, LogOdds, SigmoidCurve.Fit));

    /// <inheritdoc/>
    public void Apply(ReadOnlySpan<double> probabilities, Span<double> calibrated) =>
        OneVersusRest.Apply(curves, probabilities, calibrated, LogOdds, static (curve, score) => curve.Apply(score));

    // The others' sum instead of 1 − p, which loses all digits where p is nearly 1.
    static double LogOdds(ReadOnlySpan<double> probabilities, int label)
    {
        var others = 0.0;
        for (var k = 0; k < probabilities.Length; k++)
            others += k == label ? 0 : probabilities[k];
        return LogSpace.FiniteLog(probabilities[label]) - LogSpace.FiniteLog(others);
    }
}
