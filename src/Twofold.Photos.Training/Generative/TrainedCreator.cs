namespace Twofold.Photos.Training;

/// <summary>What training a creator gives.</summary>
/// <param name="Onnx">
/// The network: inputs <c>noise</c> float32 [N, <paramref name="NoiseDimension"/>], standard normal, and <c>label_shares</c> float32
/// [N, labels], one for the label that is asked for; output <c>pictures</c> uint8 [N, <paramref name="Size"/>, <paramref name="Size"/>, 3], sRGB.
/// </param>
/// <param name="NoiseDimension">How many random numbers make a picture.</param>
/// <param name="Size">The pictures' edge in pixels.</param>
/// <param name="Steps">The training steps made.</param>
/// <param name="PicturesSeen">The real pictures that the critic saw, repetitions counted.</param>
/// <param name="Seconds">How long training took.</param>
/// <param name="History">How it went, from the first step to the last, at most some hundred entries.</param>
/// <param name="Collapses">How often the pictures of a label became alike, and training went back.</param>
sealed record TrainedCreator(
    byte[] Onnx, int NoiseDimension, int Size, int Steps, long PicturesSeen, double Seconds, IReadOnlyList<CreatorProgress> History, int Collapses);

/// <summary>A moment of a creator's training.</summary>
/// <param name="Step">The steps made until then.</param>
/// <param name="Seconds">The seconds since the start.</param>
/// <param name="CriticLoss">The critic's hinge loss, a running mean: 2 where it cannot tell real from generated, 0 where it always can.</param>
/// <param name="Gap">By how much it scores real pictures above generated ones, a running mean.</param>
/// <param name="Augmentation">How often pictures were changed before the critic saw them, from 0 to 1.</param>
/// <param name="Variety">How much of the variety within a label the generated pictures have, a running mean: 1 for as much as real ones.</param>
readonly record struct CreatorProgress(int Step, double Seconds, double CriticLoss, double Gap, double Augmentation, double Variety);
