namespace Twofold.Tables.Reading;

/// <summary>A table as it stands in a file, before it is decided what its columns are.</summary>
interface ITableSource : IDisposable
{
    /// <summary>The columns' names, not empty and all different.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>The number of rows.</summary>
    int Count { get; }

    /// <summary>What a person should know of how the file was read.</summary>
    IReadOnlyList<string> Warnings { get; }

    /// <summary>Where a row stands, for a person who looks for it: <c>line 7</c>. Answers also when the source is closed.</summary>
    string Where(int row);

    /// <summary>What the cells of a column look like, or are declared to be.</summary>
    ColumnKind KindOf(int column);

    /// <summary>The categories that the file declares, in its order; null where it declares none.</summary>
    IReadOnlyList<string>? CategoriesOf(int column);

    /// <summary>The cells of a column of numbers; NaN for a missing one.</summary>
    double[] Numbers(int column);

    /// <summary>The cells of any column as text.</summary>
    TextCells Texts(int column);
}
