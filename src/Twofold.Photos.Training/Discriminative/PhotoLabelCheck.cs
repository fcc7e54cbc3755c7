using Twofold.Photos.Onnx;
using Twofold.Tables;

namespace Twofold.Photos.Training;

/// <summary>
/// Checks labels by what both halves on a network's features say, logistic regression and its generative twin, of photos that neither learned from.
/// </summary>
static class PhotoLabelCheck
{
    const int Folds = 5;

    /// <summary>On a network that learned from none of the photos: by cross-validation of what stands on it.</summary>
    /// <param name="features">The network's features, <c>[photos, features]</c>.</param>
    /// <param name="labels">The label of each.</param>
    /// <param name="c">The inverse strength of the penalty.</param>
    /// <param name="seed">The seed of the folds.</param>
    /// <param name="balanced">Whether all labels count alike.</param>
    /// <param name="cancellation">Ends it.</param>
    public static LabelCheck<string> OnFrozenFeatures(Table features, IReadOnlyList<string> labels, double c, ulong seed, bool balanced, CancellationToken cancellation)
    {
        var set = new LabeledSet<Table, string>(Standardization.Fit(features).Apply(features), labels);
        return LabelCheck.CrossValidated(set, [RecognizerHeadTrainer.Recipe(balanced) with { C = c }, RecognizerHeadTrainer.Twin], Math.Clamp(set.Encoding.Counts.Max(), 2, Folds), seed, cancellation);
    }

    /// <summary>
    /// On networks from scratch. Features that have learned from a wrong label tell it as surely as a right one, whatever fold a head on them leaves out: so
    /// each photo is judged by a network that did not learn from it. The recognizer judges the photos that were held out of it; each half of the others is
    /// judged by a network of its own, which learned from all but that half.
    /// </summary>
    /// <param name="read">The photos.</param>
    /// <param name="train">Those that the recognizer learned from.</param>
    /// <param name="heldOut">The others, with the recognizer's features.</param>
    /// <param name="recognizer">What stands on the recognizer's network.</param>
    /// <param name="trainer">How the next of so many judging networks that are to come is trained.</param>
    /// <param name="pictures">The edge of the pictures that networks see, in pixels, and the seed of the division.</param>
    /// <param name="progress">Told how far the training is.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>What was found; null where it was cancelled.</returns>
    public static LabelCheck<string>? FromScratch(
        ReadPhotos read,
        int[] train,
        (int[] Photos, Table Features) heldOut,
        RecognizerHead recognizer,
        Func<int, ScratchRecognizerTrainer> trainer,
        (int Size, ulong Seed) pictures,
        IProgress<WorkProgress>? progress,
        CancellationToken cancellation)
    {
        var labels = recognizer.Labels;
        var (discriminative, generative) = (new double[read.Count, labels.Count], new double[read.Count, labels.Count]);
        Add(heldOut.Photos, heldOut.Features, recognizer);
        var (first, second) = Stratification.Split(LabelEncoding.Of([.. train.Select(i => read.Labels[i])], train.Length).Codes, 0.5, pictures.Seed);
        int[][] halves = [[.. first.Select(i => train[i])], [.. second.Select(i => train[i])]];
        foreach (var (done, judged) in halves.Index())
        {
            int[] others = [.. train.Except(judged), .. heldOut.Photos];
            var learned = read.Pictures(others);
            if (cancellation.IsCancellationRequested)
                return null;
            // Held out is what is judged: not even the choice of the best step may see its labels.
            var judge = trainer(halves.Length - done);
            var network = judge.Train(learned, new SmallPictures(pictures.Size, [], [], learned.LabelCount), progress, cancellation);
            if (cancellation.IsCancellationRequested)
                return null;
            using var extractor = new FeatureExtractor(PhotoNetwork.Open(network.Onnx), PhotoPreparation.Square(pictures.Size));
            var judgedFeatures = read.Pictures(judged).Features(extractor);
            var head = RecognizerHeadTrainer.OnTrainedNetwork(
                learned.Features(extractor), read.LabelsOf(others), judgedFeatures, read.LabelsOf(judged), network.HeadWeights, network.HeadBiases, new HeadThresholdShares(), cancellation, judge.Balanced);
            Add(judged, judgedFeatures, head.Head);
        }

        return LabelCheck.Of(labels, read.Labels, [discriminative, generative]);

        void Add(int[] photos, Table features, RecognizerHead head)
        {
            var (said, twin) = (head.Probabilities(features), head.Twin.PredictProbabilities(head.Standardization.Apply(features)));
            for (var i = 0; i < photos.Length; i++)
            {
                said.Row(i).CopyTo(discriminative.Row(photos[i]));
                twin.Row(i).CopyTo(generative.Row(photos[i]));
            }
        }
    }
}
