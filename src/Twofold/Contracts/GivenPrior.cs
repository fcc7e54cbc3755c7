namespace Twofold;

/// <summary>What every prior must be.</summary>
static class GivenPrior
{
    /// <summary>The weights divided by their sum.</summary>
    /// <exception cref="TwofoldException">Not one weight for each label, a weight is negative or not finite, or all are zero.</exception>
    public static double[] Normalized<TLabel>(IReadOnlyList<double> weights, IReadOnlyList<TLabel> labels)
    {
        if (weights.Count != labels.Count)
            throw new TwofoldException($"{weights.Count} prior weights but {labels.Count} labels: give one weight for each label.");
        var sum = 0.0;
        for (var k = 0; k < weights.Count; k++)
        {
            if (!(weights[k] >= 0 && double.IsFinite(weights[k])))
                throw new TwofoldException($"The prior weight of '{labels[k]}' is {weights[k]}: give a finite number of at least 0.");
            sum += weights[k];
        }

        if (sum == 0)
            throw new TwofoldException("All prior weights are 0: give at least one label a weight above 0.");
        // The sum of numbers may be too large where none of them is.
        var scale = double.IsFinite(sum) ? 1 : weights.Max();
        if (scale > 1)
            sum = weights.Sum(weight => weight / scale);
        return [.. weights.Select(weight => weight / scale / sum)];
    }
}
