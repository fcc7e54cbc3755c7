namespace Twofold;

/// <summary>What every calibration asks of the examples that it is learned from.</summary>
static class CalibrationArguments
{
    /// <summary>Checks the scores of one label.</summary>
    /// <exception cref="TwofoldException">The numbers do not match, there are none, or a score or weight is out of range.</exception>
    public static void Require(IReadOnlyList<double> scores, IReadOnlyList<bool> isTrue, IReadOnlyList<double>? weights)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(isTrue);
        RequireCounts(scores.Count, isTrue.Count, weights);
        for (var i = 0; i < scores.Count; i++)
            if (!double.IsFinite(scores[i]))
                throw new TwofoldException($"Example {i} has the score {scores[i]}: give a finite number.");
    }

    /// <summary>Checks a row of numbers for each example, and the column of its true label.</summary>
    /// <exception cref="TwofoldException">The numbers do not match, there are none, a code is no column, or a weight is out of range.</exception>
    public static void Require(double[,] rows, IReadOnlyList<int> codes, IReadOnlyList<double>? weights)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(codes);
        RequireCounts(rows.GetLength(0), codes.Count, weights);
        for (var i = 0; i < codes.Count; i++)
            if (codes[i] < 0 || codes[i] >= rows.GetLength(1))
                throw new TwofoldException($"Example {i} has the label's number {codes[i]}: give one from 0 to {rows.GetLength(1) - 1}.");
    }

    static void RequireCounts(int examples, int labels, IReadOnlyList<double>? weights)
    {
        if (examples != labels)
            throw new TwofoldException($"Scores of {examples} examples but {labels} labels: each example needs one label.");
        if (examples == 0)
            throw new TwofoldException("0 examples to calibrate on: hold at least one back from the fit.");
        if (weights is null)
            return;
        if (weights.Count != examples)
            throw new TwofoldException($"{examples} examples but {weights.Count} weights: each example needs one weight.");
        var sum = 0.0;
        for (var i = 0; i < examples; i++)
        {
            if (!(weights[i] >= 0 && double.IsFinite(weights[i])))
                throw new TwofoldException($"The weight of example {i} is {weights[i]}: give a finite number of at least 0.");
            sum += weights[i];
        }

        if (!double.IsFinite(sum))
            throw new TwofoldException("The weights are too large to be summed: divide them all by the same number.");
    }
}
