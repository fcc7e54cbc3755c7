namespace Twofold.Workbench;

/// <summary>What taking back a sort has come to.</summary>
public sealed record UndoResult
{
    /// <summary>The folder whose photos had been sorted.</summary>
    public required string Folder { get; init; }

    /// <summary>What that sort had done.</summary>
    public required SortMode Mode { get; init; }

    /// <summary>How many files were moved back, or how many copies or links were removed.</summary>
    public long Reverted { get; init; }

    /// <summary>How many of the files that were moved back are, by length and time of last change, not what was sorted: changed or replaced since.</summary>
    public long ChangedCount { get; init; }

    /// <summary>The first hundred of these, each in a sentence.</summary>
    public IReadOnlyList<string> Changed { get; init; } = [];

    /// <summary>How many files were left as they are: changed since, or the only copy left, or something else now stands at their old place, or the way there leads through a link.</summary>
    public long KeptCount { get; init; }

    /// <summary>The first hundred of these, each with its reason in a sentence.</summary>
    public IReadOnlyList<string> Kept { get; init; } = [];

    /// <summary>Whether some files could not be taken back for a passing reason, such as a missing permission: undo again tries them again.</summary>
    public bool Unfinished { get; init; }
}
