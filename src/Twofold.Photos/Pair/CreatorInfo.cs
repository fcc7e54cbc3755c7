namespace Twofold.Photos;

/// <summary>How the creating half was made and how well it does.</summary>
public sealed record CreatorInfo
{
    /// <summary>The kind of model: "gan".</summary>
    public required string Kind { get; init; }

    /// <summary>Width and height of its pictures, in pixels.</summary>
    public required int Size { get; init; }

    /// <summary>The length of the noise that a picture is made of.</summary>
    public required int NoiseDimension { get; init; }

    /// <summary>Training steps.</summary>
    public int Steps { get; init; }

    /// <summary>Training time in seconds.</summary>
    public double Seconds { get; init; }

    /// <summary>The share of generated pictures that the pair's own recognizer reads as the label that was asked, 0 to 1; null where not measured.</summary>
    public double? Recognizability { get; init; }
}
