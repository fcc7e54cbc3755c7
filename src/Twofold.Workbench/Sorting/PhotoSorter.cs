using System.Security.Cryptography;
using Twofold.Photos;

namespace Twofold.Workbench;

/// <summary>Sorts photos by what a model file's recognizer says of them.</summary>
public static class PhotoSorter
{
    /// <inheritdoc cref="Sorter.Run(SortRequest, Func{IEnumerable{string}, CancellationToken, IEnumerable{PhotoPrediction}}, IProgress{WorkProgress}?, IProgress{SortedPhoto}?, CancellationToken)"/>
    /// <param name="request">What to sort, and where to; its <see cref="SortRequest.Model"/> is set to the model file's fingerprint.</param>
    /// <param name="model">The model file.</param>
    /// <param name="progress">Is told after every batch; null for nothing.</param>
    /// <param name="sorted">Is told of each photo; null for nothing.</param>
    /// <param name="cancellation">Stops the sort; the same request continues it.</param>
    public static SortResult Run(
        SortRequest request,
        string model,
        IProgress<WorkProgress>? progress = null,
        IProgress<SortedPhoto>? sorted = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var pair = PhotoPair.Open(model);
        using var file = File.OpenRead(model);
        var fingerprint = Convert.ToHexStringLower(SHA256.HashData(file));
        return Sorter.Run(request with { Model = fingerprint }, pair.Recognizer.PredictFiles, progress, sorted, cancellation);
    }
}
