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
