namespace Twofold.Tables.Reading;

/// <summary>
/// Reads a table from a file: CSV, TSV, Parquet and JSON with an embedded DuckDB, ARFF without. Nothing is fetched over a network.
/// <list type="bullet">
/// <item>A cell that is empty or <c>NA</c>, <c>N/A</c>, <c>NaN</c>, <c>null</c> or <c>?</c>, in any case, is missing. Blanks around a cell do
/// not count.</item>
/// <item>The first line is a header if no cell of it is a number (but one that counts the columns) and either a column is all numbers below it,
/// or no cell of it comes again in its column. Columns without a name are called <c>column1</c>, <c>column2</c>, …</item>
/// <item>A column is of numbers if all its present cells are. Else it is of text if it has more than 20 different values and they have more
/// than 4 words on average or hardly come again (more than half as many values as cells, or more than 1,000); else of categories. ARFF says
/// so itself of numbers and categories. Where nine cells of ten are numbers, of ten at least, the one that is none is refused by its line.</item>
/// </list>
/// </summary>
public static class TableReader
{
    /// <summary>Reads a file; its name's ending says what it is.</summary>
    /// <param name="path">A file that ends in .csv, .tsv, .tab, .txt, .data, .parquet, .json, .ndjson, .jsonl or .arff.</param>
    /// <param name="options">How to read it; null for the defaults.</param>
    /// <param name="progress">Told how far the work is.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="TwofoldException">The file cannot be read as a table; the message names line, column and value.</exception>
    /// <exception cref="OperationCanceledException">The reading was cancelled.</exception>
    public static TableFile Read(string path, TableReadOptions? options = null, IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new TableReadOptions();
        var format = TableFormats.Of(path);
        CheckFile(path);
        progress?.Report(new WorkProgress("Reading the table", 0, null, "", null));
        try
        {
            using var source = Open(path, format, options, cancellation);
            if (source.Count == 0)
                throw new TwofoldException($"'{path}' has columns but no rows: give at least one row below the names.");
            return new ColumnTyping(path, source, options).Read(progress, cancellation);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new TwofoldException($"'{path}' could not be read: {exception.Message}", exception);
        }
    }

    /// <summary>Whether a file's name ends like that of a table.</summary>
    public static bool IsTable(string path) => TableFormats.Find(path) is not null;

    static ITableSource Open(string path, TableFormat format, TableReadOptions options, CancellationToken cancellation) => format switch
    {
        TableFormat.Arff => ArffSource.Open(path, cancellation),
        TableFormat.Csv or TableFormat.Tsv => DelimitedSource.Open(path, format, options, cancellation),
        _ => RecordSource.Open(path, format, cancellation),
    };

    static void CheckFile(string path)
    {
        if (Directory.Exists(path))
            throw new TwofoldException($"'{path}' is a folder: give the table's file.");
        if (!File.Exists(path))
            throw new TwofoldException($"There is no file '{path}': check the name.");
        if (new FileInfo(path).Length == 0)
            throw new TwofoldException($"'{path}' is empty: give a file with at least one row.");
    }
}
