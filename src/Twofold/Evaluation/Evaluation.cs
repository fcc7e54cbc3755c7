namespace Twofold;

/// <summary>Judges probabilities by the truth.</summary>
public static class Evaluation
{
    const int Bins = 15;

    // As in scikit-learn: one wrong answer given with certainty should not hide all others.
    const double LeastProbability = 2.220446049250313e-16;

    /// <summary>Judges a model's probabilities.</summary>
    /// <param name="labels">The labels, in the order of the columns.</param>
    /// <param name="probabilities">p(label | example), <c>[examples, labels]</c>.</param>
    /// <param name="truth">The true labels, <c>[examples]</c>.</param>
    /// <exception cref="TwofoldException">The shapes do not match, there are no examples, a probability is no number from 0 to 1, or a true label is not among the labels.</exception>
    public static Evaluation<TLabel> Of<TLabel>(IReadOnlyList<TLabel> labels, double[,] probabilities, IReadOnlyList<TLabel> truth)
        where TLabel : notnull
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(probabilities);
        ArgumentNullException.ThrowIfNull(truth);
        var (count, columns) = (probabilities.GetLength(0), probabilities.GetLength(1));
        if (count != truth.Count)
            throw new TwofoldException($"Probabilities of {count} examples but {truth.Count} true labels: give one true label for each example.");
        if (columns != labels.Count)
            throw new TwofoldException($"Probabilities of {columns} labels but {labels.Count} labels: give one column for each label.");
        if (count == 0)
            throw new TwofoldException("0 examples to evaluate: give at least one.");
        GivenProbabilities.Check(probabilities);

        var confusion = new int[columns, columns];
        var logLoss = 0.0;
        var right = 0;
        var (confidences, rights) = (new double[Bins], new int[Bins]);
        var columnOf = labels.Index().ToDictionary(label => label.Item, label => label.Index);
        for (var i = 0; i < count; i++)
        {
            var row = probabilities.Row(i);
            if (!columnOf.TryGetValue(truth[i], out var actual))
                actual = LabelEncoding.IndexOf(labels, truth[i]); // Names those that are known.
            var predicted = LogSpace.IndexOfMax(row);
            var hit = actual == predicted ? 1 : 0;
            var bin = Math.Clamp((int)(row[predicted] * Bins), 0, Bins - 1);
            confusion[actual, predicted]++;
            logLoss += Loss(row[actual]);
            right += hit;
            confidences[bin] += row[predicted];
            rights[bin] += hit;
        }

        var calibrationError = confidences.Zip(rights, (confidence, hits) => Math.Abs(confidence - hits)).Sum() / count;
        return new Evaluation<TLabel>([.. labels], count, (double)right / count, logLoss / count, calibrationError, confusion);
    }

    /// <summary>The log loss of one example whose true label was given this probability, nats; at most 36, so that one that is called impossible does not make a mean infinite.</summary>
    public static double Loss(double probability) => -Math.Log(Math.Max(probability, LeastProbability));
}
