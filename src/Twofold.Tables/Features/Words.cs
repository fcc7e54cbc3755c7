using System.Globalization;
using System.Text;

namespace Twofold.Tables;

/// <summary>
/// The words of a text, lower-cased, one after another without taking memory for each: <c>foreach (var word in new Words(text))</c>.
/// <para>
/// A word begins with a letter or a digit (Unicode categories L and N) and goes on with letters, digits, marks (M, the accents that are
/// characters of their own) and apostrophes that have a letter or digit on both sides: "don't" is one word, and so is "don’t", which is the same
/// one. Everything else parts words. Words of one character count: "u" and "2" say much about a text message. (scikit-learn's default,
/// <c>\b\w\w+\b</c>, leaves them out, and parts at apostrophes and marks.) A writing without spaces between words, such as Chinese, gives one word
/// for each run of letters.
/// </para>
/// With pairs, each word but the first is followed by the pair that it makes with the one before, parted by a space.
/// </summary>
ref struct Words
{
    readonly string text;
    readonly bool pairs;
    char[] pair = [];
    int position;
    (int Start, int Length) previous;
    (int Start, int Length) word;
    bool atPair;

    /// <summary>The words of <paramref name="text"/>; of null, a missing text, none.</summary>
    public Words(string? text, bool pairs = false)
    {
        this.text = text is null ? "" : text.ToLowerInvariant().Replace('’', '\'');
        this.pairs = pairs;
    }

    /// <summary>The present word or pair; valid until the next one.</summary>
    public ReadOnlySpan<char> Current { get; private set; }

    /// <summary>The words themselves, so that they can be gone over.</summary>
    public readonly Words GetEnumerator() => this;

    /// <summary>Goes to the next word or pair; false where there is none.</summary>
    public bool MoveNext()
    {
        if (pairs && !atPair && previous.Length > 0)
        {
            atPair = true;
            Current = Pair();
            return true;
        }

        if (!NextWord())
            return false;
        atPair = false;
        Current = text.AsSpan(word.Start, word.Length);
        return true;
    }

    ReadOnlySpan<char> Pair()
    {
        var length = previous.Length + 1 + word.Length;
        if (pair.Length < length)
            pair = new char[2 * length];
        text.AsSpan(previous.Start, previous.Length).CopyTo(pair);
        pair[previous.Length] = ' ';
        text.AsSpan(word.Start, word.Length).CopyTo(pair.AsSpan(previous.Length + 1));
        return pair.AsSpan(0, length);
    }

    bool NextWord()
    {
        while (position < text.Length && !IsLetterOrDigit(position, out var length))
            position += length;
        var start = position;
        while (position < text.Length && Continues(position, out var length))
            position += length;
        if (position == start)
            return false;
        (previous, word) = (word, (start, position - start));
        return true;
    }

    readonly bool Continues(int at, out int length) =>
        IsLetterOrDigit(at, out length)
        || IsMark(at)
        || (text[at] == '\'' && at + 1 < text.Length && IsLetterOrDigit(at + 1, out _));

    readonly bool IsLetterOrDigit(int at, out int length)
    {
        length = 1;
        if (char.IsAscii(text[at]))
            return char.IsAsciiLetterOrDigit(text[at]);
        return Category(at, out length) is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
            or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter
            or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;
    }

    readonly bool IsMark(int at) =>
        !char.IsAscii(text[at])
        && Category(at, out _) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    // Half a surrogate pair comes out as U+FFFD, which is neither letter nor mark.
    readonly UnicodeCategory Category(int at, out int length)
    {
        Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out length);
        return Rune.GetUnicodeCategory(rune);
    }
}
