using Twofold.Photos;

namespace Twofold.Workbench;

/// <summary>Make the pictures on the way from one to another: between two seeds of one label, or between two labels.</summary>
public sealed record WalkRequest
{
    /// <summary>The label of all pictures, and <see cref="From"/> and <see cref="To"/> are seeds. Null (the default): they are labels.</summary>
    public string? Label { get; init; }

    /// <summary>
    /// Where the way begins: a seed ("3"), one of a seed's pictures as its file is called ("3-0012"), or, without <see cref="Label"/>, a label.
    /// </summary>
    public required string From { get; init; }

    /// <summary>Where it ends, in the same way.</summary>
    public required string To { get; init; }

    /// <summary>The seed of both ends of a way between two labels. Default 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>The model file.</summary>
    public required string Model { get; init; }

    /// <summary>The file to write: <c>.gif</c> for an animation that goes there and back without end, <c>.png</c> for a strip.</summary>
    public required string Out { get; init; }

    /// <summary>
    /// How many pictures from one end to the other, 2 to <see cref="Walker.MaxFrames"/>. Null (the default): 60 in an animation, three seconds
    /// each way; 10 in a strip, which still fits on a screen.
    /// </summary>
    public int? Frames { get; init; }

    /// <summary>How far the noise may go from its mean, 0 (the label's mean) to 1 (all the variety that was learned). Null (the default): <see cref="PhotoGenerationOptions.DefaultTruncation"/> for a GAN; a flow has none.</summary>
    public double? Truncation { get; init; }

    /// <summary>How much the recognizer insists that the pictures at both ends show their labels, 0 (every picture is taken) to <see cref="PhotoGenerationOptions.MaxInsistence"/>. Null (the default): <see cref="PhotoGenerationOptions.DefaultInsistence"/>, and 0 for a flow.</summary>
    public double? Insistence { get; init; }

    /// <summary>Steps from noise to a picture, of a model whose creator is a flow; others refuse it. Null (the default): <see cref="PhotoGenerationOptions.DefaultFlowSteps"/>.</summary>
    public int? FlowSteps { get; init; }

    /// <summary>How strongly a flow holds on to the label, 1 for as it was learned; other creators refuse it. Null (the default): <see cref="PhotoGenerationOptions.DefaultGuidance"/>.</summary>
    public double? Guidance { get; init; }

    /// <summary>
    /// By which whole factor the pictures are enlarged. Null (the default): as far as an edge of 192 pixels goes in an animation, which then has a
    /// few megabytes, and of 128 in a strip.
    /// </summary>
    public int? Scale { get; init; }
}
