namespace Twofold.Tables.Reading;

/// <summary>ARFF, Weka's format (https://waikato.github.io/weka-wiki/formats_and_processing/arff_stable/): columns are declared, then rows follow.</summary>
sealed class ArffSource : ITableSource
{
    // Rows that name few of many columns are short in the file and long in memory.
    const long MostSparseCells = 1 << 26;

    readonly string path;
    readonly HashSet<string> declared = new(StringComparer.Ordinal);
    readonly List<ArffAttribute> attributes = [];
    readonly List<string?[]> rows = [];
    readonly List<int> lines = [];

    ArffSource(string path, IReadOnlyList<string> warnings) => (this.path, Warnings) = (path, warnings);

    public IReadOnlyList<string> Names { get; private set; } = [];

    public int Count => rows.Count;

    public IReadOnlyList<string> Warnings { get; }

    /// <exception cref="TwofoldException">A line is no ARFF; the message names it.</exception>
    public static ArffSource Open(string path, CancellationToken cancellation)
    {
        using var file = TextFile.Open(path, cancellation);
        var source = new ArffSource(path, file.Warnings);
        var (number, data) = (0, false);
        foreach (var line in File.ReadLines(file.Path))
        {
            number++;
            var text = line.AsSpan().Trim();
            if (text.IsEmpty || text[0] == '%')
                continue;
            cancellation.ThrowIfCancellationRequested();
            if (data)
                source.AddRow(text, number);
            else
                data = source.Declare(text, number);
        }

        if (!data)
            throw new TwofoldException($"'{path}' has no line '@data': it is no ARFF file, or it is cut short.");
        source.Names = [.. source.attributes.Select(attribute => attribute.Name)];
        return source;
    }

    public string Where(int row) => $"line {lines[row]}";

    public ColumnKind KindOf(int column)
    {
        if (attributes[column].IsNumber)
            return ColumnKind.Number;
        if (attributes[column].Categories is not null)
            return ColumnKind.Category;
        var cells = rows.Select(row => row[column]).OfType<string>().ToList();
        return CellRules.KindOfTexts(cells.Count, cells.Distinct(StringComparer.Ordinal).LongCount(), cells.Count == 0 ? 0 : cells.Average(cell => cell.Split(' ').Length));
    }

    public IReadOnlyList<string>? CategoriesOf(int column) => attributes[column].Categories;

    // Checked when the row was read.
    public double[] Numbers(int column) =>
        [.. rows.Select(row => row[column] is { } cell && CellRules.TryNumber(cell, out var number) ? number : double.NaN)];

    public TextCells Texts(int column)
    {
        var cells = new TextCells(Count);
        foreach (var row in rows)
            cells.Add(row[column]);
        return cells;
    }

    public void Dispose()
    {
    }

    /// <summary>Reads a line of the head; true where the data begin.</summary>
    bool Declare(ReadOnlySpan<char> text, int line)
    {
        if (text.StartsWith("@relation", StringComparison.OrdinalIgnoreCase))
            return false;
        if (text.StartsWith("@attribute", StringComparison.OrdinalIgnoreCase))
        {
            var attribute = ArffAttribute.Parse(text["@attribute".Length..], problem => Wrong(line, problem));
            if (!declared.Add(attribute.Name))
                throw Wrong(line, $"declares a second column '{attribute.Name}' (the first is number {attributes.FindIndex(other => other.Name == attribute.Name) + 1}): give each its own name");
            attributes.Add(attribute);
            return false;
        }

        if (!text.StartsWith("@data", StringComparison.OrdinalIgnoreCase))
            throw Wrong(line, $"is '{text}', where '@relation', '@attribute', '@data' or a comment (%) is expected");
        return attributes.Count > 0 ? true : throw Wrong(line, "begins the data, and no column was declared: '@attribute' lines go before it");
    }

    void AddRow(ReadOnlySpan<char> text, int line)
    {
        var row = text[0] == '{' ? SparseRow(text, line) : DenseRow(text, line);
        for (var j = 0; j < row.Length; j++)
            if (row[j] is { } cell && attributes[j].Complaint(cell) is { } expected)
                throw new TwofoldException(
                    $"'{path}', line {line}, column '{attributes[j].Name}' is '{CellRules.Shown(cell)}', where {expected} is expected: "
                    + "correct it, or write ? for a missing cell.");
        rows.Add(row);
        lines.Add(line);
    }

    string?[] DenseRow(ReadOnlySpan<char> text, int line)
    {
        var fields = ArffText.Fields(text, problem => Wrong(line, problem));
        return fields.Count == attributes.Count
            ? [.. fields.Select(field => field.Cell)]
            : throw Wrong(line, $"has {fields.Count} values where {attributes.Count} columns are declared: give one for each, ? for a missing one");
    }

    // { index value, … }: what is not named is 0, which of categories is the first.
    string?[] SparseRow(ReadOnlySpan<char> text, int line)
    {
        if (text[^1] != '}')
            throw Wrong(line, "begins with { and does not end with }");
        if ((rows.Count + 1L) * attributes.Count > MostSparseCells)
            throw Wrong(line, $"makes more than {MostSparseCells:N0} cells of {attributes.Count:N0} columns: give fewer rows, or leave out columns");
        string?[] row = [.. attributes.Select(attribute => attribute.Zero)];
        var inner = text[1..^1].Trim();
        if (inner.IsEmpty)
            return row;
        foreach (var pair in ArffText.Fields(inner, problem => Wrong(line, problem), keepQuotes: true))
        {
            var split = pair.Text.IndexOfAny([' ', '\t']);
            if (split < 0 || !int.TryParse(pair.Text.AsSpan(0, split), out var index) || index < 0 || index >= row.Length)
                throw Wrong(line, $"has '{pair.Text}', where the number of a column from 0 to {row.Length - 1} and its value are expected");
            row[index] = ArffText.Fields(pair.Text.AsSpan(split).Trim(), problem => Wrong(line, problem))[0].Cell;
        }

        return row;
    }

    TwofoldException Wrong(int line, string problem) => new($"'{path}', line {line} {problem}.");
}
