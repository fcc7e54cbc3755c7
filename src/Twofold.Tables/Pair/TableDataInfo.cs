namespace Twofold.Tables;

/// <summary>What a pair learned from.</summary>
public sealed record TableDataInfo
{
    /// <summary>The number of rows of each label, in the order of the labels.</summary>
    public required IReadOnlyList<int> Counts { get; init; }

    /// <summary>SHA-256 over columns, cells and labels: tells whether two models learned from the same table.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Rows left out because they had no label.</summary>
    public int Unlabeled { get; init; }

    /// <summary>Columns left out because they said nothing: all cells missing, or all the same.</summary>
    // Of a file that was written before this was in it, the reader sets null.
    public IReadOnlyList<string> LeftOut { get; init => field = value ?? field; } = [];
}
