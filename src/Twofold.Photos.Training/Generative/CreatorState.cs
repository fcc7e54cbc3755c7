namespace Twofold.Photos.Training;

/// <summary>All that a creator's training needs to go on where it was.</summary>
/// <param name="Course">Where it was.</param>
/// <param name="Networks">Weights, averages and what optimizers remember, as <see cref="SafeTensors"/>.</param>
sealed record CreatorState(CreatorCourse Course, byte[] Networks);

/// <summary>How far a creator's training is. What only a GAN has is zero of a flow.</summary>
/// <param name="Step">The steps made.</param>
/// <param name="Seconds">The seconds that they took.</param>
/// <param name="Loss">
/// A running mean. Of a GAN the critic's hinge loss: 2 where it cannot tell real from generated, 0 where it always can. Of a flow the mean squared
/// error of the velocity; colors are from -1 to 1.
/// </param>
/// <param name="Augmentation">How often pictures are changed before the critic sees them, from 0 to 1.</param>
/// <param name="MadeSpread">How far generated pictures of a label are from one another, a running mean.</param>
/// <param name="RealSpread">How far real pictures of a label are from one another, a running mean.</param>
/// <param name="Divergences">How often the losses were no numbers; the rates are halved each time.</param>
/// <param name="Collapses">How often the pictures of a label became alike; the creator's rate is halved each time.</param>
/// <param name="SecondsBefore">The seconds of what was learned before the first step: an upscaler.</param>
readonly record struct CreatorCourse(
    int Step, double Seconds, double Loss, double Augmentation, double MadeSpread, double RealSpread, int Divergences, int Collapses, double SecondsBefore = 0)
{
    /// <summary>How much of the variety within a label the generated pictures have: 1 for as much as real ones.</summary>
    public double Variety => RealSpread > 0 ? MadeSpread / RealSpread : 1;
}
