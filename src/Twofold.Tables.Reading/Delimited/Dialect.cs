namespace Twofold.Tables.Reading;

/// <summary>How a delimited file separates and quotes.</summary>
/// <param name="Delimiter">What stands between two fields.</param>
/// <param name="Quote">What stands around a field with a delimiter in it; null where nothing does.</param>
readonly record struct Dialect(char Delimiter, char? Quote)
{
    static ReadOnlySpan<char> Delimiters => [',', ';', '\t', '|'];

    /// <summary>
    /// Looks at the first line: the delimiter is the one that occurs most often in it, and the quote is ' where a field begins and ends with
    /// it, " otherwise.
    /// </summary>
    public static Dialect Of(string firstLines, TableFormat format)
    {
        if (format == TableFormat.Tsv)
            return new Dialect('\t', '"');
        var line = firstLines.AsSpan().TrimStart("\r\n");
        var (delimiter, most) = (',', 0);
        foreach (var candidate in Delimiters)
            if (Fields(line, new Dialect(candidate, '"')).Count is var fields && fields > most)
                (delimiter, most) = (candidate, fields);
        var single = Fields(line, new Dialect(delimiter, null)).Any(field => field.Length >= 2 && field[0] == '\'' && field[^1] == '\'');
        return new Dialect(delimiter, single ? '\'' : '"');
    }

    /// <summary>The fields of the first record of a text; quotes stay.</summary>
    public static List<string> Fields(ReadOnlySpan<char> text, Dialect dialect)
    {
        var fields = new List<string>();
        var (start, opened, quoted) = (0, false, false);
        for (var i = 0; i <= text.Length; i++)
        {
            var end = i == text.Length;
            if (!end && text[i] == dialect.Quote && (opened || i == start))
                (opened, quoted) = (true, !quoted); // A doubled quote closes and opens again.
            if (end || (!quoted && (text[i] == dialect.Delimiter || text[i] is '\n' or '\r')))
            {
                fields.Add(text[start..i].Trim().ToString());
                if (end || text[i] != dialect.Delimiter)
                    break;
                (start, opened) = (i + 1, false);
            }
        }

        return fields;
    }
}
