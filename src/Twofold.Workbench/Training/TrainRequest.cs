using Twofold.Photos.Training;

namespace Twofold.Workbench;

/// <summary>Learn a pair from a folder of label-named folders of photos.</summary>
public sealed record TrainRequest
{
    /// <summary>The folder of label-named folders.</summary>
    public required string Data { get; init; }

    /// <summary>The model file to write. Null (the default): the data folder's name with ".twofold", in the current folder.</summary>
    public string? Out { get; init; }

    /// <summary>How to train.</summary>
    public PhotoPairOptions Options { get; init; } = new();
}
