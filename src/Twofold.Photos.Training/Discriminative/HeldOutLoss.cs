namespace Twofold.Photos.Training;

/// <summary>What held-out photos say of a network in training.</summary>
static class HeldOutLoss
{
    /// <summary>
    /// The mean loss in nats, calibrated as the head will be, and the accuracy. Without the calibration how sure training has made the head would count, and not how much it
    /// knows: smoothed labels alone keep it less sure than it could be.
    /// </summary>
    /// <param name="logits">The labels' logits, <c>[photos x labels]</c>.</param>
    /// <param name="codes">The label of each photo, from 0.</param>
    /// <param name="balanced">Whether all labels count alike in the loss.</param>
    /// <returns>NaN where there are no photos, or a logit is no finite number.</returns>
    public static (double Loss, double Accuracy) Of(IReadOnlyList<float> logits, int[] codes, bool balanced)
    {
        if (codes.Length == 0 || !logits.All(float.IsFinite))
            return (double.NaN, double.NaN);
        var rows = new double[codes.Length, logits.Count / codes.Length];
        logits.Select(logit => (double)logit).ToArray().CopyTo(rows.AsFlatSpan());
        var weights = balanced ? LabelWeights.OfExamples(codes) : null;
        var probabilities = TemperatureScaling.FitToLogits(rows, codes, weights).ApplyToLogits(rows);
        var judged = Evaluation.Of([.. Enumerable.Range(0, rows.GetLength(1))], probabilities, codes);
        return (LabelWeights.LogLoss(probabilities, codes, weights), judged.Accuracy);
    }
}
