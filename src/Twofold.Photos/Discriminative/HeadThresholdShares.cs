namespace Twofold.Photos;

/// <summary>The shares of held-out photos that the two thresholds are set to.</summary>
/// <param name="Unsure">The share that is called unsure, from 0 to below 1. Default 0.02.</param>
/// <param name="Unfamiliar">The share that is called unfamiliar though it is not: the false-alarm rate, from 0 to below 1. Default 0.01.</param>
sealed record HeadThresholdShares(double Unsure = 0.02, double Unfamiliar = 0.01);

/// <summary>Under which probability a prediction is unsure, and under which log density (nats) a photo is unfamiliar.</summary>
sealed record Thresholds(double UnsureBelow, double UnfamiliarBelow)
{
    /// <summary>Sets both so that at most the stated shares of photos like the held-out ones fall under them.</summary>
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

    // The value that the share of new photos lies under at most: one standard error less of these photos do, because a threshold that is
    // set exactly on them is as likely too high as too low for the next.
    static double Quantile(double[] values, double share)
    {
        Array.Sort(values);
        var expected = share * values.Length;
        var under = Math.Max(0, expected - Math.Sqrt(expected * (1 - share)));
        return values[Math.Min((int)under, values.Length - 1)];
    }
}

/// <summary>A head with what was set and measured on held-out photos.</summary>
sealed record TrainedHead(RecognizerHead Head, Thresholds Thresholds, HeldOutScores HeldOut, double? C)
{
    /// <summary>What it is chosen by: the mean of -log p(label) over the held-out photos, in nats, for which all labels count alike where that was asked.</summary>
    public required double Loss { get; init; }
}
