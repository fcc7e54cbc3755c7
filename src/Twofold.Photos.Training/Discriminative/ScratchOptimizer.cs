using static TorchSharp.torch;

namespace Twofold.Photos.Training;

/// <summary>Muon for a network's filters, Adam for all else.</summary>
/// <param name="network">The network to train.</param>
/// <param name="filterRate">Muon's highest rate.</param>
/// <param name="otherRate">Adam's highest rate.</param>
sealed class ScratchOptimizer(ScratchNetwork network, double filterRate, double otherRate) : IDisposable
{
    readonly Muon muon = new(network.Filters, momentum: 0.9);
    readonly Adam adam = new(network.Others, beta1: 0.9, beta2: 0.99);

    /// <summary>One step down the gradient of <paramref name="loss"/>.</summary>
    /// <param name="loss">The mean loss of a batch.</param>
    /// <param name="rate">The share of the highest rates to learn at.</param>
    public void Step(Tensor loss, double rate)
    {
        var (filters, others) = (network.Filters.Values, network.Others.Values);
        filters.grad?.zero_();
        others.grad?.zero_();
        loss.backward();

        // backward() has just filled both gradients.
        muon.Step(filters.grad!, filterRate * rate);
        adam.Step(others.grad!, otherRate * rate);
    }

    /// <summary>Adds what both remember.</summary>
    public void AddTo(SafeTensors tensors)
    {
        muon.AddTo(tensors, "muon");
        adam.AddTo(tensors, "adam");
    }

    /// <summary>Takes over what <see cref="AddTo"/> added.</summary>
    /// <exception cref="TwofoldException">It is of another network.</exception>
    public void Load(SafeTensors tensors)
    {
        muon.Load(tensors, "muon");
        adam.Load(tensors, "adam");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        muon.Dispose();
        adam.Dispose();
    }
}
