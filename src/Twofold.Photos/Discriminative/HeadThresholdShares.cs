namespace Twofold.Photos;

/// <summary>The shares of held-out photos that the two thresholds are set to.</summary>
/// <param name="Unsure">The share that is called unsure, 0 to 1. Default 0.02.</param>
/// <param name="Unfamiliar">The share that is called unfamiliar though it is not: the false-alarm rate, 0 to 1. Default 0.01.</param>
sealed record HeadThresholdShares(double Unsure = 0.02, double Unfamiliar = 0.01);

/// <summary>Under which probability a prediction is unsure, and under which log density (nats) a photo is unfamiliar.</summary>
sealed record Thresholds(double UnsureBelow, double UnfamiliarBelow)
{
    /// <summary>Sets both so that the stated shares of held-out photos fall under them.</summary>
    public static Thresholds From(double[,] probabilities, double[] logDensity, HeadThresholdShares shares)
    {
        var confidence = new double[probabilities.GetLength(0)];
        for (var i = 0; i < confidence.Length; i++)
        {
            var row = probabilities.Row(i);
            confidence[i] = row[LogSpace.IndexOfMax(row)];
        }

        return new Thresholds(Quantile(confidence, shares.Unsure), Quantile([.. logDensity], shares.Unfamiliar));
    }

    // The value that the share lies strictly under; with few photos rather none than one too many.
    static double Quantile(double[] values, double share)
    {
        Array.Sort(values);
        return values[Math.Min((int)(share * values.Length), values.Length - 1)];
    }
}

/// <summary>A head with what was set and measured on held-out photos.</summary>
sealed record TrainedHead(RecognizerHead Head, Thresholds Thresholds, HeldOutScores HeldOut, double? C);
