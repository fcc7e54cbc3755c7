using System.Text;

namespace Twofold.Tables.Reading;

/// <summary>Words and lists as ARFF writes them: either quote may stand around a word, and a backslash before a character.</summary>
static class ArffText
{
    /// <summary>A field of a list.</summary>
    /// <param name="Text">What it says.</param>
    /// <param name="Quoted">Whether quotes stood around it: a quoted question mark is a text.</param>
    public readonly record struct Field(string Text, bool Quoted)
    {
        /// <summary>The cell that it is; null where it is missing.</summary>
        public string? Cell => !Quoted && Text is "?" or "" ? null : Text;
    }

    /// <summary>The first word of a text, and how long it is with its quotes.</summary>
    public static (string Word, int Length) Word(ReadOnlySpan<char> text, Func<string, TwofoldException> wrong)
    {
        if (text.IsEmpty || text[0] is not ('\'' or '"'))
        {
            var end = text.IndexOfAny(' ', '\t', '{');
            end = end < 0 ? text.Length : end;
            return (text[..end].ToString(), end);
        }

        var word = new StringBuilder();
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length)
                word.Append(text[++i]);
            else if (text[i] == text[0])
                return (word.ToString(), i + 1);
            else
                word.Append(text[i]);
        }

        throw wrong("opens a quote that is not closed");
    }

    /// <summary>The fields between commas.</summary>
    /// <param name="text">The list.</param>
    /// <param name="wrong">Makes the exception for a list that will not do.</param>
    /// <param name="keepQuotes">Whether quotes and backslashes are left as they are.</param>
    public static List<Field> Fields(ReadOnlySpan<char> text, Func<string, TwofoldException> wrong, bool keepQuotes = false)
    {
        var fields = new List<Field>();
        while (true)
        {
            text = text.TrimStart();
            if (!keepQuotes && !text.IsEmpty && text[0] is '\'' or '"')
            {
                var (word, length) = Word(text, wrong);
                fields.Add(new Field(word, Quoted: true));
                text = text[length..].TrimStart();
                if (text.IsEmpty)
                    return fields;
                if (text[0] != ',')
                    throw wrong($"has '{text}' after the quoted '{word}', where a comma is expected");
            }
            else
            {
                var end = End(text);
                fields.Add(new Field(text[..end].TrimEnd().ToString(), Quoted: false));
                text = text[end..];
                if (text.IsEmpty)
                    return fields;
            }

            text = text[1..];
        }
    }

    // Where the next comma outside of quotes is.
    static int End(ReadOnlySpan<char> text)
    {
        var quote = '\0';
        for (var i = 0; i < text.Length; i++)
        {
            if (quote != '\0' && text[i] == '\\')
                i++;
            else if (quote != '\0')
                quote = text[i] == quote ? '\0' : quote;
            else if (text[i] is '\'' or '"' && (i == 0 || char.IsWhiteSpace(text[i - 1])))
                quote = text[i];
            else if (text[i] == ',')
                return i;
        }

        return text.Length;
    }
}
