namespace Twofold.Photos;

/// <summary>How the creating half was made and how well it does.</summary>
public sealed record CreatorInfo
{
    /// <summary>The kind of a generative adversarial network, which makes a picture in one pass.</summary>
    public const string Gan = "gan";

    /// <summary>The kind of a flow, which walks from noise to a picture in steps; see <see cref="PhotoGenerationOptions.FlowSteps"/>.</summary>
    public const string Flow = "flow";

    /// <summary>The kind of model: <see cref="Gan"/> or <see cref="Flow"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Width and height of its pictures, in pixels.</summary>
    public required int Size { get; init; }

    /// <summary>Their edge as the network draws them, where another that learned from the same photos enlarges them to <see cref="Size"/>; null where they are drawn at that.</summary>
    public int? DrawnSize { get; init; }

    /// <summary>The length of the noise that a picture is made of; of a flow a number for each color of each pixel.</summary>
    public required int NoiseDimension { get; init; }

    /// <summary>
    /// The labels that it can make, in the order that it learned them in; null (the usual case) for all of the pair's. After photos of a new label were added
    /// to the recognizer, it knows fewer.
    /// </summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>When it was trained, where that was before the recognizer: it has not learned from the photos that were added since. Null for a pair that was trained as one.</summary>
    public DateTimeOffset? KeptFrom { get; init; }

    /// <summary>Training steps.</summary>
    public int Steps { get; init; }

    /// <summary>Training time in seconds.</summary>
    public double Seconds { get; init; }

    /// <summary>The share of pictures, as they are drawn, that the pair's own recognizer reads as the label that was asked, 0 to 1; null where not measured, and where there is one label, which is read in every picture. By default it then has some drawn again (<see cref="PhotoGenerationOptions.Insistence"/>).</summary>
    public double? Recognizability { get; init; }

    /// <summary>Whether the pair's own recognizer had a part in training it; its reading of the pictures then counts for less. Default false.</summary>
    public bool RecognizerTaught { get; init; }

    /// <summary>How many photos were kept aside from it to score it with; 0 where there were too few.</summary>
    public int KeptAside { get; init; }

    /// <summary>How good its pictures are, beside photos that were kept aside from it; null where there were too few.</summary>
    public PictureScores? Scores { get; init; }

    /// <summary>
    /// How many of its pictures are copies of photos that it learned from, where too few photos were there to keep some aside; real ones are training photos beside all others. Null where
    /// <see cref="Scores"/> says it, and in models of versions that did not look.
    /// </summary>
    public PictureCopies? Copies { get; init; }
}
