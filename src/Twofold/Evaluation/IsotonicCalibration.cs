namespace Twofold;

/// <summary>
/// Calibration by a rising curve for each label of its probability (Zadrozny and Elkan 2002, "Transforming classifier scores into accurate multiclass
/// probability estimates"). Several labels are calibrated each against the rest. Immutable.
/// </summary>
public sealed class IsotonicCalibration : ICalibration
{
    readonly IsotonicCurve[] curves;

    /// <summary>Creates a calibration from its curves.</summary>
    /// <param name="curves">One for each label; of two labels only the second one's.</param>
    /// <exception cref="TwofoldException">There is none.</exception>
    public IsotonicCalibration(IReadOnlyList<IsotonicCurve> curves)
    {
        ArgumentNullException.ThrowIfNull(curves);
        this.curves = curves.Count > 0 ? [.. curves] : throw new TwofoldException("A calibration of 0 curves was asked for: give at least one.");
    }

    /// <summary>One for each label; of two labels only the second one's.</summary>
    public IReadOnlyList<IsotonicCurve> Curves => curves;

    /// <summary>Fits the curves on held-out examples.</summary>
    /// <param name="probabilities">p(label | example), <c>[examples, labels]</c>, of examples that the model was not fitted on.</param>
    /// <param name="codes">For each example the column of its true label, <c>[examples]</c>.</param>
    /// <param name="weights">How much each example counts, <c>[examples]</c>; null (the default): all count 1.</param>
    /// <exception cref="TwofoldException">The shapes do not match, there are no examples, a code is no column, or a probability or weight is out of range.</exception>
    public static IsotonicCalibration Fit(double[,] probabilities, IReadOnlyList<int> codes, IReadOnlyList<double>? weights = null) =>
        new(OneVersusRest.Fit(probabilities, codes, weights, Probability, IsotonicCurve.Fit));

    /// <inheritdoc/>
    public void Apply(ReadOnlySpan<double> probabilities, Span<double> calibrated) =>
        OneVersusRest.Apply(curves, probabilities, calibrated, Probability, static (curve, score) => curve.Apply(score));

    static double Probability(ReadOnlySpan<double> probabilities, int label) => probabilities[label];
}
