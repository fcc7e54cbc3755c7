namespace Twofold.Tables;

/// <summary>The recognizing half of a pair: a classifier whose probabilities are calibrated on held-out rows. Immutable and thread-safe.</summary>
public sealed class TableRecognizer : IClassifier<Table, string>
{
    readonly Schema schema;
    readonly TemperatureScaling calibration;

    internal TableRecognizer(IClassifier<Table, string> model, Schema schema, double temperature) =>
        (Model, this.schema, calibration) = (model, schema, new TemperatureScaling(temperature));

    /// <summary>The classifier, whose probabilities are not calibrated.</summary>
    public IClassifier<Table, string> Model { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Labels => Model.Labels;

    /// <inheritdoc/>
    /// <exception cref="TwofoldException">The table lacks a column, or a cell is no number or no known category; the message names row, column and value.</exception>
    public string[] Predict(Table examples) => Model.Predict(examples.Conform(schema));

    /// <inheritdoc/>
    /// <exception cref="TwofoldException">The table lacks a column, or a cell is no number or no known category; the message names row, column and value.</exception>
    public double[,] PredictProbabilities(Table examples) => Calibrated(Model.PredictProbabilities(examples.Conform(schema)), calibration);

    /// <summary>Probabilities at another temperature; one of 1 leaves them as they are.</summary>
    internal static double[,] Calibrated(double[,] probabilities, TemperatureScaling calibration) =>
        calibration.Temperature == 1 ? probabilities : calibration.Apply(probabilities);
}
