namespace Twofold.Photos.Training;

/// <summary>All that the training of a recognizing network needs to go on where it was.</summary>
/// <param name="Course">Where it was.</param>
/// <param name="Networks">Weights, averages and what optimizers remember, as <see cref="SafeTensors"/>.</param>
sealed record RecognizerState(RecognizerCourse Course, byte[] Networks);

/// <summary>How far the training of a recognizing network is.</summary>
/// <param name="Step">The steps made.</param>
/// <param name="Seconds">The seconds that they took.</param>
/// <param name="Rollbacks">How often it went back to an earlier state; the rates are halved each time.</param>
/// <param name="Kept">How the best network until then read the held-out photos.</param>
/// <param name="Width">The width of a network from scratch, which was chosen for the time that there was at the beginning; null of a backbone.</param>
sealed record RecognizerCourse(int Step, double Seconds, int Rollbacks, RecognizerEvaluation Kept, int? Width = null);

/// <summary>What held-out photos said of a network in training.</summary>
/// <param name="Step">How many steps were made.</param>
/// <param name="Seconds">Since training began.</param>
/// <param name="TrainingLoss">Mean over the steps since the last evaluation, on augmented photos and smoothed labels, in nats; NaN before the first step.</param>
/// <param name="HeldOutLoss">Mean of -log p(label) over the held-out photos, calibrated, in nats; NaN where there are none. See <see cref="Training.HeldOutLoss"/>.</param>
/// <param name="HeldOutAccuracy">The share of held-out photos whose most probable label is right; NaN where there are none.</param>
sealed record RecognizerEvaluation(int Step, double Seconds, double TrainingLoss, double HeldOutLoss, double HeldOutAccuracy);
