namespace Twofold.Photos.Training;

/// <summary>All that the training of a network from scratch needs to go on where it was.</summary>
/// <param name="Course">Where it was.</param>
/// <param name="Networks">Weights, averages and what optimizers remember, as <see cref="SafeTensors"/>.</param>
sealed record ScratchState(ScratchCourse Course, byte[] Networks);

/// <summary>How far the training of a network from scratch is.</summary>
/// <param name="Step">The steps made.</param>
/// <param name="Seconds">The seconds that they took.</param>
/// <param name="Rollbacks">How often it went back to an earlier state; the rates are halved each time.</param>
/// <param name="Kept">How the best network until then read the held-out pictures.</param>
/// <param name="Width">The network's width, which was chosen for the time that there was at the beginning; null in states that did not say.</param>
readonly record struct ScratchCourse(int Step, double Seconds, int Rollbacks, ScratchEvaluation Kept, int? Width = null);
