namespace Twofold.Tables.Reading;

/// <summary>The formats that tables are read from and written in.</summary>
enum TableFormat
{
    Csv,
    Tsv,
    Parquet,
    Json,
    JsonLines,
    Arff,
}

/// <summary>Tells formats by the endings of names.</summary>
static class TableFormats
{
    static readonly Dictionary<string, TableFormat> ByEnding = new(StringComparer.OrdinalIgnoreCase)
    {
        [".csv"] = TableFormat.Csv,
        [".txt"] = TableFormat.Csv,
        [".data"] = TableFormat.Csv,
        [".tsv"] = TableFormat.Tsv,
        [".tab"] = TableFormat.Tsv,
        [".parquet"] = TableFormat.Parquet,
        [".json"] = TableFormat.Json,
        [".ndjson"] = TableFormat.JsonLines,
        [".jsonl"] = TableFormat.JsonLines,
        [".arff"] = TableFormat.Arff,
    };

    /// <summary>The format of a file; null where its ending is of none.</summary>
    public static TableFormat? Find(string path) => ByEnding.TryGetValue(Path.GetExtension(path), out var format) ? format : null;

    /// <summary>The format of a file.</summary>
    /// <exception cref="TwofoldException">Its ending is of none.</exception>
    public static TableFormat Of(string path) => Find(path)
        ?? throw new TwofoldException($"'{path}' does not end like a table's file: give one that ends in {string.Join(", ", ByEnding.Keys.SkipLast(1))} or {ByEnding.Keys.Last()}.");
}
