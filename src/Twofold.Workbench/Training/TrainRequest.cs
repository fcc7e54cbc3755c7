using Twofold.Photos.Training;
using Twofold.Tables;

namespace Twofold.Workbench;

/// <summary>Learn a pair from a folder of label-named folders of photos, or from a table.</summary>
public sealed record TrainRequest
{
    /// <summary>The folder of label-named folders, or the table's file.</summary>
    public required string Data { get; init; }

    /// <summary>The model file to write. Null (the default): the name of the data with ".twofold", in the current folder.</summary>
    public string? Out { get; init; }

    /// <summary>How to train on photos.</summary>
    public PhotoPairOptions Options { get; init; } = new();

    /// <summary>The column of a table that holds the labels.</summary>
    public string? Label { get; init; }

    /// <summary>What the cells of a table's columns are, by name, where it was guessed wrong. Default: nowhere.</summary>
    public IReadOnlyDictionary<string, ColumnKind> Kinds { get; init; } = new Dictionary<string, ColumnKind>();

    /// <summary>How to train on a table.</summary>
    public TablePairOptions TableOptions { get; init; } = new();
}
