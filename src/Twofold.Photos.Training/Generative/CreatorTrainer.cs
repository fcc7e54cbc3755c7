using System.Numerics;
using static TorchSharp.torch;

namespace Twofold.Photos.Training;

/// <summary>Trains a creator of small pictures, and exports the moving average of its weights: what its kinds have in common.</summary>
abstract record CreatorTrainer : NetworkTrainer<CreatorState>
{
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

    /// <summary>Makes the networks, or takes over those of <see cref="NetworkTrainer{TState}.Start"/>.</summary>
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
