using static System.FormattableString;

namespace Twofold.Tables;

/// <summary>A table that can be compared on: without what would spoil the comparison, which is said, and with a word on what looks suspicious.</summary>
sealed class ComparableTable
{
    const int LeastOfEach = 5;

    ComparableTable(LabeledSet<Table, string> labeled, double[]? times, IReadOnlyList<string> warnings) =>
        (Labeled, Times, Warnings) = (labeled, times, warnings);

    /// <summary>The rows and their labels.</summary>
    public LabeledSet<Table, string> Labeled { get; }

    /// <summary>When each row was taken; null where nobody said.</summary>
    public double[]? Times { get; }

    /// <summary>What was left out, and what looks suspicious, in words.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>Prepares a table.</summary>
    /// <exception cref="TwofoldException">A column is not there, no two labels have enough rows, or no column is left to learn from.</exception>
    public static ComparableTable Of(Table table, string labelColumn, string? timeColumn, CancellationToken cancellation)
    {
        var warnings = new List<string>();
        double[]? times = null;
        if (timeColumn is not null)
        {
            if (timeColumn == labelColumn)
                throw new TwofoldException($"'{timeColumn}' was given as the column of labels and as that of times: give two columns.");
            var column = Find(table, timeColumn);
            times = TimeColumn.Read(table, column);
            (table, times) = WithoutRowsOfNoTime(table, times, timeColumn, warnings);
            table = table.Select([.. Enumerable.Range(0, table.Columns).Where(j => j != column)]);
        }

        var label = Find(table, labelColumn);
        (table, times) = WithoutRareLabels(table, label, times, warnings);
        var labeled = LabeledTable.Of(table, labelColumn);
        warnings.AddRange(labeled.Warnings);
        times = times is null ? null : [.. Enumerable.Range(0, table.Count).Where(i => !double.IsNaN(table[i, label])).Select(i => times[i])];

        var examples = labeled.Examples;
        int[] identifiers = [.. Enumerable.Range(0, examples.Columns).Where(j => IsIdentifier(examples, j))];
        if (identifiers.Length > 0)
        {
            if (identifiers.Length == examples.Columns)
                throw new TwofoldException($"Beside the label column '{labelColumn}' there are only columns in which every value is another, as in {examples.Schema.Describe(0)}: there is nothing to learn from.");
            warnings.Add($"Left out, because every value is another, as of an identifier: {Names(examples, identifiers)}.");
            examples = examples.Select([.. Enumerable.Range(0, examples.Columns).Except(identifiers)]);
        }

        foreach (var (j, share) in Giveaway.Find(examples, labeled.Encoding.Codes, cancellation))
            warnings.Add(
                Invariant($"Suspicious: '{examples.Schema[j].Name}' alone tells the label of {share:P1} of rows that were held out. If it is known only after the label is, leave it out: every model then looks better than it is."));
        if (timeColumn is null)
            foreach (var j in Enumerable.Range(0, examples.Columns).Where(j => TimeColumn.IsOfDates(examples, j)))
                warnings.Add($"'{examples.Schema[j].Name}' looks like a time. If rows to come are later than these, compare with '--time {examples.Schema[j].Name}', which tests on later rows than it learns from.");
        return new ComparableTable(new LabeledSet<Table, string>(examples, labeled.Labels), times, warnings);
    }

    static int Find(Table table, string name) => table.Schema.IndexOf(name) is >= 0 and var column
        ? column
        : throw new TwofoldException($"The table has no column '{name}'{Spelling.Hint(name, [.. table.Schema.Select(column => column.Name)])}");

    static (Table, double[]) WithoutRowsOfNoTime(Table table, double[] times, string timeColumn, List<string> warnings)
    {
        int[] timed = [.. Enumerable.Range(0, times.Length).Where(i => !double.IsNaN(times[i]))];
        if (timed.Length == times.Length)
            return (table, times);
        warnings.Add($"{times.Length - timed.Length} of {times.Length} rows have no time in '{timeColumn}' and were left out.");
        return (table.Subset(timed), [.. timed.Select(i => times[i])]);
    }

    static (Table, double[]?) WithoutRareLabels(Table table, int label, double[]? times, List<string> warnings)
    {
        var counts = Enumerable.Range(0, table.Count).Select(i => table.Text(i, label)).OfType<string>()
            .GroupBy(text => text, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        var rare = counts.Where(pair => pair.Value < LeastOfEach).Select(pair => pair.Key).Order(StringComparer.Ordinal).ToList();
        if (rare.Count == 0 || rare.Count == counts.Count || counts.Count < 2)
            return rare.Count > 0 && counts.Count > 1 ? throw TooFew(counts) : (table, times);
        if (counts.Count - rare.Count < 2)
            throw TooFew(counts);
        warnings.Add(
            $"Left out, because they have fewer than {LeastOfEach} rows: the {(rare.Count == 1 ? "label" : "labels")} {string.Join(", ", rare.Take(20).Select(text => $"'{text}' ({counts[text]})"))}"
            + $"{(rare.Count > 20 ? $" and {rare.Count - 20} more" : "")}.");
        var isRare = rare.ToHashSet(StringComparer.Ordinal);
        int[] kept = [.. Enumerable.Range(0, table.Count).Where(i => table.Text(i, label) is not { } text || !isRare.Contains(text))];
        return (table.Subset(kept), times is null ? null : [.. kept.Select(i => times[i])]);
    }

    static TwofoldException TooFew(Dictionary<string, int> counts)
    {
        var most = counts.MaxBy(pair => pair.Value);
        return new TwofoldException(
            $"Of {counts.Count} labels {counts.Count(pair => pair.Value >= LeastOfEach)} {(counts.Count(pair => pair.Value >= LeastOfEach) == 1 ? "has" : "have")} {LeastOfEach} rows or more "
            + $"(the most frequent, '{most.Key}', has {most.Value}): a comparison takes at least two such labels. Is another column meant with '--label'?");
    }

    // A measured number may be another in every row; a whole one that counts them, and a word that never comes again, are names of rows.
    static bool IsIdentifier(Table table, int column)
    {
        const int least = 20;
        double[] cells = [.. Enumerable.Range(0, table.Count).Select(i => table[i, column]).Where(cell => !double.IsNaN(cell))];
        if (cells.Length < least || cells.Distinct().Count() < cells.Length)
            return false;
        var of = table.Schema[column];
        if (of.Kind != ColumnKind.Number)
            return cells.Average(cell => of.Values[(int)cell].Count(char.IsWhiteSpace)) < 1;
        if (cells.Any(cell => cell != Math.Floor(cell)))
            return false;
        var (isRising, isFalling) = (true, true);
        for (var i = 1; i < cells.Length; i++)
        {
            isRising &= cells[i] > cells[i - 1];
            isFalling &= cells[i] < cells[i - 1];
        }

        return isRising || isFalling || cells.Max() - cells.Min() < 2.0 * cells.Length;
    }

    static string Names(Table table, int[] columns) => string.Join(", ", columns.Select(j => $"'{table.Schema[j].Name}'"));
}
