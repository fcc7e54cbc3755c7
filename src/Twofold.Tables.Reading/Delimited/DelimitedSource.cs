namespace Twofold.Tables.Reading;

/// <summary>CSV and TSV: every cell is text, until the columns are looked at.</summary>
sealed class DelimitedSource : ITableSource
{
    readonly TextFile file;
    readonly Database database;
    readonly DatabaseRows rows;
    readonly int[] lines;

    DelimitedSource(TextFile file, Database database, DatabaseRows rows, IReadOnlyList<string> names, int[] lines) =>
        (this.file, this.database, this.rows, Names, this.lines) = (file, database, rows, names, lines);

    public IReadOnlyList<string> Names { get; }

    public int Count => rows.Count;

    public IReadOnlyList<string> Warnings => file.Warnings;

    /// <exception cref="TwofoldException">A line has too few or too many fields, or a quote is not closed; the file holds nothing.</exception>
    public static DelimitedSource Open(string path, TableFormat format, TableReadOptions options, CancellationToken cancellation)
    {
        var file = TextFile.Open(path, cancellation);
        Database? database = null;
        try
        {
            var sample = file.FirstLines();
            if (string.IsNullOrWhiteSpace(sample))
                throw new TwofoldException($"'{path}' is empty: give a file with at least one row.");
            var dialect = Dialect.Of(sample, format);
            database = new Database(file.Path);
            var load = new DelimitedLoad(path, file.Path, database);
            var columns = load.Run(ref dialect, sample);
            cancellation.ThrowIfCancellationRequested();
            var first = database.Query(
                "SELECT * FROM cells LIMIT 1",
                row => Enumerable.Range(0, columns).Select(j => CellRules.Present(row.IsDBNull(j) ? null : row.GetString(j))).ToArray()).Single();
            var below = new DatabaseRows(database, columns, skip: 1);
            var hasHeader = options.HasHeader ?? HeaderDetection.IsHeader(first, below, options);
            var names = hasHeader ? HeaderDetection.Names(path, first) : [.. Enumerable.Range(1, columns).Select(j => $"column{j}")];
            var skip = hasHeader ? 1 : 0;
            var lines = RecordLines.Of(file.Path, dialect, emptyLinesCount: columns == 1).Skip(skip).ToArray();
            return new DelimitedSource(file, database, hasHeader ? below : new DatabaseRows(database, columns, 0), names, lines);
        }
        catch
        {
            database?.Dispose();
            file.Dispose();
            throw;
        }
    }

    // Where the two ways of counting disagree, the row's number is still right.
    public string Where(int row) => lines.Length == Count ? $"line {lines[row]}" : $"row {row + 1}";

    public ColumnKind KindOf(int column) => rows.KindOf(column);

    public IReadOnlyList<string>? CategoriesOf(int column) => null;

    public double[] Numbers(int column) => rows.Numbers(column);

    public TextCells Texts(int column) => rows.Texts(column);

    public void Dispose()
    {
        database.Dispose();
        file.Dispose();
    }
}
