namespace Twofold.Workbench;

/// <summary>Say what photos show.</summary>
public sealed record PredictRequest
{
    /// <summary>Photo files, and folders that are searched for photos.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    /// <summary>The model file.</summary>
    public required string Model { get; init; }
}
