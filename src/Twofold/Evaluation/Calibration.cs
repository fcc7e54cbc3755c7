namespace Twofold;

/// <summary>Makes calibrations, and keeps them in model files.</summary>
public static class Calibration
{
    /// <summary>Learns a calibration from held-out examples.</summary>
    /// <param name="method">How.</param>
    /// <param name="probabilities">p(label | example), <c>[examples, labels]</c>, of examples that the model was not fitted on.</param>
    /// <param name="codes">For each example the column of its true label, <c>[examples]</c>.</param>
    /// <param name="weights">How much each example counts, <c>[examples]</c>; null (the default): all count 1.</param>
    /// <exception cref="TwofoldException">The shapes do not match, there are no examples, a code is no column, or a probability or weight is out of range.</exception>
    public static ICalibration Fit(
        CalibrationMethod method, double[,] probabilities, IReadOnlyList<int> codes, IReadOnlyList<double>? weights = null) =>
        method switch
        {
            CalibrationMethod.Sigmoid => SigmoidCalibration.Fit(probabilities, codes, weights),
            CalibrationMethod.Isotonic => IsotonicCalibration.Fit(probabilities, codes, weights),
            CalibrationMethod.Temperature => TemperatureScaling.FitToLogits(LogarithmsOf(probabilities), codes, weights),
            _ => throw new ArgumentOutOfRangeException(nameof(method), method, null),
        };

    /// <summary>The calibrated probabilities of many examples, <c>[examples, labels]</c>; <paramref name="probabilities"/> are left as they are.</summary>
    /// <exception cref="TwofoldException">The calibration is of another number of labels, or a probability is no number from 0 to 1.</exception>
    public static double[,] Apply(this ICalibration calibration, double[,] probabilities)
    {
        ArgumentNullException.ThrowIfNull(calibration);
        ArgumentNullException.ThrowIfNull(probabilities);
        var calibrated = new double[probabilities.GetLength(0), probabilities.GetLength(1)];
        for (var i = 0; i < probabilities.GetLength(0); i++)
            calibration.Apply(probabilities.Row(i), calibrated.Row(i));
        return calibrated;
    }

    /// <summary>Adds all parameters, so that <see cref="From"/> restores a calibration that does the very same.</summary>
    /// <exception cref="ArgumentException">A calibration of another kind than this library's.</exception>
    public static void AddTo(SafeTensors tensors, ICalibration calibration)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        switch (calibration)
        {
            case TemperatureScaling scaling:
                Add("temperature", [scaling.Temperature]);
                break;
            case SigmoidCalibration sigmoid:
                Add("slopes", sigmoid.Curves.Select(curve => curve.Slope));
                Add("intercepts", sigmoid.Curves.Select(curve => curve.Intercept));
                break;
            case IsotonicCalibration isotonic:
                Add("points", isotonic.Curves.Select(curve => (double)curve.Scores.Count));
                Add("scores", isotonic.Curves.SelectMany(curve => curve.Scores));
                Add("probabilities", isotonic.Curves.SelectMany(curve => curve.Probabilities));
                break;
            default:
                throw new ArgumentException($"A calibration of the kind {calibration?.GetType().Name} cannot be stored.", nameof(calibration));
        }

        void Add(string name, IEnumerable<double> values)
        {
            double[] array = [.. values];
            tensors.Add($"calibration.{name}", array, array.Length);
        }
    }

    /// <summary>Restores the calibration of a model with so many labels.</summary>
    /// <exception cref="TwofoldException">An array is missing, of another shape, or out of its range: the file is damaged.</exception>
    public static ICalibration From(SafeTensors tensors, int labels)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        var curves = labels == 2 ? 1 : labels;
        if (tensors.Names.Contains("calibration.temperature"))
            return new TemperatureScaling(Read("temperature", 1)[0]);
        if (tensors.Names.Contains("calibration.slopes"))
            return new SigmoidCalibration([.. Read("slopes", curves).Zip(Read("intercepts", curves), (slope, intercept) => new SigmoidCurve(slope, intercept))]);

        var points = Array.ConvertAll(Read("points", curves), count => count is >= 1 and < int.MaxValue && count == Math.Floor(count)
            ? (int)count
            : throw new TwofoldException($"A curve of the model's calibration has {count} points: the file is damaged."));
        var total = points.Sum(count => (long)count);
        if (total > Array.MaxLength)
            throw new TwofoldException($"The curves of the model's calibration have {total} points: the file is damaged.");
        var (scores, probabilities) = (Read("scores", (int)total), Read("probabilities", (int)total));
        var first = 0;
        return new IsotonicCalibration([.. points.Select(count => new IsotonicCurve(scores[first..(first + count)], probabilities[first..(first += count)]))]);

        double[] Read(string name, int count) => tensors.Read($"calibration.{name}", count);
    }

    static double[,] LogarithmsOf(double[,] probabilities)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        GivenProbabilities.Check(probabilities);
        return Logarithms(probabilities);
    }

    /// <summary>The logarithms of probabilities; those of zero stay finite.</summary>
    internal static double[,] Logarithms(double[,] probabilities)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        var logarithms = (double[,])probabilities.Clone();
        foreach (ref var value in logarithms.AsFlatSpan())
            value = LogSpace.FiniteLog(value);
        return logarithms;
    }
}
