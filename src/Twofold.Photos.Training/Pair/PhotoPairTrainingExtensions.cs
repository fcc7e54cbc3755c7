namespace Twofold.Photos.Training;

/// <summary>Training, seen from the pair: <c>PhotoPair.TrainAsync("photos/")</c>. It stands here because only training needs libtorch.</summary>
public static class PhotoPairTrainingExtensions
{
    extension(PhotoPair)
    {
        /// <summary>Learns a pair from a folder of label-named folders of photos. What else a training finds out, <see cref="PhotoPairTrainer"/> returns.</summary>
        /// <param name="folder">The folder; each of its folders is a label.</param>
        /// <param name="options">How to train; null for the defaults.</param>
        /// <param name="progress">Told how far the work is, from a thread of the work.</param>
        /// <param name="cancellation">
        /// Ends the training early. Once a recognizer exists the pair is returned as it is then; before that
        /// <see cref="OperationCanceledException"/> is thrown.
        /// </param>
        /// <exception cref="TwofoldException">The folder or an option will not do, or asks for more than a pair; the message says why.</exception>
        public static async Task<PhotoPair> TrainAsync(
            string folder,
            PhotoPairOptions? options = null,
            IProgress<WorkProgress>? progress = null,
            CancellationToken cancellation = default)
        {
            if (options is { CheckLabels: true } or { KeepFeatures: true })
                throw new TwofoldException("Suspected labels or kept features are asked for, and a pair alone has neither: use PhotoPairTrainer.TrainAsync, which returns them beside it.");
            return (await PhotoPairTrainer.TrainAsync(folder, options, progress, cancellation).ConfigureAwait(false)).Pair;
        }
    }
}
