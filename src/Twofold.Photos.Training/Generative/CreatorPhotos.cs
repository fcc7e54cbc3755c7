namespace Twofold.Photos.Training;

/// <summary>Which photos, by their place among those read, the creator learns from, and which are kept to score it by.</summary>
/// <param name="Training">Those that it learns from.</param>
/// <param name="KeptAside">Those that it does not see.</param>
sealed record CreatorPhotos(int[] Training, int[] KeptAside)
{
    /// <summary>
    /// Of every label that has forty photos one in ten is kept aside from the creator, at most a thousand in all: from forty on, because what fewer say of it is
    /// not worth what it could have learned from them. Two of a label are compared with two others.
    /// </summary>
    const double KeptAsideShare = 0.1;

    const int MostKeptAside = 1000, LeastKeptAside = 40, LeastOfALabel = 40;

    /// <summary>Divides the photos.</summary>
    /// <param name="read">All of them.</param>
    /// <param name="recognizer">What was learned before.</param>
    /// <param name="topUp">Which photos a creator may see whose pictures are to make up for rare labels; null where none are.</param>
    /// <param name="seed">The seed of the choice.</param>
    public static CreatorPhotos Divide(ReadPhotos read, TrainedRecognizer recognizer, TopUpPlan? topUp, ulong seed)
    {
        var keptAside = KeepAside(read, recognizer, seed);
        return new CreatorPhotos([.. (topUp?.Train ?? Enumerable.Range(0, read.Count)).Except(keptAside)], keptAside);
    }

    /// <summary>
    /// The photos that the creator will not learn from. Where the recognizer's network was trained here, they are some that it did not learn from
    /// either; a backbone was there before them.
    /// </summary>
    static int[] KeepAside(ReadPhotos read, TrainedRecognizer recognizer, ulong seed)
    {
        var encoding = read.Encoding;
        var wanted = Math.Min((int)(KeptAsideShare * encoding.Counts.Where(count => count >= LeastOfALabel).Sum()), MostKeptAside);
        if (wanted < LeastKeptAside)
            return [];
        var candidates = recognizer.HeldOut ?? Enumerable.Range(0, read.Count);
        return read.Some([.. candidates.Where(i => encoding.Counts[encoding.Codes[i]] >= LeastOfALabel)], wanted, seed);
    }
}
