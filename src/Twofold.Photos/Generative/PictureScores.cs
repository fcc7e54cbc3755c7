using System.Text.Json.Serialization;

namespace Twofold.Photos;

/// <summary>
/// How good a creator's pictures are, in the space of the pair's own recognizer's features, against real photos that the creator did not learn
/// from. The real photos are divided in two halves with the same number of each label: the generated pictures, as many, and the first half are each
/// compared with the second, so that both numbers of a score are measured in the same way and can be compared; numbers of other models or other
/// photos cannot. In a model's card they are of the photos that were kept aside, by which the last of its checkpoints was chosen too: on others a distance may be a little larger.
/// </summary>
public sealed record PictureScores
{
    /// <summary>The pictures that were scored, and the photos in each half.</summary>
    public required int Pictures { get; init; }

    /// <summary>Where the features come from: <see cref="RecognizerInfo.Features"/>.</summary>
    public required string Features { get; init; }

    /// <summary>Whether the recognizer that reads the pictures had a part in training the creator: its word then counts for less.</summary>
    public required bool RecognizerTaught { get; init; }

    /// <summary>The share, before the recognizer has some drawn again, that it reads as the label that was asked, 0 to 1; of real photos, its accuracy on those it did not learn from.</summary>
    public required BesideReal Recognizability { get; init; }

    /// <summary>The Fréchet distance, squared units of the features: smaller is better. See <see cref="Twofold.FrechetDistance"/>.</summary>
    public required BesideReal FrechetDistance { get; init; }

    /// <summary>The share that looks real, 0 to 1. See <see cref="ManifoldScores.Precision"/>.</summary>
    public required BesideReal Precision { get; init; }

    /// <summary>The share of what is real that can be made, 0 to 1. See <see cref="ManifoldScores.Recall"/>.</summary>
    public required BesideReal Recall { get; init; }

    /// <summary>How densely real photos lie where the pictures do; about 1 is as real. See <see cref="ManifoldScores.Density"/>.</summary>
    public required BesideReal Density { get; init; }

    /// <summary>The share of real photos with a picture near them, 0 to 1. See <see cref="ManifoldScores.Coverage"/>.</summary>
    public required BesideReal Coverage { get; init; }

    /// <summary>The mean distance of two pictures of a label, mean over the labels, in units of the features. See <see cref="Twofold.Diversity"/>.</summary>
    public required BesideReal Diversity { get; init; }

    /// <summary>
    /// The accuracy, on the second half, of a logistic regression that learned from nothing but the features of the pictures, 0 to 1; of real photos,
    /// that of one that learned from the first half (Ravuri and Vinyals 2019, "Classification accuracy score for conditional generative models"). Null where
    /// there is one label.
    /// </summary>
    public BesideReal? TrainedAccuracy { get; init; }

    /// <summary>
    /// How often a logistic regression that learned to tell half of the pictures from half of the photos tells the others apart, 0 to 1, where 0.5 is not at
    /// all; of real photos, both halves (Lopez-Paz and Oquab 2017, "Revisiting classifier two-sample tests"). Null in models of versions that did not look.
    /// </summary>
    public BesideReal? ToldApart { get; init; }

    /// <summary>How many are copies of photos that were learned from; null where those were not there to compare with.</summary>
    public PictureCopies? Copies { get; init; }

    /// <summary>The scores that there are, named as a person reads them, in the order in which they are told.</summary>
    [JsonIgnore]
    public IEnumerable<(string Name, BesideReal Score)> Rows
    {
        get
        {
            yield return ("read as the label that was asked", Recognizability);
            yield return ("Fréchet distance (less is better)", FrechetDistance);
            yield return ("precision", Precision);
            yield return ("recall", Recall);
            yield return ("density", Density);
            yield return ("coverage", Coverage);
            yield return ("mean distance within a label", Diversity);
            if (TrainedAccuracy is { } trained)
                yield return ("accuracy of a recognizer trained on them", trained);
            if (ToldApart is { } told)
                yield return ("told from photos (50 % is not at all)", told);
            if (Copies is { } copies)
            {
                yield return ("copies of training photos, by features", copies.ByFeatures);
                yield return ("copies of training photos, by pixels", copies.ByPixels);
            }
        }
    }
}
