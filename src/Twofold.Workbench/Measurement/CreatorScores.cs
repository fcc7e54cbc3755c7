using Twofold.Photos;

namespace Twofold.Workbench;

/// <summary>How good what a creator makes is.</summary>
/// <param name="Examples">How many pictures or rows were made and scored.</param>
/// <param name="Recognizability">The share that the model's own recognizer reads as the label that was asked, 0 to 1; of pictures, as they are drawn.</param>
/// <param name="RecognizabilityByLabel">The same for each label.</param>
public sealed record CreatorScores(int Examples, double Recognizability, IReadOnlyDictionary<string, double> RecognizabilityByLabel)
{
    /// <summary>How likely the creator finds the rows that were scored: the mean of log p(row, label), nats. Null for pictures.</summary>
    public double? LogLikelihood { get; init; }

    /// <summary>
    /// The accuracy, on the rows that were scored, of a recognizer that learned from nothing but made rows, 0 to 1: how much of what there is to
    /// learn the creator has got. Null for pictures where <see cref="Pictures"/> is. (Esteban, Hyland, Rätsch 2017, "Real-valued (medical) time series generation", 3.2: train
    /// on synthetic, test on real.)
    /// </summary>
    public double? TrainedOnGenerated { get; init; }

    /// <summary>
    /// How good pictures are beside real ones, by the photos that were scored, with the error of each number. Null for rows, and where the photos are too
    /// few.
    /// </summary>
    public PictureScores? Pictures { get; init; }

    /// <summary>How likely photos are to a flow, and how well it recognizes by that alone. Null for rows, and for a GAN, which cannot say.</summary>
    public FlowScores? Flow { get; init; }
}
