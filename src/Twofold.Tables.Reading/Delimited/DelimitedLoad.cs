using DuckDB.NET.Data;

namespace Twofold.Tables.Reading;

/// <summary>Brings the fields of a delimited file into the table "cells" of a database, or says which line will not do.</summary>
/// <param name="path">What the person calls the file.</param>
/// <param name="utf8Path">Where it lies as UTF-8.</param>
/// <param name="database">The database.</param>
sealed class DelimitedLoad(string path, string utf8Path, Database database)
{
    /// <summary>Loads the file; the number of its columns is that of its first line's fields.</summary>
    /// <param name="dialect">How it is written; a file of tabs whose quotes are none changes it.</param>
    /// <param name="firstLines">The beginning of the file.</param>
    /// <exception cref="TwofoldException">A line has too few or too many fields, or a quote is not closed.</exception>
    public int Run(ref Dialect dialect, string firstLines)
    {
        var columns = Columns(dialect, firstLines);
        var wrong = Load(dialect, columns);
        if (wrong is not null && dialect.Delimiter == '\t')
        {
            // Between tabs texts often stand as they are, and a quote at their beginning is part of them.
            dialect = dialect with { Quote = null };
            columns = Columns(dialect, firstLines);
            wrong = Load(dialect, columns);
        }

        return wrong is null ? columns : throw Refusal(wrong, columns);
    }

    static int Columns(Dialect dialect, string firstLines) => Dialect.Fields(firstLines.AsSpan().TrimStart("\r\n"), dialect).Count;

    RejectedLine? Load(Dialect dialect, int columns)
    {
        var types = string.Join(", ", Enumerable.Range(0, columns).Select(j => $"'c{j}': 'VARCHAR'"));
        var quote = Database.Literal($"{dialect.Quote}");
        // A second try has a list of its own, which stays empty where nothing is rejected.
        var rejects = dialect.Quote is null ? "plain_rejects" : "quoted_rejects";
        try
        {
            database.Run($"""
                CREATE OR REPLACE TABLE cells AS SELECT * FROM read_csv({Database.FileLiteral(utf8Path)},
                    auto_detect = false, header = false, delim = {Database.Literal($"{dialect.Delimiter}")}, quote = {quote}, escape = {quote},
                    columns = {Braced(types)}, compression = 'none', store_rejects = true,
                    rejects_table = '{rejects}', rejects_scan = '{rejects}_scan')
                """);
        }
        catch (DuckDBException exception)
        {
            throw new TwofoldException($"'{path}' could not be read as a table: {exception.Message.Split('\n')[0].TrimEnd('.', ' ')}.", exception);
        }

        return database.Query(
            $"SELECT error_type, error_message, csv_line, line_byte_position FROM {rejects} ORDER BY line_byte_position LIMIT 1",
            row => new RejectedLine(row.GetString(0), row.GetString(1), row.IsDBNull(2) ? "" : row.GetString(2), Convert.ToInt64(row.GetValue(3)))).FirstOrDefault();
    }

    TwofoldException Refusal(RejectedLine wrong, int columns)
    {
        var line = RecordLines.OfByte(utf8Path, wrong.Position);
        var shown = CellRules.Shown(wrong.Text);
        var fields = wrong.Message[(wrong.Message.LastIndexOf(' ') + 1)..];
        return new TwofoldException(wrong.Kind switch
        {
            "MISSING COLUMNS" => $"'{path}', line {line} has {fields} fields where the first line has {columns}: '{shown}'. Add what is missing, empty fields too.",
            "TOO MANY COLUMNS" => $"'{path}', line {line} has {fields} fields where the first line has {columns}: '{shown}'. Put quotes around a field with a delimiter in it.",
            "UNQUOTED VALUE" => $"'{path}', line {line} opens a quote that is not closed before the field ends: '{shown}'. Close it, or double a quote that is part of the text.",
            _ => $"'{path}', line {line} cannot be read ({wrong.Message.Split('\n')[0]}): '{shown}'. Correct it.",
        });
    }

    static string Braced(string text) => $"{{{text}}}";

    sealed record RejectedLine(string Kind, string Message, string Text, long Position);
}
