using static TorchSharp.torch;

namespace Twofold.Photos.Training;

/// <summary>What the trainers of both halves are told: how long, by which chance, and how a training is gone on with.</summary>
/// <typeparam name="TState">All that a training needs to go on where it was.</typeparam>
abstract record NetworkTrainer<TState>
    where TState : class
{
    /// <summary>The time for training; the export and a last look come on top, seconds at most. Default ten minutes.</summary>
    public TimeSpan Budget { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Steps to make instead of <see cref="Budget"/>, for training that repeats within rounding; null, the default, for the budget.</summary>
    public int? Steps { get; init; }

    /// <summary>The seed of first weights, noise, order and augmentation.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Whether a picture may be mirrored; not where left and right mean something, as in digits.</summary>
    public bool Mirror { get; init; } = true;

    /// <summary>The type to compute in. Default: the faster one on this machine.</summary>
    public ScalarType Precision { get; init; } = ComputePrecision.Fastest;

    /// <summary>Where an earlier training was that goes on; null, the default, to begin one. It is to be of the same pictures, options and networks.</summary>
    public TState? Start { get; init; }

    /// <summary>Told of the state that training can go on from each <see cref="TimeBetweenStates"/>, and when it is cancelled; null, the default, for nobody.</summary>
    public Action<TState>? Keep { get; init; }

    /// <summary>The time between two states that are kept. Default a minute.</summary>
    public TimeSpan TimeBetweenStates { get; init; } = TimeSpan.FromMinutes(1);
}
