namespace Twofold.Photos;

/// <summary>Weights that let all labels count alike however many photos each has, 1 on average over the photos.</summary>
static class LabelWeights
{
    /// <summary>How much each label counts, <c>[labels]</c>.</summary>
    /// <param name="codes">The label of each photo, from 0; each at least once.</param>
    public static double[] OfLabels(IReadOnlyList<int> codes) => [.. ByLabel(codes).OrderBy(label => label.Key).Select(label => label.Value)];

    /// <summary>How much each photo counts, <c>[photos]</c>.</summary>
    /// <param name="codes">The label of each photo.</param>
    public static double[] OfExamples(IReadOnlyList<int> codes)
    {
        var byLabel = ByLabel(codes);
        return [.. codes.Select(code => byLabel[code])];
    }

    /// <summary>The mean of -log p(label) over photos, in nats.</summary>
    /// <param name="probabilities">The probability of each label, <c>[photos, labels]</c>.</param>
    /// <param name="codes">The label of each photo, from 0.</param>
    /// <param name="weights">How much each photo counts, 1 on average; null for all alike.</param>
    public static double LogLoss(double[,] probabilities, IReadOnlyList<int> codes, double[]? weights) =>
        codes.Select((code, i) => (weights?[i] ?? 1) * Evaluation.Loss(probabilities[i, code])).Average();

    static Dictionary<int, double> ByLabel(IReadOnlyList<int> codes)
    {
        var counts = codes.CountBy(code => code).ToDictionary();
        return counts.ToDictionary(label => label.Key, label => (double)codes.Count / (counts.Count * label.Value));
    }
}
