namespace Twofold.Photos;

/// <summary>A way to recognize that a training tried, and how it did on the same held-out photos as the others.</summary>
/// <param name="Recognizer">What it is, such as "linear head on mobilenetv2".</param>
/// <param name="Seconds">How long it took.</param>
public sealed record TriedRecognizer(string Recognizer, double Seconds)
{
    /// <summary>Whether it is the pair's recognizer.</summary>
    public bool Kept { get; init; }

    /// <summary>How many held-out photos it was judged on.</summary>
    public int Photos { get; init; }

    /// <summary>The share of them whose label was named, 0 to 1; null where it was not judged.</summary>
    public double? Accuracy { get; init; }

    /// <summary>The mean of -log p(true label) on them, nats, in which all labels count alike where that was asked: the smallest is kept, where it is smaller by more than chance and the time it takes are worth. Null where it was not judged.</summary>
    public double? LogLoss { get; init; }

    /// <summary>Why it was not judged; null where it was.</summary>
    public string? Problem { get; init; }

    /// <summary>One that was judged.</summary>
    internal static TriedRecognizer Of(string recognizer, TrainedHead head, double seconds, bool kept) =>
        new(recognizer, seconds) { Kept = kept, Photos = head.HeldOut.Photos, Accuracy = head.HeldOut.Accuracy, LogLoss = head.Loss };
}
