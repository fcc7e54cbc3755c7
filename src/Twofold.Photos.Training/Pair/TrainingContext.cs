namespace Twofold.Photos.Training;

/// <summary>What every stage of a training is given.</summary>
/// <param name="Folder">The folder of the photos; messages name it.</param>
/// <param name="Options">What was asked for.</param>
/// <param name="Unfinished">What an earlier beginning of the same training has learned, and where this one keeps what it has.</param>
/// <param name="Progress">Told how far the work is.</param>
/// <param name="Cancellation">Ends the stage early; the best so far is kept.</param>
sealed record TrainingContext(string Folder, PhotoPairOptions Options, UnfinishedTraining Unfinished, IProgress<WorkProgress>? Progress, CancellationToken Cancellation)
{
    /// <summary>The shares of held-out photos that a head's thresholds are set to.</summary>
    public HeadThresholdShares Shares { get; } = new(Options.UnsureShare, Options.UnfamiliarShare);

    /// <summary>Whether somebody has asked to end it.</summary>
    public bool IsStopped => Cancellation.IsCancellationRequested;

    /// <summary>Says what is done now.</summary>
    public void Report(string stage, string? remark = null) => Progress?.Report(new WorkProgress(stage, 0, null, "", remark));

    /// <summary>A trainer of a network from scratch, as the options want it.</summary>
    /// <param name="stage">What it is trained for.</param>
    /// <param name="budget">The time that it gets.</param>
    public ScratchRecognizerTrainer Scratch(string stage, TimeSpan budget) =>
        new() { Stage = stage, Budget = budget, Steps = Options.Steps, Seed = Options.Seed, Mirror = Options.Mirror, Balanced = Options.Balanced };
}
