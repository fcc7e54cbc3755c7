namespace Twofold.Photos.Training;

/// <summary>What training a creator gives.</summary>
/// <param name="Kind"><see cref="CreatorInfo.Gan"/> or <see cref="CreatorInfo.Flow"/>.</param>
/// <param name="Onnx">
/// The network. Of a GAN with inputs <c>noise</c> float32 [N, <paramref name="NoiseDimension"/>], standard normal, and <c>label_shares</c> float32
/// [N, labels], one for the label that is asked for; output <c>pictures</c> uint8 [N, <paramref name="Size"/>, <paramref name="Size"/>, 3], sRGB.
/// Of a flow with inputs <c>state</c> float32 [N, 3, <paramref name="Size"/>, <paramref name="Size"/>], colors from -1 to 1 with noise,
/// <c>time</c> float32 [N] from 0 (noise) to 1 (pictures), and <c>label_shares</c>, all zero for no label; output <c>velocity</c>, float32 and of the state's shape.
/// </param>
/// <param name="NoiseDimension">How many random numbers make a picture.</param>
/// <param name="Size">The pictures' edge in pixels.</param>
/// <param name="Steps">The training steps made.</param>
/// <param name="PicturesSeen">The real pictures that were learned from, repetitions counted.</param>
/// <param name="Seconds">How long training took.</param>
/// <param name="History">How it went, from the first step to the last, at most some hundred entries.</param>
/// <param name="Collapses">How often the pictures of a label became alike, and training went back.</param>
sealed record TrainedCreator(
    string Kind, byte[] Onnx, int NoiseDimension, int Size, int Steps, long PicturesSeen, double Seconds, IReadOnlyList<CreatorCourse> History, int Collapses)
{
    /// <summary>How often a loss was no number, and training went back.</summary>
    public required int Divergences { get; init; }

    /// <summary>Whether it diverged so often that training ended before its time.</summary>
    public required bool EndedEarly { get; init; }

    /// <summary>The pictures' edge before they are enlarged; null where they are not.</summary>
    public int? DrawnSize { get; init; }

    /// <summary>What a model file says of it.</summary>
    public CreatorInfo Info => new() { Kind = Kind, Size = Size, DrawnSize = DrawnSize, NoiseDimension = NoiseDimension, Steps = Steps, Seconds = Seconds };
}
