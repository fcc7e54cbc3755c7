using Twofold.Tables;

namespace Twofold.Photos;

/// <summary>
/// What stands on a network's features: the discriminative half (logistic regression), its generative twin (shared-covariance Gaussians),
/// and the thresholds that were set on held-out photos. Immutable and thread-safe.
/// </summary>
sealed class RecognizerHead(
    Standardization standardization,
    LogisticRegressionModel<string> classifier,
    LinearDiscriminantAnalysisModel<string> twin,
    TemperatureScaling calibration)
{
    public Standardization Standardization { get; } = standardization;

    public LogisticRegressionModel<string> Classifier { get; } = classifier;

    public LinearDiscriminantAnalysisModel<string> Twin { get; } = twin;

    /// <summary>What the logits are divided by before the softmax (Guo 2017, "On calibration of modern neural networks").</summary>
    public TemperatureScaling Calibration { get; } = calibration;

    public IReadOnlyList<string> Labels => Classifier.Labels;

    /// <summary>Calibrated p(label | photo), <c>[photos, labels]</c>, from raw features.</summary>
    public double[,] Probabilities(Table features) =>
        Calibration.ApplyToLogits(Classifier.DecisionFunction(Standardization.Apply(features)));

    /// <summary>log p(features) by the twin in nats, <c>[photos]</c>, from raw features.</summary>
    public double[] LogDensity(Table features) => Twin.LogDensity(Standardization.Apply(features));

    public void AddTo(SafeTensors tensors)
    {
        var columns = Standardization.Means.Count;
        var labels = Labels.Count;
        tensors.Add("standardization.means", [.. Standardization.Means], columns);
        tensors.Add("standardization.scales", [.. Standardization.Scales], columns);
        tensors.Add("classifier.coefficients", Classifier.Coefficients.AsFlatSpan(), labels, columns);
        tensors.Add("classifier.intercepts", Classifier.Intercepts, labels);
        tensors.Add("twin.means", Twin.Means.AsFlatSpan(), labels, columns);
        tensors.Add("twin.prior", [.. Twin.Prior], labels);
        // Half the file for the largest part: the factor's 32-bit rounding is far below what its estimate is worth.
        tensors.Add("twin.covariance_factor", Array.ConvertAll(Twin.CholeskyFactor.AsFlatSpan().ToArray(), value => (float)value), columns, columns);
    }

    public static RecognizerHead From(SafeTensors tensors, IReadOnlyList<string> labels, int columns, double temperature)
    {
        var count = labels.Count;
        return new RecognizerHead(
            new Standardization(tensors.Read("standardization.means", columns), tensors.Read("standardization.scales", columns)),
            new LogisticRegressionModel<string>(labels, Square(tensors.Read("classifier.coefficients", count, columns), count, columns), tensors.Read("classifier.intercepts", count)),
            new LinearDiscriminantAnalysisModel<string>(
                labels,
                Square(tensors.Read("twin.means", count, columns), count, columns),
                Square(tensors.Read("twin.covariance_factor", columns, columns), columns, columns),
                tensors.Read("twin.prior", count)),
            new TemperatureScaling(temperature));
    }

    static double[,] Square(double[] values, int rows, int columns)
    {
        var array = new double[rows, columns];
        values.CopyTo(array.AsFlatSpan());
        return array;
    }
}
