namespace Twofold.Photos;

/// <summary>
/// By how much the balanced accuracy (the mean over the labels of the share that is named rightly) of one set of answers is above another's on the
/// same photos, with its uncertainty.
/// </summary>
/// <param name="Gain">The difference of the balanced accuracies, -1 to 1.</param>
/// <param name="Low">The lower end of its 95 % interval.</param>
/// <param name="High">The upper end.</param>
sealed record BalancedGain(double Gain, double Low, double High)
{
    // The normal distribution's 97.5 % quantile.
    const double Z = 1.959964;

    /// <summary>Compares two sets of answers.</summary>
    /// <param name="truth">The true labels, as numbers from 0, <c>[photos]</c>; each label at least once.</param>
    /// <param name="before">The first answers, <c>[photos]</c>.</param>
    /// <param name="after">The second, <c>[photos]</c>.</param>
    /// <param name="labels">How many labels there are.</param>
    /// <remarks>
    /// Photos are compared one by one, because both answers err on the same difficult ones. Of a label's n photos b became right and c wrong; with
    /// half a photo more in each of the four cells (Agresti and Min 2005, "Simple improved confidence intervals for comparing matched
    /// proportions") two photos that both became right are no proof.
    /// </remarks>
    public static BalancedGain Of(ReadOnlySpan<int> truth, ReadOnlySpan<int> before, ReadOnlySpan<int> after, int labels)
    {
        var (count, better, worse) = (new int[labels], new int[labels], new int[labels]);
        for (var i = 0; i < truth.Length; i++)
        {
            count[truth[i]]++;
            better[truth[i]] += before[i] != truth[i] && after[i] == truth[i] ? 1 : 0;
            worse[truth[i]] += before[i] == truth[i] && after[i] != truth[i] ? 1 : 0;
        }

        var (gain, center, variance) = (0.0, 0.0, 0.0);
        for (var k = 0; k < labels; k++)
        {
            double n = count[k] + 2, difference = better[k] - worse[k];
            gain += difference / count[k] / labels;
            center += difference / n / labels;
            variance += (better[k] + worse[k] + 1 - (difference * difference / n)) / (n * n) / (labels * labels);
        }

        var reach = Z * Math.Sqrt(variance);
        return new BalancedGain(gain, center - reach, center + reach);
    }
}
