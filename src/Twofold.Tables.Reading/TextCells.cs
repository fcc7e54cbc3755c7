namespace Twofold.Tables.Reading;

/// <summary>The cells of a column as text, each different one held once.</summary>
sealed class TextCells
{
    readonly Dictionary<string, int> codeOf = new(StringComparer.Ordinal);
    readonly List<string> values = [];
    readonly int[] codes;
    int count;

    public TextCells(int rows) => codes = new int[rows];

    /// <summary>The different texts in order of appearance.</summary>
    public IReadOnlyList<string> Values => values;

    /// <summary>For each row the index of its text; −1 for a missing one.</summary>
    public ReadOnlySpan<int> Codes => codes.AsSpan(0, count);

    /// <summary>Adds the next row's cell.</summary>
    public void Add(string? text)
    {
        var code = -1;
        if (text is not null && !codeOf.TryGetValue(text, out code))
        {
            code = values.Count;
            codeOf.Add(text, code);
            values.Add(text);
        }

        codes[count++] = code;
    }
}
