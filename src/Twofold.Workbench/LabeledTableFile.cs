using Twofold.Tables;
using Twofold.Tables.Reading;

namespace Twofold.Workbench;

/// <summary>A table's file with a column of labels.</summary>
static class LabeledTableFile
{
    /// <summary>Reads it; labels are categories, also where they look like numbers.</summary>
    /// <param name="data">The file.</param>
    /// <param name="label">The column of labels.</param>
    /// <param name="kinds">What columns hold where that was said; the others are guessed.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="TwofoldException">No label column was given, or the file cannot be read.</exception>
    public static TableFile Read(string data, string? label, IReadOnlyDictionary<string, ColumnKind> kinds, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        var options = new TableReadOptions { Kinds = new Dictionary<string, ColumnKind>(kinds) { [label ?? throw WithoutLabel(data, cancellation)] = ColumnKind.Category } };
        return TableReader.Read(data, options, progress, cancellation);
    }

    static TwofoldException WithoutLabel(string data, CancellationToken cancellation)
    {
        var table = TableReader.Read(data, cancellation: cancellation).Table;
        return new TwofoldException(
            $"'{data}' is a table, and which column holds the labels was not said: give it with '--label', perhaps '--label {LabelColumn.Guess(table.Schema)}'. "
            + $"The columns are {Spelling.List([.. table.Schema.Select(column => column.Name)])}.");
    }
}
