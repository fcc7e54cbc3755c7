using Twofold.Photos;

namespace Twofold.Workbench;

/// <summary>Why a photo gets its label: what is most like it of what was learned from, and what both halves say of it.</summary>
/// <param name="Prediction">What the recognizer says.</param>
/// <param name="Opinions">Both halves side by side.</param>
/// <param name="Nearest">The training photos that are most like it, the nearest first; none where they are not there.</param>
/// <param name="TypicalDistance">How far a training photo is from the nearest other one, in the middle of them; null where they are not there.</param>
/// <param name="Problem">Why the training photos are not there; null where they are, or where nobody knows.</param>
public sealed record PhotoExplanation(
    PhotoPrediction Prediction, PhotoOpinions Opinions, IReadOnlyList<PhotoNeighbor> Nearest, double? TypicalDistance, string? Problem = null)
{
    /// <summary>Training photos that are shown: as many as one looks at.</summary>
    public const int Shown = 6;

    /// <summary>Explains what a recognizer says of a photo whose features are known; without the training photos by both halves alone.</summary>
    public static PhotoExplanation Of(PhotoRecognizer recognizer, PhotoNeighbors? training, string path, float[] features)
    {
        ArgumentNullException.ThrowIfNull(recognizer);
        return new PhotoExplanation(recognizer.PredictFeatures([path], [features])[0], recognizer.Opinions(features), training?.Nearest(features, Shown) ?? [], training?.TypicalDistance);
    }
}
