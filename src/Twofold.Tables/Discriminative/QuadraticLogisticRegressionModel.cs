namespace Twofold.Tables;

/// <summary>A fitted <see cref="QuadraticLogisticRegression"/>. Immutable and thread-safe.</summary>
/// <typeparam name="TLabel">The caller's own type of label.</typeparam>
public sealed class QuadraticLogisticRegressionModel<TLabel> : IClassifier<Table, TLabel>, IStoredParameters
    where TLabel : notnull
{
    readonly FeatureEncoding encoding;
    readonly LogisticRegressionModel<TLabel> regression;

    internal QuadraticLogisticRegressionModel(FeatureEncoding encoding, LogisticRegressionModel<TLabel> regression) =>
        (this.encoding, this.regression) = (encoding, regression);

    /// <inheritdoc/>
    public IReadOnlyList<TLabel> Labels => regression.Labels;

    /// <inheritdoc/>
    /// <exception cref="TwofoldException">The table has other columns than the fit, or an infinite number.</exception>
    public TLabel[] Predict(Table examples) => regression.Predict(Features(examples));

    /// <inheritdoc/>
    /// <exception cref="TwofoldException">The table has other columns than the fit, or an infinite number.</exception>
    public double[,] PredictProbabilities(Table examples) => regression.PredictProbabilities(Features(examples));

    void IStoredParameters.AddTo(SafeTensors tensors)
    {
        encoding.AddTo(tensors);
        var features = new SafeTensors();
        ((IStoredParameters)regression).AddTo(features);
        tensors.AddBytes("regression", features.ToBytes());
    }

    Table Features(Table examples) => QuadraticFeatures.Of(encoding.ApplyDense(examples));
}
