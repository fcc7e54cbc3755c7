using Twofold.Photos;
using Twofold.Tables;

namespace Twofold.Workbench;

/// <summary>Scores a model.</summary>
public static class Measurer
{
    /// <summary>Scores both halves on labelled photos or rows that the model did not learn from.</summary>
    /// <exception cref="TwofoldException">The model or the data cannot be used, or a folder is named like no label of the model.</exception>
    public static MeasureResult Run(MeasureRequest request, IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.ExamplesPerLabel < 1)
            throw new TwofoldException($"{request.ExamplesPerLabel} pictures or rows of each label: give at least 1.");
        var file = ModelFile.Open(request.Model);
        if (file.Kind == TablePairInfo.TableKind && request.Train is not null)
            throw new TwofoldException($"'{request.Model}' is a model for tables: the training data ('{request.Train}') are compared with what a photo model makes.");
        if (file.Kind == TablePairInfo.TableKind)
            return TableMeasurement.Run(TablePair.Open(file), request, progress, cancellation);
        using var pair = PhotoPair.Open(file);
        return PhotoMeasurement.Run(pair, request, progress, cancellation);
    }
}
