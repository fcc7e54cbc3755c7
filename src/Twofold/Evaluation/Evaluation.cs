namespace Twofold;

/// <summary>How well probabilities agree with the truth.</summary>
/// <typeparam name="TLabel">The caller's own type of label.</typeparam>
public sealed class Evaluation<TLabel>
    where TLabel : notnull
{
    internal Evaluation(IReadOnlyList<TLabel> labels, int examples, double accuracy, double logLoss, double calibrationError, int[,] confusion) =>
        (Labels, Examples, Accuracy, LogLoss, CalibrationError, Confusion) = (labels, examples, accuracy, logLoss, calibrationError, confusion);

    /// <summary>The labels, in the order of <see cref="Confusion"/>.</summary>
    public IReadOnlyList<TLabel> Labels { get; }

    /// <summary>How many examples were judged.</summary>
    public int Examples { get; }

    /// <summary>The share of examples whose most probable label is the true one, 0 to 1.</summary>
    public double Accuracy { get; }

    /// <summary>The mean of −log p(true label) in nats: 0 is perfect, log(labels) is guessing. A probability of 0 counts as 2.2e-16.</summary>
    public double LogLoss { get; }

    /// <summary>
    /// The expected calibration error, 0 to 1: how far the probability of the predicted label is from the share of right predictions, in 15
    /// bins of equal width, weighted by their examples (Guo et al. 2017, "On calibration of modern neural networks").
    /// </summary>
    public double CalibrationError { get; }

    /// <summary>How many examples of each true label were given each label, <c>[true labels, predicted labels]</c>.</summary>
    public int[,] Confusion { get; }
}

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
    /// <exception cref="TwofoldException">The shapes do not match, there are no examples, or a true label is not among the labels.</exception>
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

        var confusion = new int[columns, columns];
        var logLoss = 0.0;
        var right = 0;
        var (confidences, rights) = (new double[Bins], new int[Bins]);
        for (var i = 0; i < count; i++)
        {
            var row = probabilities.Row(i);
            var actual = LabelEncoding.IndexOf(labels, truth[i]);
            var predicted = LogSpace.IndexOfMax(row);
            var hit = actual == predicted ? 1 : 0;
            var bin = Math.Clamp((int)(row[predicted] * Bins), 0, Bins - 1);
            confusion[actual, predicted]++;
            logLoss -= Math.Log(Math.Max(row[actual], LeastProbability));
            right += hit;
            confidences[bin] += row[predicted];
            rights[bin] += hit;
        }

        var calibrationError = confidences.Zip(rights, (confidence, hits) => Math.Abs(confidence - hits)).Sum() / count;
        return new Evaluation<TLabel>([.. labels], count, (double)right / count, logLoss / count, calibrationError, confusion);
    }
}
