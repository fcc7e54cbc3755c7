using Twofold.Photos;
using Twofold.Tables;

namespace Twofold.Workbench;

/// <summary>Makes new pictures or rows of a label.</summary>
public static class Generator
{
    /// <summary>The most pictures or rows at once.</summary>
    public const int MaxCount = 1_000_000;

    /// <summary>
    /// Writes exactly the number that was asked for: pictures, each a PNG that says in its metadata what made it, or one file of rows. Nothing is
    /// overwritten; pictures that the same request made before stay as they are.
    /// </summary>
    /// <param name="request">What to make.</param>
    /// <param name="progress">Told how far it is; null for nothing.</param>
    /// <param name="made">Told of each picture's file when it is written; null for nothing.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="TwofoldException">The model has no creator or does not know the label, or a file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the pictures written so far stay.</exception>
    public static GenerateResult Run(
        GenerateRequest request, IProgress<WorkProgress>? progress = null, IProgress<string>? made = null, CancellationToken cancellation = default)
    {
        Check(request);
        var file = ModelFile.Open(request.Model);
        if (file.Kind == TablePairInfo.TableKind)
            return RowMaker.Run(TablePair.Open(file), request, cancellation);
        using var pair = PhotoPair.Open(file);
        return PictureMaker.Run(pair, request, progress, made, cancellation);
    }

    /// <summary>The same by a pair that is open, whatever is in the request's model file by now.</summary>
    /// <param name="pair">The pair.</param>
    /// <param name="request">What to make.</param>
    /// <param name="progress">Told how far it is; null for nothing.</param>
    /// <param name="made">Told of each picture's file when it is written; null for nothing.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="TwofoldException">The pair has no creator or does not know the label, or a file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the pictures written so far stay.</exception>
    public static GenerateResult Run(
        PhotoPair pair, GenerateRequest request, IProgress<WorkProgress>? progress = null, IProgress<string>? made = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(pair);
        Check(request);
        return PictureMaker.Run(pair, request, progress, made, cancellation);
    }

    static void Check(GenerateRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Count is < 1 or > MaxCount)
            throw new TwofoldException($"{request.Count} pictures or rows were asked for: give a number from 1 to {MaxCount}.");
    }
}
