namespace Twofold;

/// <summary>How a model did on each of the examples that it was tested on.</summary>
/// <param name="Right">1 where it named the label, else 0, <c>[examples]</c>.</param>
/// <param name="Loss">−log p(true label), nats, <c>[examples]</c>.</param>
sealed record TestAnswers(double[] Right, double[] Loss)
{
    /// <summary>Judges probabilities, <c>[examples, labels]</c>, by the truth.</summary>
    public static TestAnswers Of(double[,] probabilities, int[] codes)
    {
        var answers = new TestAnswers(new double[codes.Length], new double[codes.Length]);
        for (var i = 0; i < codes.Length; i++)
        {
            answers.Right[i] = LogSpace.IndexOfMax(probabilities.Row(i)) == codes[i] ? 1 : 0;
            answers.Loss[i] = Evaluation.Loss(probabilities[i, codes[i]]);
        }

        return answers;
    }

    /// <summary>The variance that the mean of the first values, or of their differences from the second, has by the luck of the test examples.</summary>
    public static double VarianceOfMean(double[] values, double[]? others)
    {
        var (sum, squares) = (0.0, 0.0);
        for (var i = 0; i < values.Length; i++)
        {
            var value = others is null ? values[i] : values[i] - others[i];
            (sum, squares) = (sum + value, squares + (value * value));
        }

        var mean = sum / values.Length;
        return Math.Max(0, (squares / values.Length) - (mean * mean)) / values.Length;
    }
}
