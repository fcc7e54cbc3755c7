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

    /// <summary>
    /// A page (HTML) to write with the photos whose label is probably wrong; asks for <see cref="PhotoPairOptions.CheckLabels"/>. Null (the default): none.
    /// </summary>
    public string? SuspectsPage { get; init; }

    /// <summary>
    /// The model file to add the photos of <see cref="Data"/> to, with the features that were kept beside it; <see cref="Out"/> is then this file unless said
    /// otherwise, and <see cref="Options"/> are not read. Null (the default): train anew.
    /// </summary>
    public string? From { get; init; }

    /// <summary>How to train on photos.</summary>
    public PhotoPairOptions Options { get; init; } = new();

    /// <summary>The column of a table that holds the labels.</summary>
    public string? Label { get; init; }

    /// <summary>What the cells of a table's columns are, by name, where it was guessed wrong. Default: nowhere.</summary>
    public IReadOnlyDictionary<string, ColumnKind> Kinds { get; init; } = new Dictionary<string, ColumnKind>();

    /// <summary>How to train on a table.</summary>
    public TablePairOptions TableOptions { get; init; } = new();
}
