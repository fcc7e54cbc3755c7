namespace Twofold.Tables;

/// <summary>How good a candidate's answers are, after a calibration that itself was not fitted on what it is judged by.</summary>
sealed class HeldOutLosses
{
    readonly double[] sums;
    readonly int[] counts;

    HeldOutLosses(double[,] calibrated, double temperature, double[] sums, int[] counts, double accuracy, double? logLikelihood, IReadOnlyList<double> confidences) =>
        (Calibrated, Temperature, this.sums, this.counts, Accuracy, LogLikelihood, Confidences) = (calibrated, temperature, sums, counts, accuracy, logLikelihood, confidences);

    /// <summary>p(label | row) of held-out rows, each fold calibrated on the others, <c>[rows, labels]</c>.</summary>
    public double[,] Calibrated { get; }

    /// <summary>The temperature for new rows, fitted on all held-out ones; 1 where calibrating does not lower the loss.</summary>
    public double Temperature { get; }

    /// <summary>The mean of −log p(true label), nats.</summary>
    public double CalibratedLoss => sums.Sum() / counts.Sum();

    /// <summary>The share whose label was named.</summary>
    public double Accuracy { get; }

    /// <summary>The mean of log p(row, label) over rows whose label the fit knew; null where the model has none.</summary>
    public double? LogLikelihood { get; }

    /// <summary>The greatest probability of each held-out row.</summary>
    public IReadOnlyList<double> Confidences { get; }

    /// <summary>The mean loss on all folds but one; of one fold, on that.</summary>
    public double LossOutside(int fold) => sums.Length == 1 ? sums[0] / counts[0] : (sums.Sum() - sums[fold]) / (counts.Sum() - counts[fold]);

    /// <summary>Judges answers.</summary>
    public static HeldOutLosses Of(HeldOutAnswers answers, int[] codes, HeldOutRows heldOut)
    {
        var plain = answers.Probabilities;
        var temperature = 1.0;
        // The folds calibrate each other; a single part is calibrated in two halves.
        var parts = heldOut.Folds.Count > 1
            ? heldOut.Folds.Select(fold => fold.Test).ToList()
            : [.. heldOut.Rows.Index().GroupBy(row => row.Index % 2, row => row.Item).Select(half => half.ToArray())];
        var calibrated = CrossCalibrated(plain, codes, parts);
        if (Loss(calibrated, codes, heldOut.Rows) < Loss(plain, codes, heldOut.Rows))
            temperature = FitTemperature(plain, codes, heldOut.Rows).Temperature;
        else
            calibrated = plain;

        var sums = heldOut.Folds.Select(fold => fold.Test.Sum(i => Loss(calibrated, codes, i))).ToArray();
        var right = heldOut.Rows.Count(i => LogSpace.IndexOfMax(calibrated.Row(i)) == codes[i]);
        var known = answers.Joint is { } joint ? heldOut.Rows.Select(i => joint[i]).Where(value => !double.IsNaN(value)).ToList() : null;
        return new HeldOutLosses(
            calibrated,
            temperature,
            sums,
            [.. heldOut.Folds.Select(fold => fold.Test.Length)],
            (double)right / heldOut.Rows.Length,
            known is null ? null : known.Average(),
            [.. heldOut.Rows.Select(i => calibrated.Row(i)[LogSpace.IndexOfMax(calibrated.Row(i))])]);
    }

    static double[,] CrossCalibrated(double[,] probabilities, int[] codes, List<int[]> parts)
    {
        var calibrated = new double[probabilities.GetLength(0), probabilities.GetLength(1)];
        foreach (var part in parts)
        {
            int[] others = [.. parts.Where(other => other != part).SelectMany(other => other)];
            var answers = TableRecognizer.Calibrated(probabilities.Rows(part), FitTemperature(probabilities, codes, others));
            for (var i = 0; i < part.Length; i++)
                answers.Row(i).CopyTo(calibrated.Row(part[i]));
        }

        return calibrated;
    }

    static TemperatureScaling FitTemperature(double[,] probabilities, int[] codes, int[] rows) =>
        TemperatureScaling.FitToLogits(Calibration.Logarithms(probabilities.Rows(rows)), [.. rows.Select(i => codes[i])]);

    static double Loss(double[,] probabilities, int[] codes, int[] rows) => rows.Average(i => Loss(probabilities, codes, i));

    static double Loss(double[,] probabilities, int[] codes, int row) => Evaluation.Loss(probabilities[row, codes[row]]);
}
