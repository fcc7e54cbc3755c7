using Twofold.Photos;

namespace Twofold.Workbench;

/// <summary>
/// "Is it real?": photos and made-up pictures in random order, all of the creator's size, so that nothing but what they show tells them apart. The
/// honest measure of a creator is how often a person is wrong: half of the time is as good as it gets. Immutable; the same seed asks the same.
/// </summary>
public sealed class RealOrMade
{
    readonly PhotoCreator creator;
    readonly PhotoNeighbors photos;
    readonly int[] shown;
    readonly ulong seed;

    /// <summary>Makes a game.</summary>
    /// <param name="creator">What makes the made-up pictures.</param>
    /// <param name="photos">The photos that its pair learned from; those of labels that it cannot make, because they were added later, are not shown.</param>
    /// <param name="seed">The seed of the order, the photos and the pictures.</param>
    /// <exception cref="TwofoldException">No photo is of a label that the creator knows.</exception>
    public RealOrMade(PhotoCreator creator, PhotoNeighbors photos, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(creator);
        ArgumentNullException.ThrowIfNull(photos);
        (this.creator, this.photos, this.seed) = (creator, photos, seed);
        shown = [.. Enumerable.Range(0, photos.Paths.Count).Where(photo => creator.Labels.Contains(photos.Labels[photo]))];
        if (shown.Length == 0)
            throw new TwofoldException($"No photo is of a label that the creator knows, {Spelling.List(creator.Labels)}: give the photos that it learned from.");
    }

    /// <summary>Whether a question shows a photo: by a fair coin.</summary>
    /// <param name="question">The question, from 0.</param>
    public bool IsReal(int question) => Coin(question).NextDouble() < 0.5;

    /// <summary>What a question shows: one photo in the labels' own shares, or a made-up picture in the same shares.</summary>
    /// <param name="question">The question, from 0.</param>
    /// <exception cref="UnreadablePhotoException">The photo cannot be read any more.</exception>
    public Photo Picture(int question)
    {
        var random = Coin(question);
        var isReal = random.NextDouble() < 0.5;
        var photo = shown[random.NextInt(shown.Length)];
        if (!isReal)
            return creator.Generate(photos.Labels[photo], random.NextUInt64());
        return PhotoReader.ReadPrepared(photos.Paths[photo], PhotoPreparation.Square(creator.Info.Size));
    }

    /// <summary>How well answers tell photos from made-up pictures.</summary>
    /// <param name="answers">What was said of each question, in order: whether it is real.</param>
    public RealOrMadeScore Score(IReadOnlyList<bool> answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        var truth = Enumerable.Range(0, answers.Count).Select(IsReal).ToArray();
        int Count(bool real, bool said) => truth.Zip(answers).Count(pair => pair.First == real && pair.Second == said);
        var (realRight, madeRight) = (Count(true, true), Count(false, false));
        return new RealOrMadeScore(
            answers.Count, realRight + madeRight, answers.Count == 0 ? null : Estimate.OfShare((double)(realRight + madeRight) / answers.Count, answers.Count),
            MadeTakenForReal: Count(false, true), Made: truth.Count(real => !real), RealTakenForMade: Count(true, false), Real: truth.Count(real => real));
    }

    SeededRandom Coin(int question)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(question);
        return SeededRandom.ForPart(seed, (ulong)question);
    }
}
