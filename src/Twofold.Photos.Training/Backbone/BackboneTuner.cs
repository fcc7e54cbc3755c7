using static TorchSharp.torch;

namespace Twofold.Photos.Training;

/// <summary>
/// Fine-tunes a backbone: a head that was fitted to its features first, so that the upper blocks are not torn about by a head that knows nothing, then
/// both together, slowly. The loss on held-out photos says which step is kept.
/// </summary>
sealed record BackboneTuner : RecognizerTrainer
{
    /// <summary>What the maps below the cut may take of the time: more pictures of each photo say less than more steps.</summary>
    const double MapShare = 0.25;

    /// <summary>More pictures of a photo than these were not read better.</summary>
    const int MostViews = 12;

    static readonly TimeSpan LeastForSteps = TimeSpan.FromSeconds(1);

    /// <summary>Progress says that it fine-tunes.</summary>
    public BackboneTuner() => Stage = "Fine-tuning";

    /// <summary>The highest rate of Adam for the convolutions.</summary>
    public double Rate { get; init; } = 2e-4;

    /// <summary>The highest rate of Adam for the head, which is fitted already: at 1e-3 the held-out loss rose for thirty steps before it fell.</summary>
    public double HeadRate { get; init; } = 1e-4;

    /// <summary>Called before each step with its number: where tests break a network on purpose.</summary>
    public Action<int, TunedLayers>? BeforeStep { get; init; }

    /// <summary>Tunes.</summary>
    /// <param name="backbone">The backbone.</param>
    /// <param name="photos">What to learn from.</param>
    /// <param name="head">The head on standardized features that training begins with, which did not learn from held-out photos.</param>
    /// <param name="standardization">What features were standardized by.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Ends it; the best so far is returned.</param>
    /// <returns>The network; where its kept evaluation is of step 0, the backbone as it was read held-out photos best.</returns>
    /// <exception cref="TwofoldException">A photo can no longer be read, or training diverges at every rate.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the first step.</exception>
    public TrainedNetwork Tune(
        TunableBackbone backbone,
        TuningPhotos photos,
        (double[,] Weights, double[] Biases) head,
        (IReadOnlyList<double> Means, IReadOnlyList<double> Scales) standardization,
        IProgress<WorkProgress>? progress,
        CancellationToken cancellation)
    {
        using var memory = TorchRuntime.KeepMemory();
        using var scope = NewDisposeScope();
        var start = TimeProvider.System.GetTimestamp();
        using var maps = MapCache.Fill(
            backbone, photos.Preparation, photos.Paths, photos.Train, MapShare * Budget, Steps is null ? MostViews : 2, (Mirror, Seed),
            (done, all) => progress?.Report(new WorkProgress("Preparing to fine-tune", done, all, "photos")), cancellation);
        cancellation.ThrowIfCancellationRequested();

        using var network = new TunedLayers(backbone, head, standardization);
        var left = Budget - TimeProvider.System.GetElapsedTime(start);
        using var run = new TuningTraining(this, left > LeastForSteps ? left : LeastForSteps, network, maps, photos);
        var (best, kept, history, rollbacks) = run.Run(progress, cancellation);
        var (weights, biases) = network.RawHead(best);
        return new TrainedNetwork(backbone.ToOnnx(network.Layers(best)), weights, biases) { History = history, Kept = kept, Rollbacks = rollbacks };
    }
}

/// <summary>Photos to fine-tune on.</summary>
/// <param name="Paths">The files.</param>
/// <param name="Codes">The label of each, from 0.</param>
/// <param name="Train">Those to learn from.</param>
/// <param name="HeldOut">Those to judge by.</param>
/// <param name="Preparation">How they are cut for the backbone.</param>
sealed record TuningPhotos(IReadOnlyList<string> Paths, int[] Codes, int[] Train, int[] HeldOut, PhotoPreparation Preparation);
