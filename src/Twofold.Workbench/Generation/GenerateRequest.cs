namespace Twofold.Workbench;

/// <summary>Make new pictures of a label.</summary>
public sealed record GenerateRequest
{
    /// <summary>The label to make.</summary>
    public required string Label { get; init; }

    /// <summary>The model file.</summary>
    public required string Model { get; init; }

    /// <summary>The folder that the pictures are written into, as PNG.</summary>
    public required string Out { get; init; }

    /// <summary>How many. Default 16: a contact sheet of four by four.</summary>
    public int Count { get; init; } = 16;

    /// <summary>The same seed gives the same pictures. Default 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>A PNG file for a contact sheet of them all; null (the default) for none.</summary>
    public string? Sheet { get; init; }
}
