namespace Twofold.Photos.Training;

/// <summary>How far a network from scratch has come.</summary>
/// <param name="Step">How many steps were made.</param>
/// <param name="Seconds">Since training began.</param>
/// <param name="TrainingLoss">Mean over the steps since the last evaluation, on augmented pictures and smoothed labels, in nats.</param>
/// <param name="HeldOutLoss">Mean of -log p(label) over the held-out pictures, calibrated, in nats; NaN where there are none. See <see cref="Training.HeldOutLoss"/>.</param>
/// <param name="HeldOutAccuracy">The share of held-out pictures whose most probable label is right; NaN where there are none.</param>
sealed record ScratchEvaluation(int Step, double Seconds, double TrainingLoss, double HeldOutLoss, double HeldOutAccuracy);
