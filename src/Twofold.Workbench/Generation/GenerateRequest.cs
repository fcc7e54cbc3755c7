using Twofold.Photos;

namespace Twofold.Workbench;

/// <summary>Make new pictures or rows of a label.</summary>
public sealed record GenerateRequest
{
    /// <summary>The label to make.</summary>
    public required string Label { get; init; }

    /// <summary>The model file.</summary>
    public required string Model { get; init; }

    /// <summary>The folder that pictures are written into, as PNG; the file that rows are written into.</summary>
    public required string Out { get; init; }

    /// <summary>How many. Default 16: a contact sheet of four by four.</summary>
    public int Count { get; init; } = 16;

    /// <summary>The same seed gives the same pictures or rows. Default 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>How far the noise of pictures may go from its mean, 0 (the label's mean) to 1 (all the variety that was learned). Null (the default): <see cref="PhotoGenerationOptions.DefaultTruncation"/> for a GAN; a flow has none.</summary>
    public double? Truncation { get; init; }

    /// <summary>How much the recognizer insists that a picture shows its label, 0 (every picture is taken) to <see cref="PhotoGenerationOptions.MaxInsistence"/>. Null (the default): <see cref="PhotoGenerationOptions.DefaultInsistence"/>, and 0 for a flow.</summary>
    public double? Insistence { get; init; }

    /// <summary>Steps from noise to a picture, of a model whose creator is a flow; others refuse it. Null (the default): <see cref="PhotoGenerationOptions.DefaultFlowSteps"/>.</summary>
    public int? FlowSteps { get; init; }

    /// <summary>How strongly a flow holds on to the label, 1 for as it was learned; other creators refuse it. Null (the default): <see cref="PhotoGenerationOptions.DefaultGuidance"/>.</summary>
    public double? Guidance { get; init; }

    /// <summary>By which whole factor pictures are enlarged, 1 to <see cref="Enlargement.MaxScale"/>. Default 1: as they are made.</summary>
    public int Scale { get; init; } = 1;

    /// <summary>A PNG file for a contact sheet of all pictures; null (the default) for none.</summary>
    public string? Sheet { get; init; }
}
