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

    /// <summary>A PNG file for a contact sheet of all pictures; null (the default) for none.</summary>
    public string? Sheet { get; init; }
}
