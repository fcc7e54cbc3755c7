using TorchSharp;
using static TorchSharp.torch;

namespace Twofold.Photos.Training;

/// <summary>The normal distribution of the logits of the times that a flow learns at.</summary>
/// <param name="Location">Its mean.</param>
/// <param name="Scale">Its standard deviation.</param>
readonly record struct FlowTimes(double Location, double Scale);

/// <summary>What one thread of a flow's training works on: its share of the batch, and its own gradient for the weights that all share.</summary>
sealed class FlowPart(VelocityNetwork network, Learner learner, int index, FlowTimes times, ScalarType precision, Generator noiseRandom) : IDisposable
{
    long[] chosen = [], labels = [];
    double[] timeShares = [];
    bool mirrored;

    /// <summary>The mean squared error of the velocity.</summary>
    public double Loss { get; private set; }

    /// <summary>Sets the share of the next batch.</summary>
    /// <param name="pictures">Which pictures, [pictures].</param>
    /// <param name="itsLabels">Their labels, <see cref="VelocityNetwork.Labels"/> where it is hidden, [pictures].</param>
    /// <param name="shares">Which share of all times is before the time of each, from 0 to 1, [pictures].</param>
    /// <param name="mirror">Whether they are mirrored.</param>
    public void Prepare(long[] pictures, long[] itsLabels, double[] shares, bool mirror) =>
        (chosen, labels, timeShares, mirrored) = (pictures, itsLabels, shares, mirror);

    /// <summary>Adds what is to be learned from them to the gradient.</summary>
    public void Teach(Tensor all)
    {
        Tensor picture, noise, time;
        using (no_grad())
        {
            var pixels = all.index_select(0, tensor(chosen)).FromBytes(ScalarType.Float32);
            picture = network.ToCoordinates((mirrored ? pixels.flip(2) : pixels).permute(0, 3, 1, 2));
            noise = ComputeDevice.Normal(picture.permute(0, 2, 3, 1).shape, noiseRandom).permute(0, 3, 1, 2);
            // The normal distribution's quantile at a share u is sqrt(2) erfinv(2 u - 1).
            using Scalar spread = Math.Sqrt(2) * times.Scale, location = times.Location;
            double[] centered = [.. timeShares.Select(share => Math.Clamp((2 * share) - 1, -1 + 1e-7, 1 - 1e-7))];
            time = tensor(centered).erfinv_().mul_(spread).PlusInPlace(location).sigmoid_().to_type(ScalarType.Float32);
        }

        var t = time.view(-1, 1, 1, 1);
        var state = (picture * t).Plus(noise * t.OneMinus());
        var velocity = network.Forward(learner.Layers(index, precision), state, time, tensor(labels));
        var loss = (velocity - (picture - noise)).Squared().mean();
        loss.backward();
        Loss = loss.item<float>();
    }

    /// <inheritdoc/>
    public void Dispose() => noiseRandom.Dispose();
}
