namespace Twofold.Tables.Reading;

/// <summary>How to read a table's file. Every default is meant to be left alone.</summary>
public sealed record TableReadOptions
{
    /// <summary>Whether the first line of a delimited file names the columns. Null (the default): found out; see <see cref="TableReader"/>.</summary>
    public bool? HasHeader { get; init; }

    /// <summary>What the cells of some columns are, by name, whatever they look like.</summary>
    public IReadOnlyDictionary<string, ColumnKind> Kinds { get; init; } = new Dictionary<string, ColumnKind>();

    /// <summary>
    /// The columns of a model, which the file must have, under the same names and in any order; others are read as well. A column keeps its
    /// kind, and a category its values, whatever the file's few rows look like. Null (the default) for none.
    /// </summary>
    public Schema? Schema { get; init; }

    /// <summary>
    /// With <see cref="Schema"/>: whether rows with a text in a number column, or a category that the model never saw, are kept, that cell
    /// missing, and listed in <see cref="TableFile.Problems"/>. Default false: the first such cell is refused.
    /// </summary>
    public bool KeepBadRows { get; init; }
}
