using Twofold.Photos.Onnx;
using Twofold.Tables;

namespace Twofold.Photos.Training;

/// <summary>
/// Chooses by held-out photos how a network from scratch looks at a photo: calculated in single precision or in bytes; once, or mirrored too.
/// </summary>
sealed class ScratchLook
{
    /// <summary>Looking twice is kept where it lowers the held-out loss to this share of what it was: it takes twice as long for ever, so chance must not be the reason.</summary>
    const double LeastGainOfViews = 0.99;

    /// <summary>A network is calculated in bytes, twice as fast, where its held-out loss is at most this share of what it is in single precision, and the share of right answers lost no larger than that.</summary>
    const double MostLossOfBytes = 1.01, MostAccuracyOfBytes = 0.003;

    /// <summary>In nats; where all photos are read rightly, shares of the loss mean nothing.</summary>
    const double LossThatIsNone = 0.001;

    /// <summary>From so many pictures the ranges of what is to be bytes are measured.</summary>
    const int MeasuredForBytes = 200;

    /// <summary>Aside is a pixel of 32, as in airbench.</summary>
    const int PixelsForOneAside = 32;

    readonly TrainedNetwork network;
    readonly (SmallPictures Pictures, string[] Labels) seen, heldOut;
    readonly HeadThresholdShares shares;
    readonly bool balanced;
    readonly List<Way> tried = [];

    /// <summary>Tries all ways.</summary>
    /// <param name="network">The trained network.</param>
    /// <param name="seen">Photos that it learned from, with their labels: what is familiar, and the generative twin, come from them.</param>
    /// <param name="heldOut">Photos that it did not learn from.</param>
    /// <param name="mirror">Whether a mirrored photo shows the same.</param>
    /// <param name="shares">How many held-out photos are to be called unsure and unfamiliar.</param>
    /// <param name="balanced">Whether all labels count alike.</param>
    public ScratchLook(
        TrainedNetwork network,
        (SmallPictures Pictures, string[] Labels) seen,
        (SmallPictures Pictures, string[] Labels) heldOut,
        bool mirror,
        HeadThresholdShares shares,
        bool balanced)
    {
        (this.network, this.seen, this.heldOut, this.shares, this.balanced) = (network, seen, heldOut, shares, balanced);
        Kept = Judge("network from scratch", network.Onnx);
        IsInBytes = GraphQuantization.TryQuantize(network.Onnx, seen.Pictures.Some(MeasuredForBytes)) is { } inBytes
            && Keeps("the same, calculated in bytes", inBytes, (MostLossOfBytes * Loss) + LossThatIsNone, Kept.Head.HeldOut.Accuracy - MostAccuracyOfBytes);
        if (mirror)
        {
            var views = OnnxViews.FromBothSides(Math.Max(1, seen.Pictures.Size / PixelsForOneAside));
            Keeps($"{(IsInBytes ? "in bytes" : "the same")}, looking at each photo mirrored too", OnnxViews.Averaged(Kept.Onnx, views), (LeastGainOfViews * Loss) - LossThatIsNone);
        }
    }

    /// <summary>The best way.</summary>
    public Way Kept { get; private set; }

    /// <summary>Whether it is calculated in bytes.</summary>
    public bool IsInBytes { get; }

    /// <summary>All ways that were tried, in order; none where there was one.</summary>
    public IReadOnlyList<TriedRecognizer> Tried => tried.Count == 1
        ? []
        : [.. tried.Select(way => TriedRecognizer.Of(way.Name, way.Head, way == tried[0] ? network.Kept.Seconds : 0, way == Kept))];

    double Loss => Kept.Head.Loss;

    bool Keeps(string name, byte[] onnx, double mostLoss, double leastAccuracy = 0)
    {
        var way = Judge(name, onnx);
        // Written so that what is not a number is not kept.
        if (!(way.Head.Loss <= mostLoss && way.Head.HeldOut.Accuracy >= leastAccuracy))
            return false;
        Kept = way;
        return true;
    }

    Way Judge(string name, byte[] onnx)
    {
        using var extractor = new FeatureExtractor(PhotoNetwork.Open(onnx), PhotoPreparation.Square(seen.Pictures.Size));
        var (train, test) = (seen.Pictures.Features(extractor), heldOut.Pictures.Features(extractor));
        // Cancelled or not, the best so far is kept.
        var head = RecognizerHeadTrainer.OnTrainedNetwork(train, seen.Labels, test, heldOut.Labels, network.HeadWeights, network.HeadBiases, shares, CancellationToken.None, balanced);
        tried.Add(new Way(name, onnx, train, test, head));
        return tried[^1];
    }

    /// <summary>A way to look at photos.</summary>
    /// <param name="Name">What it is called among what was tried.</param>
    /// <param name="Onnx">The bytes of its graph.</param>
    /// <param name="Train">The features of photos that were learned from.</param>
    /// <param name="HeldOut">Those of held-out photos.</param>
    /// <param name="Head">What names the labels by them.</param>
    public sealed record Way(string Name, byte[] Onnx, Table Train, Table HeldOut, TrainedHead Head);
}
