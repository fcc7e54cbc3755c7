using Twofold.Tables;

namespace Twofold.Workbench;

/// <summary>Says which labels photos or rows have.</summary>
public static class Predictor
{
    /// <summary>
    /// One prediction for each photo or row, in the order of the inputs, as the work goes on. An input that cannot be read gives a prediction
    /// with its <see cref="Prediction.Error"/>. Gone over again, they are made again.
    /// </summary>
    /// <exception cref="TwofoldException">
    /// The model cannot be opened or there are no inputs; and, as the work goes on, its networks cannot be opened, a folder holds no photo, or a file is no table
    /// with the model's columns.
    /// </exception>
    public static IEnumerable<Prediction> Run(PredictRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Inputs.Count == 0)
            throw new TwofoldException("There is nothing to predict: give at least one photo, folder or table.");
        var file = ModelFile.Open(request.Model);
        return file.Kind == TablePairInfo.TableKind
            ? TablePredictions.Of(TablePair.Open(file), request.Inputs, cancellation)
            : PhotoPredictions.Of(file, request.Inputs, cancellation);
    }
}
