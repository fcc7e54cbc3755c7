namespace Twofold.Photos.Training;

/// <summary>A recognizer before it goes into the pair.</summary>
/// <param name="Features"><see cref="RecognizerInfo.Features"/>.</param>
/// <param name="Preparation">How photos are cut for it.</param>
/// <param name="Onnx">The network.</param>
/// <param name="Head">What stands on it.</param>
/// <param name="HeldOut">The photos that a network from scratch, or a fine-tuned one, did not learn from; null with a backbone as it is, which learned from none.</param>
sealed record TrainedRecognizer(string Features, PhotoPreparation Preparation, byte[] Onnx, TrainedHead Head, int[]? HeldOut)
{
    public const string Scratch = "scratch";

    /// <summary>What was tried.</summary>
    public IReadOnlyList<TriedRecognizer> Tried { get; init; } = [];

    /// <summary>
    /// The network that a creator learns from, where it is another: the one in single precision, because bytes have no gradient; the backbone as it was before
    /// it was fine-tuned, which has seen more than these photos; the network that looks at a photo once.
    /// </summary>
    public byte[] TeacherOnnx { get; init; } = Onnx;

    /// <summary><see cref="RecognizerInfo.IsInBytes"/>.</summary>
    public bool IsInBytes { get; init; }

    /// <summary>How often its training diverged and went back.</summary>
    public int Rollbacks { get; init; }

    /// <summary>The photos whose label is probably wrong; null where that was not asked, or the training was stopped before.</summary>
    public LabelCheck<string>? LabelCheck { get; init; }

    public bool IsFromScratch => Features is Scratch or RecognizerInfo.Untrained;
}
