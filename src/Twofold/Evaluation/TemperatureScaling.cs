using System.Numerics.Tensors;

namespace Twofold;

/// <summary>
/// Calibration by one number: logits are divided by a temperature, which changes how sure the probabilities are and never which label is the
/// most probable (Guo et al. 2017, "On calibration of modern neural networks").
/// </summary>
public sealed record TemperatureScaling : ICalibration
{
    /// <summary>The least temperature that a fit gives.</summary>
    public const double Least = 0.05;

    /// <summary>The greatest temperature that a fit gives: logits that say nothing would need an infinite one.</summary>
    public const double Greatest = 20;

    /// <summary>Creates a scaling with a given temperature.</summary>
    /// <param name="temperature">Above 1 makes probabilities less sure, below 1 surer; 1 leaves them as they are.</param>
    /// <exception cref="TwofoldException">Not a finite number above 0.</exception>
    public TemperatureScaling(double temperature) =>
        Temperature = Setting.Positive(temperature, name: "The temperature");

    /// <summary>What logits are divided by.</summary>
    public double Temperature { get; }

    /// <summary>
    /// Finds the temperature with the least log loss on held-out examples. Of n examples that are all right nobody can say that the next is
    /// right with more than (n + 1) / (n + 2), Laplace's rule: with that for a target instead of 1 (Platt 1999), probabilities never become
    /// surer than the examples allow.
    /// </summary>
    /// <param name="logits">Logits, <c>[examples, labels]</c>, of examples that the model was not fitted on.</param>
    /// <param name="codes">For each example the column of its true label, <c>[examples]</c>.</param>
    /// <param name="weights">How much each example counts, <c>[examples]</c>; null (the default): all count 1.</param>
    /// <exception cref="TwofoldException">The shapes do not match, there are no examples, a code is no column, a logit is not finite, or a weight is out of range.</exception>
    public static TemperatureScaling FitToLogits(double[,] logits, IReadOnlyList<int> codes, IReadOnlyList<double>? weights = null)
    {
        CalibrationArguments.Require(logits, codes, weights);
        for (var i = 0; i < logits.GetLength(0); i++)
            for (var k = 0; k < logits.GetLength(1); k++)
                if (!double.IsFinite(logits[i, k]))
                    throw new TwofoldException($"The logit of example {i} for label {k} is {logits[i, k]}: a finite number is expected. Leave out examples that the model has no answer to.");

        // In the inverse temperature the loss is convex: its slope only rises, and bisection finds where it is zero.
        var (low, high) = (1 / Greatest, 1 / Least);
        while (high - low > 1e-12 * high)
        {
            var middle = 0.5 * (low + high);
            if (Slope(logits, codes, weights, middle) < 0)
                low = middle;
            else
                high = middle;
        }

        return new TemperatureScaling(Math.Clamp(2 / (low + high), Least, Greatest));
    }

    /// <summary>The calibrated probabilities, <c>[examples, labels]</c>.</summary>
    /// <param name="logits">Logits, <c>[examples, labels]</c>; left as they are.</param>
    /// <exception cref="TwofoldException">A logit is NaN.</exception>
    public double[,] ApplyToLogits(double[,] logits)
    {
        ArgumentNullException.ThrowIfNull(logits);
        var probabilities = new double[logits.GetLength(0), logits.GetLength(1)];
        for (var i = 0; i < logits.GetLength(0); i++)
        {
            if (TensorPrimitives.IsNaNAny<double>(logits.Row(i)))
                throw new TwofoldException($"Example {i} has the logits {string.Join(", ", logits.Row(i).ToArray())}: give numbers.");
            Scale(logits.Row(i), 1 / Temperature, probabilities.Row(i));
        }

        return probabilities;
    }

    void ICalibration.Apply(ReadOnlySpan<double> probabilities, Span<double> calibrated)
    {
        GivenProbabilities.Check(probabilities);
        for (var k = 0; k < probabilities.Length; k++)
            calibrated[k] = LogSpace.FiniteLog(probabilities[k]);
        Scale(calibrated, 1 / Temperature, calibrated);
    }

    // d/dβ Σ_i log Σ_k exp(β z_ik) − β E_t[z_i] = Σ_i E_p[z_i] − E_t[z_i], t the target: 1 − 1 / (n + 2) on the true label, the rest shared.
    static double Slope(double[,] logits, IReadOnlyList<int> codes, IReadOnlyList<double>? weights, double inverseTemperature)
    {
        var probabilities = new double[logits.GetLength(1)];
        var doubt = probabilities.Length > 1 ? 1.0 / ((weights?.Sum() ?? codes.Count) + 2) / (probabilities.Length - 1) : 0;
        var slope = 0.0;
        for (var i = 0; i < codes.Count; i++)
        {
            var row = logits.Row(i);
            var weight = weights?[i] ?? 1;
            Scale(row, inverseTemperature, probabilities);
            for (var k = 0; k < row.Length; k++)
                slope += weight * (probabilities[k] - doubt) * (row[k] - row[codes[i]]);
        }

        return slope;
    }

    static void Scale(ReadOnlySpan<double> logits, double inverseTemperature, Span<double> probabilities)
    {
        for (var k = 0; k < logits.Length; k++)
            probabilities[k] = logits[k] * inverseTemperature;
        LogSpace.Softmax(probabilities, probabilities);
    }
}
