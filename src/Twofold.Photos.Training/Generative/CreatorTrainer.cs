using System.Numerics;
using static TorchSharp.torch;

namespace Twofold.Photos.Training;

/// <summary>
/// Trains a class-conditional generative adversarial network on small pictures and exports the half that makes them. Hinge loss (Lim and Ye
/// 2017), a critic with bounded singular values, projection and a say on labels, Adam without momentum, and a moving average of the weights.
/// </summary>
sealed record CreatorTrainer
{
    /// <summary>What an upscaler takes of the budget, where the recipe has one; it has learned all that it can in some minutes.</summary>
    const double UpscalerShare = 0.1;

    static readonly TimeSpan LongestForUpscaler = TimeSpan.FromMinutes(3);

    /// <summary>The time for training; the export, a second at most, comes on top. Default ten minutes.</summary>
    public TimeSpan Budget { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Steps to make instead of <see cref="Budget"/>, for training that repeats; null, the default, for the budget.</summary>
    public int? Steps { get; init; }

    /// <summary>The seed of first weights, noise, order and augmentation.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The widths and rates. Default: <see cref="CreatorRecipe.Long"/>.</summary>
    public CreatorRecipe Recipe { get; init; } = CreatorRecipe.Long;

    /// <summary>The critic's channels at half the edge. Multiples of 16.</summary>
    public int CriticWidth { get; init; } = 32;

    /// <summary>A recognizer of the same labels, through whose eyes the critic looks as well; null, the default, for pixels alone.</summary>
    public TeacherNetwork? Teacher { get; init; }

    /// <summary>Whether a picture may be mirrored; not where left and right mean something, as in digits.</summary>
    public bool Mirror { get; init; } = true;

    /// <summary>The type to compute in. Default: the faster one on this machine.</summary>
    public ScalarType Precision { get; init; } = ComputePrecision.Fastest;

    /// <summary>Where an earlier training of the same pictures and options goes on; null, the default, to begin.</summary>
    public CreatorState? Start { get; init; }

    /// <summary>Told of the state each <see cref="TimeBetweenStates"/>, and when training is cancelled; null, the default, for nobody.</summary>
    public Action<CreatorState>? Keep { get; init; }

    /// <summary>The time between two states that are kept. Default two minutes.</summary>
    public TimeSpan TimeBetweenStates { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Told, each <see cref="TimeBetweenSamples"/>, of the steps made and the creator so far, in the form of <see cref="TrainedCreator.Onnx"/>; null,
    /// the default, for nobody.
    /// </summary>
    public Action<int, byte[]>? Show { get; init; }

    /// <summary>The time between two looks at the creator. Default a minute; each costs half a second.</summary>
    public TimeSpan TimeBetweenSamples { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How far the pictures of a creator, in the form of <see cref="TrainedCreator.Onnx"/>, are from photos that it did not learn from: of the last
    /// checkpoints the nearest is returned; null, the default, for the creator of the last step.
    /// </summary>
    public Func<byte[], double>? Distance { get; init; }

    /// <summary>Called after each step with its number and the pair: where tests watch, and break it on purpose.</summary>
    public Action<int, AdversarialPair>? AfterStep { get; init; }

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
        TorchRuntime.EnsureLoaded();
        using var scope = NewDisposeScope();
        var factor = pictures.Size / Recipe.TrainedSize(pictures.Size);
        using var upscaler = factor == 1 ? null : Upscaler(factor, pictures, progress, cancellation);
        cancellation.ThrowIfCancellationRequested();
        using var training = new CreatorTraining(this, pictures.Smaller(factor), upscaler);
        return training.Run(progress, cancellation);
    }

    TrainedUpscaler Upscaler(int factor, SmallPictures pictures, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        var network = new Upscaler(factor);
        if (Start is not null)
            return TrainedUpscaler.Read(network, SafeTensors.FromBytes(Start.Networks));
        var share = UpscalerShare * Budget;
        var budget = share < LongestForUpscaler ? share : LongestForUpscaler;
        return new UpscalerTrainer { Budget = budget, Steps = Steps, Seed = Seed, Precision = Precision }.Train(network, pictures, progress, cancellation);
    }

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
