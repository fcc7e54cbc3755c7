namespace Twofold.Tables;

/// <summary>A column that a model was fitted on.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What its cells are.</param>
/// <param name="Categories">The categories, in the models' order; empty for numbers and text.</param>
/// <param name="Missing">How many cells were missing.</param>
public sealed record TableColumnInfo(string Name, ColumnKind Kind, IReadOnlyList<string> Categories, int Missing)
{
    internal Column ToColumn() => new(Name, Kind, Categories);
}
