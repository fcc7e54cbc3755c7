namespace Twofold;

/// <summary>Finds what a person meant to type.</summary>
public static class Spelling
{
    /// <summary>The known word that takes the fewest changes to become; null where each would take too many.</summary>
    public static string? Nearest(string word, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(word);
        var allowed = Math.Max(2, word.TrimStart('-').Length / 3);
        return known
            .Select(candidate => (candidate, Changes: candidate.StartsWith(word, StringComparison.OrdinalIgnoreCase) ? 0 : Changes(word, candidate)))
            .Where(pair => pair.Changes <= allowed && pair.Changes < pair.candidate.TrimStart('-').Length)
            .OrderBy(pair => pair.Changes)
            .Select(pair => pair.candidate)
            .FirstOrDefault();
    }

    /// <summary>The rest of a sentence that ends in a wrong name: <c>: did you mean 'species'?</c>, or <c>: there are 'a', 'b'.</c></summary>
    /// <param name="name">The name that was given.</param>
    /// <param name="known">The names that there are.</param>
    public static string Hint(string name, IReadOnlyCollection<string> known)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(known);
        if (Nearest(name, known) is { } nearest)
            return $": did you mean '{nearest}'?";
        return known.Count == 0 ? ": there are none." : $": there are {List(known)}.";
    }

    /// <summary>Names as a sentence lists them: <c>'a', 'b' and 3 more</c>.</summary>
    /// <param name="names">The names.</param>
    /// <param name="shown">How many are listed at most.</param>
    public static string List<T>(IReadOnlyCollection<T> names, int shown = 20)
    {
        ArgumentNullException.ThrowIfNull(names);
        var more = names.Count > shown ? $" and {names.Count - shown} more" : "";
        return $"{string.Join(", ", names.Take(shown).Select(name => $"'{name}'"))}{more}";
    }

    /// <summary>Insertions, removals, replacements and swaps of neighbors (optimal string alignment).</summary>
    static int Changes(string from, string to)
    {
        var cost = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
            cost[i, 0] = i;
        for (var j = 0; j <= to.Length; j++)
            cost[0, j] = j;
        for (var i = 1; i <= from.Length; i++)
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = cost[i - 1, j - 1] + (char.ToLowerInvariant(from[i - 1]) == char.ToLowerInvariant(to[j - 1]) ? 0 : 1);
                cost[i, j] = Math.Min(replaced, 1 + Math.Min(cost[i - 1, j], cost[i, j - 1]));
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
            }

        return cost[from.Length, to.Length];
    }
}
