namespace Twofold.Photos.Training;

/// <summary>Which photos a creator learns from when its pictures are to make up for rare labels, and how many of each it is to make.</summary>
/// <param name="Train">The photos that creator and recognizer learn from, as indices.</param>
/// <param name="HeldOut">The photos that neither sees, on which both are judged.</param>
/// <param name="Missing">For each rare label the number of pictures to generate.</param>
sealed record TopUpPlan(int[] Train, int[] HeldOut, IReadOnlyDictionary<string, int> Missing)
{
    /// <summary>A label is rare that has less than this share of the most frequent one's photos: less unbalance hardly moves a decision.</summary>
    const double RareBelow = 0.5;

    // Of one label more pictures say nothing new, and take seconds; of all labels together they are to fit into the time and the memory that there are.
    const int MostPerLabel = 1000, MostInAll = 3000;

    /// <summary>Makes the plan; null where no label is rare.</summary>
    /// <param name="labels">The label of each photo.</param>
    /// <param name="heldOutShare">The share of each label's photos that is held out; the same as a recognizer from scratch holds out.</param>
    /// <param name="seed">The seed of the choice.</param>
    public static TopUpPlan? Make(IReadOnlyList<string> labels, double heldOutShare, ulong seed)
    {
        var (train, heldOut) = Stratification.Split(LabelEncoding.Of(labels, labels.Count).Codes, heldOutShare, seed);
        var counts = train.CountBy(i => labels[i]).ToDictionary();
        var most = counts.Values.Max();
        var missing = counts.Where(label => label.Value < RareBelow * most).OrderBy(label => label.Key, StringComparer.Ordinal)
            .ToDictionary(label => label.Key, label => Math.Min(most - label.Value, MostPerLabel));
        var share = Math.Min(1, (double)MostInAll / missing.Values.Sum());
        return missing.Count == 0 ? null : new TopUpPlan(train, heldOut, missing.ToDictionary(label => label.Key, label => Math.Max(1, (int)(share * label.Value))));
    }
}
