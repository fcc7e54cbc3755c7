namespace Twofold.Workbench;

/// <summary>What there is to learn from, and what a person should look at first.</summary>
public sealed record SurveyResult
{
    /// <summary>The number of photos of each label that can be learned from: readable, and of no other label too.</summary>
    public required IReadOnlyDictionary<string, int> Counts { get; init; }

    /// <summary>Files that are named like photos and cannot be read; training leaves them out.</summary>
    public required IReadOnlyList<SurveyedPhoto> Unreadable { get; init; }

    /// <summary>Photos with something unusual about them; training takes them.</summary>
    public required IReadOnlyList<SurveyedPhoto> Odd { get; init; }

    /// <summary>The same photo under two labels or more, all of its files in an entry; training leaves them out.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> Contradictions { get; init; }

    /// <summary>What else a person should know, in sentences.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>What stands in the way of learning from it, in a sentence; null where nothing does.</summary>
    public string? Obstacle { get; init; }
}
