using static TorchSharp.torch;

namespace Twofold.Photos.Training;

/// <summary>Trains a network to recognize, and exports the moving average that read held-out photos best: what its kinds have in common.</summary>
abstract record RecognizerTrainer : NetworkTrainer<RecognizerState>
{
    /// <summary>What progress is told that it does.</summary>
    public string Stage { get; init; } = "Learning to recognize";

    /// <summary>The share of certainty that is spread over all labels, so that a network that fits everything is not driven to infinite logits.</summary>
    public double LabelSmoothing { get; init; } = 0.1;

    /// <summary>Whether all labels count alike, in what is learned and in what is kept, however many photos each has. Default false.</summary>
    public bool Balanced { get; init; }

    /// <summary>How much each label counts in the loss, float32 <c>[labels]</c>; null where all photos count alike.</summary>
    /// <param name="codes">The label of each photo that is learned from, from 0.</param>
    public Tensor? WeightsOf(IReadOnlyList<int> codes) =>
        Balanced ? tensor(LabelWeights.OfLabels(codes).Select(weight => (float)weight).ToArray()) : null;
}
