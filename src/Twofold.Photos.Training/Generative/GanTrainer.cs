namespace Twofold.Photos.Training;

/// <summary>
/// Trains a class-conditional generative adversarial network on small pictures and exports the half that makes them. Hinge loss (Lim and Ye
/// 2017), a critic with bounded singular values, projection and a say on labels, Adam without momentum, and a moving average of the weights.
/// </summary>
sealed record GanTrainer : CreatorTrainer
{
    /// <summary>What an upscaler takes of the budget, where the recipe has one; it has learned all that it can in some minutes.</summary>
    const double UpscalerShare = 0.1;

    static readonly TimeSpan LongestForUpscaler = TimeSpan.FromMinutes(3);

    /// <summary>The widths and rates. Default: <see cref="CreatorRecipe.Long"/>.</summary>
    public CreatorRecipe Recipe { get; init; } = CreatorRecipe.Long;

    /// <summary>The critic's channels at half the edge. Multiples of 16.</summary>
    public int CriticWidth { get; init; } = 32;

    /// <summary>A recognizer of the same labels, through whose eyes the critic looks as well; null, the default, for pixels alone.</summary>
    public ITeacher? Teacher { get; init; }

    /// <summary>Called after each step with its number and the pair: where tests watch, and break it on purpose.</summary>
    public Action<int, AdversarialPair>? AfterStep { get; init; }

    /// <inheritdoc/>
    protected override CreatorTraining Begin(SmallPictures pictures, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        var factor = pictures.Size / Recipe.TrainedSize(pictures.Size);
        var upscaler = factor == 1 ? null : Upscaler(factor, pictures, progress, cancellation);
        return new GanTraining(this, pictures.Smaller(factor), upscaler);
    }

    TrainedUpscaler Upscaler(int factor, SmallPictures pictures, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        var network = new Upscaler(factor);
        if (Start is not null)
            return TrainedUpscaler.Read(network, SafeTensors.FromBytes(Start.Networks));
        var share = UpscalerShare * Budget;
        var budget = share < LongestForUpscaler ? share : LongestForUpscaler;
        var upscaler = new UpscalerTrainer { Budget = budget, Steps = Steps, Seed = Seed, Precision = Precision }.Train(network, pictures, progress, cancellation);
        if (!cancellation.IsCancellationRequested)
            return upscaler;
        upscaler.Dispose();
        throw new OperationCanceledException(cancellation);
    }
}
