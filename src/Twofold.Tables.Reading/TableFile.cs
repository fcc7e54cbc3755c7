namespace Twofold.Tables.Reading;

/// <summary>A table that was read from a file, and where its rows stand there.</summary>
public sealed class TableFile
{
    readonly Func<int, string> where;

    internal TableFile(string path, Table table, Func<int, string> where, IReadOnlyDictionary<int, string> problems, IReadOnlyList<string> warnings) =>
        (Path, Table, this.where, Problems, Warnings) = (path, table, where, problems, warnings);

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Its rows, with typed columns.</summary>
    public Table Table { get; }

    /// <summary>
    /// Rows with a cell that the model's columns do not allow, and what to do about it; the cell is missing in <see cref="Table"/>. Only with
    /// <see cref="TableReadOptions.KeepBadRows"/>; else the first of them is refused.
    /// </summary>
    public IReadOnlyDictionary<int, string> Problems { get; }

    /// <summary>What a person should know of how the file was read.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>Where a row stands: <c>line 7</c> of a text file, <c>row 7</c> of others, from 1.</summary>
    /// <param name="row">The row's index in <see cref="Table"/>, from 0.</param>
    public string Where(int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Table.Count);
        return where(row);
    }
}
