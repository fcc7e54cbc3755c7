using static TorchSharp.torch;

namespace Twofold.Photos.Training;

/// <summary>Muon for a network's filters, Adam for all else.</summary>
/// <param name="network">The network to train.</param>
/// <param name="filterRate">Muon's highest rate.</param>
/// <param name="otherRate">Adam's highest rate.</param>
sealed class ScratchOptimizer(ScratchNetwork network, double filterRate, double otherRate) : IDisposable
{
    // As airbench has it: with 0.9 CIFAR-10 was read 0.8 points worse after seven epochs.
    readonly Muon muon = new(network.Filters, momentum: 0.6);
    readonly Adam adam = new(network.Others, beta1: 0.9, beta2: 0.99);

    /// <summary>One step down the mean of the gradients that the parts of a batch made, which are zero afterwards.</summary>
    /// <param name="parts">The network's values as each part saw them.</param>
    /// <param name="rate">The share of the highest rates to learn at.</param>
    public void Step(IReadOnlyList<NetworkValues> parts, double rate)
    {
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        muon.Step(Mean([.. parts.Select(part => part.Filters.grad!)]), filterRate * rate); // Each part has gone backward.
        adam.Step(Mean([.. parts.Select(part => part.Others.grad!)]), otherRate * rate);
        foreach (var part in parts)
        {
            part.Filters.grad!.zero_();
            part.Others.grad!.zero_();
        }

        static Tensor Mean(Tensor[] gradients) => gradients.Length == 1 ? gradients[0] : stack(gradients).mean([0]);
    }

    /// <summary>Lets both forget all past steps.</summary>
    public void Forget()
    {
        muon.Forget();
        adam.Forget();
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
