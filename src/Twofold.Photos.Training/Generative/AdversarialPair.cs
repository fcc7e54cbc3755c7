using static TorchSharp.torch;

namespace Twofold.Photos.Training;

/// <summary>Creator and critic in training.</summary>
sealed class AdversarialPair : IDisposable
{
    static readonly string[] Names = ["creator", "critic", "features"];

    /// <summary>Creates both with weights drawn from <paramref name="random"/>.</summary>
    /// <param name="creator">What makes pictures.</param>
    /// <param name="critic">What judges their pixels.</param>
    /// <param name="features">What judges them through a teacher's eyes; null without a teacher.</param>
    /// <param name="random">Where the numbers come from.</param>
    /// <param name="parts">Into how many parts a step is split.</param>
    /// <param name="spectralLimit">The most that a largest singular value of the critic of pixels may be.</param>
    public AdversarialPair(CreatorNetwork creator, Critic critic, FeatureCritic? features, Generator random, int parts, double spectralLimit)
    {
        Creator = new Learner(creator.Shapes, random, parts, averaged: true);
        Critic = new Learner(critic.Shapes, random, parts, spectralLimit: spectralLimit);
        Features = features is null ? null : new Learner(features.Shapes, random, parts);
    }

    /// <summary>What makes pictures, and the moving average of its weights, which does in the end.</summary>
    public Learner Creator { get; }

    /// <summary>What judges pixels.</summary>
    public Learner Critic { get; }

    /// <summary>What judges a teacher's feature maps; null without a teacher.</summary>
    public Learner? Features { get; }

    /// <summary>Becomes equal to <paramref name="other"/>.</summary>
    public void CopyFrom(AdversarialPair other)
    {
        foreach (var (own, its) in Learners.Zip(other.Learners))
            own.CopyFrom(its);
    }

    /// <summary>All numbers, to go on from later.</summary>
    public SafeTensors ToTensors()
    {
        using var scope = NewDisposeScope();
        var tensors = new SafeTensors();
        foreach (var (name, learner) in Names.Zip(Learners))
            learner.AddTo(tensors, name);
        return tensors;
    }

    /// <summary>Takes over what <see cref="ToTensors"/> gave.</summary>
    /// <exception cref="TwofoldException">They are those of other networks.</exception>
    public void Load(SafeTensors tensors)
    {
        using var scope = NewDisposeScope();
        foreach (var (name, learner) in Names.Zip(Learners))
            learner.Load(tensors, name);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var learner in Learners)
            learner.Dispose();
    }

    IEnumerable<Learner> Learners => Features is null ? [Creator, Critic] : [Creator, Critic, Features];
}
