namespace Twofold.Photos.Training;

/// <summary>What a training made, and what a person should know of how it went.</summary>
/// <param name="Pair">The two models.</param>
/// <param name="Warnings">Photos that could not be read or stood under two labels and were left out, each named with the reason.</param>
/// <param name="Stopped">Whether it was cancelled, and the pair is the best so far.</param>
public sealed record PhotoPairTraining(PhotoPair Pair, IReadOnlyList<string> Warnings, bool Stopped)
{
    /// <summary>
    /// The photos whose label is probably wrong, the most suspect first; null where that was not asked (<see cref="PhotoPairOptions.CheckLabels"/>), or the
    /// training was stopped before.
    /// </summary>
    public IReadOnlyList<SuspectPhoto>? Suspects { get; init; }

    /// <summary>
    /// The features of the photos, to be saved beside the model file so that photos can be added later (<see cref="PhotoAddition"/>); null where that was not
    /// asked (<see cref="PhotoPairOptions.KeepFeatures"/>).
    /// </summary>
    public KeptFeatures? KeptFeatures { get; init; }
}
