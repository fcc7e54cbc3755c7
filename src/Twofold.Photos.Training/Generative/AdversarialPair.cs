using static TorchSharp.torch;

namespace Twofold.Photos.Training;

/// <summary>Creator and critic in training: their weights, the creator's moving average, and what their optimizers remember.</summary>
sealed class AdversarialPair : IDisposable
{
    // Without momentum: the other half moves the goal at every step.
    const double Momentum = 0, SquareMomentum = 0.99;

    /// <summary>Creates both with weights drawn from <paramref name="random"/>.</summary>
    public AdversarialPair(CreatorNetwork creator, Critic critic, Generator random)
    {
        Creator = new WeightVector(creator.Shapes, random);
        Critic = new WeightVector(critic.Shapes, random);
        Average = Creator.Values.detach().clone().DetachFromDisposeScope();
        CreatorSteps = new Adam(Creator, Momentum, SquareMomentum);
        CriticSteps = new Adam(Critic, Momentum, SquareMomentum);
    }

    /// <summary>The creator's weights.</summary>
    public WeightVector Creator { get; }

    /// <summary>The critic's weights.</summary>
    public WeightVector Critic { get; }

    /// <summary>The moving average of the creator's weights, which is what makes pictures in the end.</summary>
    public Tensor Average { get; }

    /// <summary>The creator's optimizer.</summary>
    public Adam CreatorSteps { get; }

    /// <summary>The critic's optimizer.</summary>
    public Adam CriticSteps { get; }

    /// <summary>Becomes equal to <paramref name="other"/>.</summary>
    public void CopyFrom(AdversarialPair other)
    {
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        Creator.Values.copy_(other.Creator.Values);
        Critic.Values.copy_(other.Critic.Values);
        Average.copy_(other.Average);
        CreatorSteps.CopyFrom(other.CreatorSteps);
        CriticSteps.CopyFrom(other.CriticSteps);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Creator.Dispose();
        Critic.Dispose();
        Average.Dispose();
        CreatorSteps.Dispose();
        CriticSteps.Dispose();
    }
}
