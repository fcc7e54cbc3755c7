namespace Twofold.Workbench;

/// <summary>What to sort, and where to. The same request again continues the sort that it began.</summary>
public sealed record SortRequest
{
    /// <summary>The folder whose photos are sorted, with its subfolders.</summary>
    public required string Folder { get; init; }

    /// <summary>The folder that gets a folder for each label; made where it does not exist. It may not be <see cref="Folder"/> or lie inside it.</summary>
    public required string Into { get; init; }

    /// <summary>What happens to a photo; <see cref="SortMode.Copy"/> by default, because it can lose nothing.</summary>
    public SortMode Mode { get; init; } = SortMode.Copy;

    /// <summary>Names the model that recognizes, such as its file's fingerprint: with another model it is another sort.</summary>
    public string Model { get; init; } = "";

    /// <summary>
    /// Whether it is refused where another sort, by another <see cref="Model"/> or in another <see cref="Mode"/>, has copied or linked photos of the folder into
    /// <see cref="Into"/> and was not taken back: they would lie there twice. False by default: it stands beside the other, and each is taken back on its own.
    /// </summary>
    public bool Once { get; init; }

    /// <summary>Whether to say what would be done and touch nothing, not even <see cref="Into"/>.</summary>
    public bool DryRun { get; init; }
}
