using Twofold.Tables;
using Twofold.Tables.Reading;

namespace Twofold.Workbench;

/// <summary>A table's file with a column of labels.</summary>
static class LabeledTableFile
{
    /// <summary>Names that label columns often have, the likeliest first.</summary>
    static readonly string[] UsualNames = ["label", "class", "target", "species", "category", "type", "y"];

    /// <summary>Reads it; labels are categories, also where they look like numbers.</summary>
    /// <exception cref="TwofoldException">No label column was given, or the file cannot be read.</exception>
    public static TableFile Read(string data, string? label, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        var options = new TableReadOptions { Kinds = new Dictionary<string, ColumnKind> { [label ?? throw WithoutLabel(data, cancellation)] = ColumnKind.Category } };
        return TableReader.Read(data, options, progress, cancellation);
    }

    static TwofoldException WithoutLabel(string data, CancellationToken cancellation)
    {
        var table = TableReader.Read(data, cancellation: cancellation).Table;
        var names = table.Schema.Select(column => column.Name).ToList();
        // Failing a usual name, the last column, where label columns mostly stand.
        var guess = UsualNames.Select(usual => names.Find(name => name.Equals(usual, StringComparison.OrdinalIgnoreCase))).FirstOrDefault(name => name is not null)
            ?? names[^1];
        return new TwofoldException(
            $"'{data}' is a table, and which column holds the labels was not said: give it with '--label', perhaps '--label {guess}'. "
            + $"The columns are {Spelling.List(names)}.");
    }
}
