using static TorchSharp.torch;

namespace Twofold.Photos.Training;

/// <summary>Creator and critic in training, and the creator's moving average.</summary>
sealed class AdversarialPair : IDisposable
{
    /// <summary>Creates both with weights drawn from <paramref name="random"/>.</summary>
    /// <param name="creator">What makes pictures.</param>
    /// <param name="critic">What judges their pixels.</param>
    /// <param name="features">What judges them through a teacher's eyes; null without a teacher.</param>
    /// <param name="random">Where the numbers come from.</param>
    /// <param name="parts">Into how many parts a step is split.</param>
    /// <param name="spectralLimit">The most that a largest singular value of the critic of pixels may be.</param>
    public AdversarialPair(CreatorNetwork creator, Critic critic, FeatureCritic? features, Generator random, int parts, double spectralLimit)
    {
        Creator = new Learner(creator.Shapes, random, parts);
        Critic = new Learner(critic.Shapes, random, parts, spectralLimit);
        Features = features is null ? null : new Learner(features.Shapes, random, parts);
        Average = Creator.Weights.Values.detach().clone().DetachFromDisposeScope();
    }

    /// <summary>What makes pictures.</summary>
    public Learner Creator { get; }

    /// <summary>What judges pixels.</summary>
    public Learner Critic { get; }

    /// <summary>What judges a teacher's feature maps; null without a teacher.</summary>
    public Learner? Features { get; }

    /// <summary>The moving average of the creator's weights, which is what makes pictures in the end.</summary>
    public Tensor Average { get; }

    /// <summary>Becomes equal to <paramref name="other"/>.</summary>
    public void CopyFrom(AdversarialPair other)
    {
        using var inference = no_grad();
        foreach (var (own, its) in Learners.Zip(other.Learners))
            own.CopyFrom(its);
        Average.copy_(other.Average);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var learner in Learners)
            learner.Dispose();
        Average.Dispose();
    }

    IEnumerable<Learner> Learners => Features is null ? [Creator, Critic] : [Creator, Critic, Features];
}
