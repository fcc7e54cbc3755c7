namespace Twofold.Photos.Training;

/// <summary>
/// Trains a class-conditional flow on small pictures: a network learns the velocity of straight paths from noise to pictures (Lipman 2023,
/// conditional optimal-transport paths, equation 23), at times drawn from a logit-normal distribution (Esser 2024), and with some labels
/// hidden, so that guidance without a classifier (Ho and Salimans 2022) is possible. The moving average of the weights is exported.
/// </summary>
sealed record FlowTrainer : CreatorTrainer
{
    /// <summary>Channels at 16 patches an edge. Multiples of 16: others take the kernels' slow way. Default: see bench/results/flow.md.</summary>
    public int Width { get; init; } = 48;

    /// <summary>The highest learning rate. Default: see bench/results/flow.md.</summary>
    public double Rate { get; init; } = 4e-3;

    /// <summary>Pictures of a step, on each core.</summary>
    public int PicturesPerPart { get; init; } = 32;

    /// <summary>
    /// The mean of the times' logits, for 32 pixels; it falls by log 2 for every doubling (Esser 2024, section 5.3.2). Default: Karras 2022's
    /// noise levels, log-normal (-1.2, 1.2), said in times.
    /// </summary>
    public double TimeLocation { get; init; } = 1.2;

    /// <summary>The standard deviation of the times' logits.</summary>
    public double TimeScale { get; init; } = 1.2;

    /// <summary>Called after each step with its number and the network: where tests watch, and break it on purpose.</summary>
    public Action<int, Learner>? AfterStep { get; init; }

    /// <inheritdoc/>
    protected override CreatorTraining Begin(SmallPictures pictures, IProgress<WorkProgress>? progress, CancellationToken cancellation) => new FlowTraining(this, pictures);
}
