using System.Numerics;
using static TorchSharp.torch;

namespace Twofold.Photos.Training;

/// <summary>Trains a creator of small pictures, and exports the moving average of its weights: what its kinds have in common.</summary>
abstract record CreatorTrainer
{
    /// <summary>The time for training; the export, a second at most, comes on top. Default ten minutes.</summary>
    public TimeSpan Budget { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Steps to make instead of <see cref="Budget"/>, for training that repeats; null, the default, for the budget.</summary>
    public int? Steps { get; init; }

    /// <summary>The seed of first weights, noise, order and augmentation.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Whether a picture may be mirrored; not where left and right mean something, as in digits.</summary>
    public bool Mirror { get; init; } = true;

    /// <summary>The type to compute in. Default: the faster one on this machine.</summary>
    public ScalarType Precision { get; init; } = ComputePrecision.Fastest;

    /// <summary>Where an earlier training of the same pictures and options goes on; null, the default, to begin.</summary>
    public CreatorState? Start { get; init; }

    /// <summary>Told of the state each <see cref="TimeBetweenStates"/>, and when training is cancelled; null, the default, for nobody.</summary>
    public Action<CreatorState>? Keep { get; init; }

    /// <summary>The time between two states that are kept. Default a minute.</summary>
    public TimeSpan TimeBetweenStates { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Told of the creator so far each <see cref="TimeBetweenSamples"/>; null, the default, for nobody.</summary>
    public Action<TrainedCreator>? Show { get; init; }

    /// <summary>The time between two looks at the creator. Default a minute; each costs half a second of a GAN, and some seconds of a flow of many labels.</summary>
    public TimeSpan TimeBetweenSamples { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How far a creator's pictures are from photos that it did not learn from: of the last checkpoints the nearest is returned; null, the default, for
    /// the creator of the last step.
    /// </summary>
    public Func<TrainedCreator, double>? Distance { get; init; }

    /// <summary>Trains, and returns the creator with the averaged weights.</summary>
    /// <param name="pictures">What to learn from: at least one of each label, their edge a power of two from 16 to 128.</param>
    /// <param name="progress">Told a few times a second.</param>
    /// <param name="cancellation">Ends training; what was learned until then is returned.</param>
    /// <exception cref="TwofoldException">The pictures do not do, or training diverges again and again from its first steps on.</exception>
    /// <exception cref="OperationCanceledException">Canceled before the first step.</exception>
    public TrainedCreator Train(SmallPictures pictures, IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        Check(pictures);
        cancellation.ThrowIfCancellationRequested();
        using var memory = TorchRuntime.KeepMemory();
        using var scope = NewDisposeScope();
        using var training = Begin(pictures, progress, cancellation);
        return training.Run(progress, cancellation);
    }

    /// <summary>Makes the networks, or takes over those of <see cref="Start"/>.</summary>
    protected abstract CreatorTraining Begin(SmallPictures pictures, IProgress<WorkProgress>? progress, CancellationToken cancellation);

    static void Check(SmallPictures pictures)
    {
        if (pictures.Size is < 16 or > 128 || !BitOperations.IsPow2(pictures.Size))
            throw new TwofoldException($"The creator cannot learn from pictures of {pictures.Size} x {pictures.Size} pixels: 16, 32, 64 or 128 were expected.");
        if (pictures.LabelCount < 1)
            throw new TwofoldException("There is no picture to learn from: give at least one of each label.");
        var present = pictures.Labels.Distinct().Count();
        if (present < pictures.LabelCount)
            throw new TwofoldException($"{pictures.LabelCount - present} of {pictures.LabelCount} labels have no picture to learn from: give at least one of each label.");
    }
}
