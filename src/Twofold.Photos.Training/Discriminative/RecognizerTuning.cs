using Twofold.Photos.Onnx;
using Twofold.Tables;
using static System.FormattableString;

namespace Twofold.Photos.Training;

/// <summary>The photos of a training, parted so that heads on a backbone as it is and on a fine-tuned one are judged by the same ones.</summary>
sealed class RecognizerTuning
{
    // Two ways to calculate the same in float32 agree to this share of the largest number.
    const float Tolerance = 1e-2f;

    readonly ReadPhotos read;
    readonly Table features;
    readonly byte[] onnx;
    readonly PhotoPreparation preparation;
    readonly HeadThresholdShares shares;
    readonly ulong seed;
    readonly int[] train;

    /// <summary>Parts the photos.</summary>
    /// <param name="read">The photos.</param>
    /// <param name="features">The features of each by the backbone as it is.</param>
    /// <param name="onnx">The backbone.</param>
    /// <param name="preparation">How photos are cut for it.</param>
    /// <param name="heldOutShare">Of every label the share that is held out.</param>
    /// <param name="shares">The shares of held-out photos that a head's thresholds are set to.</param>
    /// <param name="seed">The seed of the parting.</param>
    public RecognizerTuning(ReadPhotos read, Table features, byte[] onnx, PhotoPreparation preparation, double heldOutShare, HeadThresholdShares shares, ulong seed)
    {
        (this.read, this.features, this.onnx, this.preparation, this.shares, this.seed) = (read, features, onnx, preparation, shares, seed);
        (train, HeldOut) = Stratification.Split(read.Encoding.Codes, heldOutShare, seed);
    }

    /// <summary>Whether all labels count alike. Default false.</summary>
    public bool Balanced { get; init; }

    /// <summary>The photos that a network is not tuned on.</summary>
    public int[] HeldOut { get; }

    /// <summary>Fits a head to the features of the backbone as it is, and judges it by the held-out photos alone.</summary>
    public TrainedHead Judge() => RecognizerHeadTrainer.OnFrozenFeatures(features, read.Labels, shares, seed, CancellationToken.None, balanced: Balanced, heldOut: HeldOut);

    /// <summary>
    /// Takes over the head that was trained with a tuned network, and judges it by the held-out photos. A head that is fitted anew to features which know
    /// the labels they learned from reads new photos worse.
    /// </summary>
    /// <param name="tuned">The network with its head.</param>
    /// <param name="ofNetwork">Its features of all photos.</param>
    public TrainedHead Judge(TrainedNetwork tuned, Table ofNetwork) => RecognizerHeadTrainer.OnTrainedNetwork(
        ofNetwork.Subset(train), read.LabelsOf(train), ofNetwork.Subset(HeldOut), read.LabelsOf(HeldOut), tuned.HeadWeights, tuned.HeadBiases, shares, CancellationToken.None, Balanced);

    /// <summary>Tunes the backbone.</summary>
    /// <param name="tuner">How.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Ends it; the best so far is returned.</param>
    /// <param name="problem">Why it cannot be tuned; empty where it could.</param>
    /// <returns>The tuned backbone; null where it is not of a kind that can be.</returns>
    /// <exception cref="TwofoldException">A photo can no longer be read, or training diverges at every rate.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the first step.</exception>
    public TrainedNetwork? Tune(BackboneTuner tuner, IProgress<WorkProgress>? progress, CancellationToken cancellation, out string problem)
    {
        if (TunableBackbone.Read(onnx, out problem) is not { } backbone)
            return null;
        if (!MapCache.HasRoomFor(backbone, read.Count))
        {
            problem = Invariant($"what it makes of {read.Count:N0} photos is too much to keep in memory");
            return null;
        }

        if (!SaysTheSame(backbone))
        {
            problem = "its features are not the mean of its last convolution";
            return null;
        }

        var codes = read.Encoding.Codes;
        var labels = read.LabelsOf(train);
        var own = features.Subset(train);
        var standardization = Floored(Standardization.Fit(own));
        var c = RecognizerHeadTrainer.OnFrozenFeatures(own, labels, shares, seed, cancellation, balanced: Balanced).C ?? 1;
        var head = (RecognizerHeadTrainer.Recipe(Balanced) with { C = c }).Fit(standardization.Apply(own), labels, cancellation: cancellation);
        var photos = new TuningPhotos([.. read.Photos.Select(photo => photo.Path)], codes, train, HeldOut, preparation);
        return (tuner with { Balanced = Balanced }).Tune(backbone, photos, (head.Coefficients, head.Intercepts), (standardization.Means, standardization.Scales), progress, cancellation);
    }

    /// <summary>
    /// A feature that hardly varies, only by rounding perhaps, would be enlarged without bound, and what a lower precision makes of it with it: here none
    /// counts as varying by less than a tenth of what half of them do.
    /// </summary>
    static Standardization Floored(Standardization fitted)
    {
        var least = 0.1 * fitted.Scales.Order().ElementAt(fitted.Scales.Count / 2);
        return new Standardization([.. fitted.Means], [.. fitted.Scales.Select(scale => Math.Max(scale, least))]);
    }

    /// <summary>Whether the backbone, written down anew from what was read of it, gives the features that it gives.</summary>
    bool SaysTheSame(TunableBackbone backbone)
    {
        using var again = new FeatureExtractor(PhotoNetwork.Open(backbone.ToOnnx(backbone.Layers)), preparation);
        using var original = new FeatureExtractor(PhotoNetwork.Open(onnx), preparation);
        var (expected, found) = (original.Features(read.Photos[0].Path), again.Features(read.Photos[0].Path));
        return expected.Length == found.Length && expected.Zip(found).All(pair => Math.Abs(pair.First - pair.Second) <= Tolerance * expected.Max(Math.Abs));
    }
}
