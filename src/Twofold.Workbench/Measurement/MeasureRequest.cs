namespace Twofold.Workbench;

/// <summary>Score a model on labelled photos or rows that it did not learn from.</summary>
public sealed record MeasureRequest
{
    /// <summary>A folder of label-named folders, or a table with the label column.</summary>
    public required string Data { get; init; }

    /// <summary>The model file.</summary>
    public required string Model { get; init; }

    /// <summary>
    /// The folder of label-named folders that a photo model learned from, to look for copies among what its creator makes; null, the default, for not
    /// looking. The model file does not hold the photos.
    /// </summary>
    public string? Train { get; init; }

    /// <summary>How many pictures or rows of each label the creator makes to be scored. Default 100: the share is known to five points.</summary>
    public int ExamplesPerLabel { get; init; } = 100;

    /// <summary>The seed of those. Default 0.</summary>
    public ulong Seed { get; init; }
}
