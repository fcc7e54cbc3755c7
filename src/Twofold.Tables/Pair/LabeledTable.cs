using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Twofold.Tables;

/// <summary>A table parted into examples and labels, without what cannot be learned from.</summary>
sealed class LabeledTable
{
    LabeledTable(Table examples, string[] labels, int[] rows, int unlabeled, IReadOnlyList<string> leftOut, IReadOnlyList<string> warnings)
    {
        (Examples, Labels, Rows, Unlabeled, LeftOut, Warnings) = (examples, labels, rows, unlabeled, leftOut, warnings);
        Encoding = LabelEncoding.Of(labels, examples.Count);
    }

    /// <summary>The rows with a label, of the columns that say something.</summary>
    public Table Examples { get; }

    /// <summary>The label of each.</summary>
    public string[] Labels { get; }

    /// <summary>The labels as numbers.</summary>
    public LabelEncoding<string> Encoding { get; }

    /// <summary>Which row of the table each is.</summary>
    public int[] Rows { get; }

    /// <summary>How many rows had no label.</summary>
    public int Unlabeled { get; }

    /// <summary>The columns that were left out.</summary>
    public IReadOnlyList<string> LeftOut { get; }

    /// <summary>What was left out, in words.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>Parts a table.</summary>
    /// <exception cref="TwofoldException">There is no such column, it has one label or none, or no other column says anything.</exception>
    public static LabeledTable Of(Table table, string labelColumn)
    {
        var label = table.Schema.IndexOf(labelColumn);
        if (label < 0)
            throw new TwofoldException($"The table has no column '{labelColumn}'{Spelling.Hint(labelColumn, [.. table.Schema.Select(column => column.Name)])}");
        int[] labeled = [.. Enumerable.Range(0, table.Count).Where(i => !double.IsNaN(table[i, label]))];
        if (labeled.Length == 0)
            throw new TwofoldException($"The label column '{labelColumn}' is empty in all {table.Count} rows: give rows with labels.");
        var rows = table.Subset(labeled);
        string[] labels = [.. Enumerable.Range(0, rows.Count).Select(i => rows.Text(i, label)!)]; // Rows without one are out.
        RequireLabels(labels, labeled, labelColumn);

        var (kept, leftOut) = (new List<int>(), new List<string>());
        for (var j = 0; j < rows.Columns; j++)
        {
            if (j == label)
                continue;
            if (SaysSomething(rows, j))
                kept.Add(j);
            else
                leftOut.Add(rows.Schema[j].Name);
        }

        if (kept.Count == 0)
            throw new TwofoldException($"Beside the label column '{labelColumn}' the table has no column with two different values: there is nothing to learn from.");
        var unlabeled = table.Count - labeled.Length;
        List<string> warnings = [];
        if (unlabeled > 0)
            warnings.Add($"{unlabeled} of {table.Count} rows have no label in '{labelColumn}' and were left out.");
        if (leftOut.Count > 0)
            warnings.Add($"Left out, because all their cells are the same or missing: {string.Join(", ", leftOut.Select(name => $"'{name}'"))}.");
        return new LabeledTable(rows.Select([.. kept]), labels, labeled, unlabeled, leftOut, warnings);
    }

    /// <summary>How many cells of a column are missing.</summary>
    public int Missing(int column) => Enumerable.Range(0, Examples.Count).Count(i => double.IsNaN(Examples[i, column]));

    /// <summary>SHA-256 over columns, cells and labels.</summary>
    public string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', Examples.Schema.Select(column => $"{column.Kind}\0{column.Name}"))));
        var line = new StringBuilder();
        for (var i = 0; i < Examples.Count; i++)
        {
            line.Clear().Append(CultureInfo.InvariantCulture, $"\n{Labels[i]}");
            for (var j = 0; j < Examples.Columns; j++)
                line.Append('\0').Append(Examples.Text(i, j));
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(line.ToString()));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    static void RequireLabels(string[] labels, int[] rows, string labelColumn)
    {
        const int most = 10_000;
        var nameless = Array.IndexOf(labels, "");
        if (nameless >= 0)
            throw new TwofoldException($"Row {rows[nameless]} has a label without a name ('') in '{labelColumn}': name it, or leave the cell empty (null) to have the row left out.");
        var distinct = labels.Distinct(StringComparer.Ordinal).Count();
        if (distinct == 1)
            throw new TwofoldException($"All {labels.Length} rows have the label '{labels[0]}' in '{labelColumn}': give rows of at least two labels.");
        if (distinct > most || (distinct == labels.Length && distinct > 2))
            throw new TwofoldException(
                $"The label column '{labelColumn}' has {distinct} different values in {labels.Length} rows: labels come again and again. "
                + "Is another column meant with '--label'?");
    }

    static bool SaysSomething(Table rows, int column)
    {
        var first = double.NaN;
        var missing = false;
        for (var i = 0; i < rows.Count; i++)
        {
            var cell = rows[i, column];
            if (double.IsNaN(cell))
                missing = true;
            else if (double.IsNaN(first))
                first = cell;
            else if (cell != first)
                return true;
        }

        // One category, there or not, still says something.
        return missing && !double.IsNaN(first) && rows.Schema[column].Kind == ColumnKind.Category;
    }
}
