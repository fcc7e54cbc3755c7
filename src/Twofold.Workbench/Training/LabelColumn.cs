using Twofold.Tables;

namespace Twofold.Workbench;

/// <summary>Guesses which column of a table holds the labels.</summary>
public static class LabelColumn
{
    /// <summary>Names that label columns often have, the likeliest first.</summary>
    static readonly string[] UsualNames = ["label", "class", "target", "species", "category", "type", "y"];

    /// <summary>The name of the column with a usual name; failing that of the last one, where label columns mostly stand.</summary>
    public static string Guess(Schema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return UsualNames.Select(usual => schema.FirstOrDefault(column => column.Name.Equals(usual, StringComparison.OrdinalIgnoreCase))).FirstOrDefault(column => column is not null)?.Name
            ?? schema[^1].Name;
    }
}
