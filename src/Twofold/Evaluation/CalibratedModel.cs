namespace Twofold;

/// <summary>A classifier whose probabilities are calibrated. Immutable and thread-safe, as the classifier is.</summary>
/// <typeparam name="TExamples">A set of examples.</typeparam>
/// <typeparam name="TLabel">The caller's own type of label.</typeparam>
public sealed class CalibratedModel<TExamples, TLabel> : IClassifier<TExamples, TLabel>
    where TLabel : notnull
{
    /// <summary>Puts a calibration after a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="calibration">A calibration that was learned from its probabilities.</param>
    public CalibratedModel(IClassifier<TExamples, TLabel> model, ICalibration calibration)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(calibration);
        (Model, Calibration) = (model, calibration);
    }

    /// <summary>The model, whose probabilities are not calibrated.</summary>
    public IClassifier<TExamples, TLabel> Model { get; }

    /// <summary>What makes its probabilities keep their word.</summary>
    public ICalibration Calibration { get; }

    /// <inheritdoc/>
    public IReadOnlyList<TLabel> Labels => Model.Labels;

    /// <inheritdoc/>
    public double[,] PredictProbabilities(TExamples examples) => Calibration.Apply(Model.PredictProbabilities(examples));

    /// <summary>The label with the greatest calibrated probability, <c>[examples]</c>.</summary>
    public TLabel[] Predict(TExamples examples)
    {
        var probabilities = PredictProbabilities(examples);
        var labels = new TLabel[probabilities.GetLength(0)];
        for (var i = 0; i < labels.Length; i++)
            labels[i] = Labels[LogSpace.IndexOfMax(probabilities.Row(i))];
        return labels;
    }
}
