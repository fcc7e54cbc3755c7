using static TorchSharp.torch;

namespace Twofold.Photos.Training;

/// <summary>Trains a network to recognize, and exports the moving average that read held-out photos best: what its kinds have in common.</summary>
abstract record RecognizerTrainer
{
    /// <summary>What progress is told that it does.</summary>
    public string Stage { get; init; } = "Learning to recognize";

    /// <summary>The time for training; the export and a last look at the held-out photos come on top, seconds at most. Default ten minutes.</summary>
    public TimeSpan Budget { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Steps to make instead of <see cref="Budget"/>, for training that repeats within rounding; null, the default, for the budget.</summary>
    public int? Steps { get; init; }

    /// <summary>The seed of first weights, order and augmentation.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Whether a photo may be mirrored; not where left and right mean something, as in digits.</summary>
    public bool Mirror { get; init; } = true;

    /// <summary>The type to compute in. Default: the faster one on this machine.</summary>
    public ScalarType Precision { get; init; } = ComputePrecision.Fastest;

    /// <summary>The share of certainty that is spread over all labels, so that a network that fits everything is not driven to infinite logits.</summary>
    public double LabelSmoothing { get; init; } = 0.1;

    /// <summary>Whether all labels count alike, in what is learned and in what is kept, however many photos each has. Default false.</summary>
    public bool Balanced { get; init; }

    /// <summary>Where an earlier training was that goes on; null, the default, to begin one. It is to be of the same photos, options and networks.</summary>
    public RecognizerState? Start { get; init; }

    /// <summary>Told of the state that training can go on from each <see cref="TimeBetweenStates"/>, and when it is cancelled; null, the default, for nobody.</summary>
    public Action<RecognizerState>? Keep { get; init; }

    /// <summary>The time between two states that are kept. Default a minute.</summary>
    public TimeSpan TimeBetweenStates { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How much each label counts in the loss, float32 <c>[labels]</c>; null where all photos count alike.</summary>
    /// <param name="codes">The label of each photo that is learned from, from 0.</param>
    public Tensor? WeightsOf(IReadOnlyList<int> codes) =>
        Balanced ? tensor(LabelWeights.OfLabels(codes).Select(weight => (float)weight).ToArray()) : null;
}
