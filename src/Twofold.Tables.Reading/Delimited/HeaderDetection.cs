namespace Twofold.Tables.Reading;

/// <summary>Whether the first line of a delimited file names its columns, and how.</summary>
static class HeaderDetection
{
    /// <summary>The rule stands at <see cref="TableReader"/>.</summary>
    /// <param name="first">The first line's cells; null for a missing one.</param>
    /// <param name="below">The rows below.</param>
    /// <param name="options">May hold the names that a model knows.</param>
    public static bool IsHeader(string?[] first, DatabaseRows below, TableReadOptions options)
    {
        if ((options.Schema?.Any(column => first.Contains(column.Name)) ?? false) || options.Kinds.Keys.Any(first.Contains))
            return true;
        if (first.All(cell => cell is null) || first.Index().Any(cell => cell.Item is not null && CellRules.TryNumber(cell.Item, out var number) && Math.Abs(number - cell.Index) > 1))
            return false;
        if (below.Count == 0)
            return true;
        for (var j = 0; j < first.Length; j++)
            if (first[j] is { } cell && !CellRules.TryNumber(cell, out _) && below.KindOf(j) == ColumnKind.Number)
                return true;
        return !first.Index().Any(cell => cell.Item is not null && below.Texts(cell.Index).Values.Contains(cell.Item));
    }

    /// <summary>The names in a first line; a column without one is called by its number.</summary>
    /// <exception cref="TwofoldException">Two columns have the same name.</exception>
    public static string[] Names(string path, string?[] first)
    {
        string[] names = [.. first.Select((cell, j) => cell ?? $"column{j + 1}")];
        foreach (var (j, name) in names.Index())
            if (Array.IndexOf(names, name) is var earlier && earlier < j)
                throw new TwofoldException($"'{path}' has two columns called '{name}', numbers {earlier + 1} and {j + 1}: give each its own name.");
        return names;
    }
}
