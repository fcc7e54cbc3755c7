using System.Buffers;

namespace Twofold.Tables;

/// <summary>A fitted <see cref="QuadraticLogisticRegression"/>. Immutable and thread-safe.</summary>
/// <typeparam name="TLabel">The caller's own type of label.</typeparam>
public sealed class QuadraticLogisticRegressionModel<TLabel> : IClassifier<Table, TLabel>, IStoredParameters
    where TLabel : notnull
{
    const int MostOnStack = 256;

    readonly FeatureEncoding encoding;
    readonly LogisticRegressionModel<TLabel> regression;

    internal QuadraticLogisticRegressionModel(FeatureEncoding encoding, LogisticRegressionModel<TLabel> regression) =>
        (this.encoding, this.regression) = (encoding, regression);

    /// <inheritdoc/>
    public IReadOnlyList<TLabel> Labels => regression.Labels;

    /// <summary>The columns that the model was fitted on.</summary>
    public Schema Schema => encoding.Schema;

    /// <inheritdoc/>
    /// <exception cref="TwofoldException">The table has other columns than the fit, or an infinite number.</exception>
    public TLabel[] Predict(Table examples) => regression.Predict(Features(examples));

    /// <inheritdoc/>
    /// <exception cref="TwofoldException">The table has other columns than the fit, or an infinite number.</exception>
    public double[,] PredictProbabilities(Table examples) => regression.PredictProbabilities(Features(examples));

    /// <summary>The most probable label of one row, <c>[columns]</c>; NaN is a missing cell.</summary>
    /// <exception cref="TwofoldException">The row has another number of columns than the model, or numbers infinite or too large to calculate with.</exception>
    public TLabel Predict(ReadOnlySpan<double> row)
    {
        Span<double> probabilities = Labels.Count <= MostOnStack ? stackalloc double[Labels.Count] : new double[Labels.Count];
        PredictProbabilities(row, probabilities);
        return Labels[LogSpace.IndexOfMax(probabilities)];
    }

    /// <summary>p(label | row) of one row, <c>[columns]</c>, into <paramref name="probabilities"/>, <c>[labels]</c>; NaN is a missing cell.</summary>
    /// <exception cref="TwofoldException">
    /// The row has another number of columns than the model, numbers infinite or too large to calculate with, or there is not one place for each label.
    /// </exception>
    public void PredictProbabilities(ReadOnlySpan<double> row, Span<double> probabilities)
    {
        FitArguments.RequirePlaces(probabilities, Labels.Count);
        FitArguments.RequireColumns(row, Schema.Count);
        var count = QuadraticFeatures.Count(row.Length);
        var rented = ArrayPool<double>.Shared.Rent(row.Length + count);
        var standardized = rented.AsSpan(0, row.Length);
        var features = rented.AsSpan(row.Length, count);
        encoding.ApplyRow(row, standardized);
        QuadraticFeatures.Of(standardized, features);
        regression.PredictProbabilities(features, probabilities);
        ArrayPool<double>.Shared.Return(rented);
    }

    void IStoredParameters.AddTo(SafeTensors tensors)
    {
        encoding.AddTo(tensors);
        var features = new SafeTensors();
        ((IStoredParameters)regression).AddTo(features);
        tensors.AddBytes("regression", features.ToBytes());
    }

    Table Features(Table examples) => QuadraticFeatures.Of(encoding.ApplyDense(examples));
}
