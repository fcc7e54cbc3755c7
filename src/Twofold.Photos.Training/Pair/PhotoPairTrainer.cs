namespace Twofold.Photos.Training;

/// <summary>Learns a pair from a folder: scan, plan, read, recognize, create, score.</summary>
public static class PhotoPairTrainer
{
    /// <summary>Learns a pair from a folder of label-named folders of photos, and tells what else there is to know: warnings, suspected labels, features to add photos to later.</summary>
    /// <param name="folder">The folder; each of its folders is a label.</param>
    /// <param name="options">How to train; null for the defaults.</param>
    /// <param name="progress">Told how far the work is, from a thread of the work.</param>
    /// <param name="cancellation">
    /// Ends the training early. Once a recognizer exists the pair is returned as it is then; before that
    /// <see cref="OperationCanceledException"/> is thrown.
    /// </param>
    /// <returns>The pair, and what a person should know of how it went.</returns>
    /// <exception cref="TwofoldException">The folder or an option will not do; the message says why.</exception>
    public static Task<PhotoPairTraining> TrainAsync(string folder, PhotoPairOptions? options = null, IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return TrainAsync(folder, () => LabeledPhotoFolder.Scan(folder, toLearn: true, progress, cancellation), options, progress, cancellation);
    }

    /// <summary>Learns a pair from photos that were found already, such as those that <see cref="LabeledPhotoFolder.Split"/> leaves to learn from.</summary>
    /// <param name="photos">The photos; two of each label or more, and two labels or more where no creator is trained.</param>
    /// <param name="options">How to train; null for the defaults.</param>
    /// <param name="progress">Told how far the work is, from a thread of the work.</param>
    /// <param name="cancellation">Ends the training early, as for a folder.</param>
    /// <returns>The pair, and what a person should know of how it went.</returns>
    /// <exception cref="TwofoldException">The photos or an option will not do; the message says why.</exception>
    public static Task<PhotoPairTraining> TrainAsync(
        LabeledPhotoFolder photos, PhotoPairOptions? options = null, IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(photos);
        return TrainAsync(photos.Folder, () => photos, options, progress, cancellation);
    }

    static Task<PhotoPairTraining> TrainAsync(
        string folder, Func<LabeledPhotoFolder> find, PhotoPairOptions? options, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        options ??= new PhotoPairOptions();
        options.Validate();
        return Train();

        // Awaited, so that what was cancelled is a cancelled task and not one that failed.
        async Task<PhotoPairTraining> Train() =>
            await Task.Run(() => new TrainingRun(folder, options, progress, cancellation).Train(find()), CancellationToken.None).ConfigureAwait(false);
    }
}
