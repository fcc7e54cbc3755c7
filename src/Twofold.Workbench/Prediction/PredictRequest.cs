namespace Twofold.Workbench;

/// <summary>Say which labels photos or the rows of tables have.</summary>
public sealed record PredictRequest
{
    /// <summary>Photo files, and folders that are searched for photos; or tables.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    /// <summary>The model file.</summary>
    public required string Model { get; init; }
}
