namespace Twofold.Workbench;

/// <summary>What a sort has come to. Counts of where photos lie are of the whole sort, with its earlier runs.</summary>
public sealed record SortResult
{
    /// <summary>How many photos lie (or, in a dry run, would lie) in each label's folder.</summary>
    public required IReadOnlyDictionary<string, long> Labels { get; init; }

    /// <summary>How many photos lie in <c>_unsure</c>.</summary>
    public long Unsure { get; init; }

    /// <summary>How many photos lie in <c>_unfamiliar</c>.</summary>
    public long Unfamiliar { get; init; }

    /// <summary>How many photos could not be read and lie in <c>_unreadable</c>.</summary>
    public long Unreadable { get; init; }

    /// <summary>How many files went along with a photo of the same stem: XMP, AAE, the film of a live photo, RAW.</summary>
    public long Sidecars { get; init; }

    /// <summary>How many photos this run sorted (or, in a dry run, would sort).</summary>
    public long Sorted { get; init; }

    /// <summary>How many photos an earlier run of the same sort had done, or already lay in their folder.</summary>
    public long AlreadyDone { get; init; }

    /// <summary>How many hidden files and folders were passed over.</summary>
    public long SkippedHidden { get; init; }

    /// <summary>How many files that are no photos and belong to none, symbolic links, pipes and the like were passed over.</summary>
    public long SkippedOther { get; init; }

    /// <summary>The first hundred files that are no photos and belong to none: videos and documents, which stay where they are.</summary>
    public IReadOnlyList<string> SkippedFiles { get; init; } = [];

    /// <summary>How many files could not be sorted and are where they were; the same sort again tries them again.</summary>
    public long ProblemCount { get; init; }

    /// <summary>The first hundred of these, each in a sentence.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>The list of all photos with their probabilities, <c>manifest.csv</c>; null in a dry run.</summary>
    public string? Manifest { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Whether everything had been done before this run.</summary>
    public bool NothingLeft => Sorted == 0 && ProblemCount == 0;
}
