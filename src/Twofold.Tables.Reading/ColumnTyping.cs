namespace Twofold.Tables.Reading;

/// <summary>Decides what the columns of a file are, and reads them as that.</summary>
sealed class ColumnTyping(string path, ITableSource source, TableReadOptions options)
{
    readonly Dictionary<int, string> problems = [];

    public TableFile Read(IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        RequireColumns();
        var columns = new Column[source.Names.Count];
        if ((long)source.Count * columns.Length > Array.MaxLength)
            throw new TwofoldException($"'{path}' has {source.Count:N0} rows of {columns.Length:N0} columns, more cells than a table can hold ({Array.MaxLength:N0}): give fewer rows, or leave out columns.");
        var values = new double[source.Count * columns.Length];
        for (var j = 0; j < columns.Length; j++)
        {
            cancellation.ThrowIfCancellationRequested();
            (columns[j], var cells) = Column(j);
            for (var i = 0; i < cells.Length; i++)
                values[(i * columns.Length) + j] = cells[i];
            progress?.Report(new WorkProgress("Reading the table", j + 1, columns.Length, "columns"));
        }

        return new TableFile(path, Table.FromFlat(values, new Schema(columns)), source.Where, problems, source.Warnings);
    }

    void RequireColumns()
    {
        var names = source.Names.ToHashSet(StringComparer.Ordinal);
        foreach (var name in (options.Schema?.Select(column => column.Name) ?? []).Concat(options.Kinds.Keys))
            if (!names.Contains(name))
                throw new TwofoldException($"'{path}' has no column '{name}'{Spelling.Hint(name, source.Names)}");
    }

    (Column Column, double[] Cells) Column(int j)
    {
        var name = source.Names[j];
        var wanted = options.Schema is { } schema && schema.IndexOf(name) is >= 0 and var index ? schema[index] : null;
        return (wanted?.Kind ?? options.Kinds.GetValueOrDefault(name, source.KindOf(j))) switch
        {
            ColumnKind.Number => (new Column(name), Numbers(j)),
            ColumnKind.Category when wanted is not null => (wanted, Categories(j, wanted)),
            ColumnKind.Category => Encoded(name, ColumnKind.Category, Texts(j), source.CategoriesOf(j)),
            _ => Encoded(name, ColumnKind.Text, Texts(j), null),
        };
    }

    // One slip of the pen among numbers would make texts of them all, and a worse model without a word.
    TextCells Texts(int j)
    {
        const int least = 10;
        const double nearlyAll = 0.9;
        var texts = source.Texts(j);
        if (options.Schema is not null || options.Kinds.ContainsKey(source.Names[j]) || source.CategoriesOf(j) is not null)
            return texts;
        bool[] isNumber = [.. texts.Values.Select(text => CellRules.TryNumber(text, out _))];
        var (present, numbers, stray) = (0, 0, -1);
        for (var i = 0; i < texts.Codes.Length; i++)
            if (texts.Codes[i] >= 0)
            {
                present++;
                if (isNumber[texts.Codes[i]])
                    numbers++;
                else if (stray < 0)
                    stray = i;
            }

        return stray < 0 || present < least || numbers < nearlyAll * present
            ? texts
            : throw new TwofoldException(
                $"'{path}', {source.Where(stray)}, column '{source.Names[j]}' is '{CellRules.Shown(texts.Values[texts.Codes[stray]])}', "
                + $"where {numbers} of {present} cells are numbers: correct it, or leave the cell empty.");
    }

    double[] Numbers(int j)
    {
        if (source.KindOf(j) == ColumnKind.Number)
            return source.Numbers(j);
        var texts = source.Texts(j);
        double?[] numbers = [.. texts.Values.Select(double? (text) => CellRules.TryNumber(text, out var number) ? number : null)];
        return Translated(texts, code => numbers[code], (row, text) =>
            $"'{path}', {source.Where(row)}, column '{source.Names[j]}' is '{CellRules.Shown(text)}', where a number is expected: "
            + "correct it, or leave the cell empty.");
    }

    double[] Categories(int j, Column known)
    {
        var texts = source.Texts(j);
        double?[] codes = [.. texts.Values.Select(double? (text) => known.IndexOf(text) is >= 0 and var code ? code : null)];
        return Translated(texts, code => codes[code], (row, text) =>
            $"'{path}', {source.Where(row)}, column '{source.Names[j]}' is '{CellRules.Shown(text)}', which the model never saw: "
            + $"it knows {Spelling.List(known.Values, shown: 10)}. Correct it, or leave the cell empty to have it counted as missing.");
    }

    /// <summary>The number of each cell, by its text's code; a text without one is a problem of its row.</summary>
    double[] Translated(TextCells texts, Func<int, double?> numberOf, Func<int, string, string> complaint)
    {
        var cells = new double[texts.Codes.Length];
        for (var i = 0; i < cells.Length; i++)
        {
            var code = texts.Codes[i];
            var number = code < 0 ? double.NaN : numberOf(code);
            if (number is null)
            {
                var sentence = complaint(i, texts.Values[code]);
                if (!options.KeepBadRows)
                    throw new TwofoldException(sentence);
                problems.TryAdd(i, sentence);
            }

            cells[i] = number ?? double.NaN;
        }

        return cells;
    }

    static (Column Column, double[] Cells) Encoded(string name, ColumnKind kind, TextCells texts, IReadOnlyList<string>? declared)
    {
        var column = new Column(name, kind, declared ?? (kind == ColumnKind.Category ? [.. InOrder(texts.Values)] : [.. texts.Values]));
        int[] codes = [.. texts.Values.Select(column.IndexOf)];
        var cells = new double[texts.Codes.Length];
        for (var i = 0; i < cells.Length; i++)
            cells[i] = texts.Codes[i] < 0 ? double.NaN : codes[texts.Codes[i]];
        return (column, cells);
    }

    // Categories that are numbers, such as grades, stand in their order; others after them, as text.
    static IEnumerable<string> InOrder(IEnumerable<string> categories) =>
        categories.OrderBy(category => CellRules.TryNumber(category, out var number) ? number : double.PositiveInfinity).ThenBy(category => category, StringComparer.Ordinal);
}
