namespace Twofold.Tables.Tests;

public sealed class WordsTests
{
    [Theory]
    [InlineData("Hello, World!", "hello world")]
    [InlineData("u 2 can win £1000 now!!1", "u 2 can win 1000 now 1")]
    [InlineData("Don't 'quote' me, dogs' rock'n'roll", "don't quote me dogs rock'n'roll")]
    [InlineData("don’t", "don't")]
    [InlineData("ÄRZTE Ünïcode ΣΊΣΥΦΟΣ Привет", "ärzte ünïcode σίσυφοσ привет")]
    [InlineData("e\u0301te\u0301 हिन्दी", "e\u0301te\u0301 हिन्दी")]
    [InlineData("I ❤️ 🐈 \ud835\udc9c\ud835\udc9c x", "i \ud835\udc9c\ud835\udc9c x")]
    [InlineData("½ ² Ⅷ snake_case a-b", "½ ² ⅷ snake case a b")]
    [InlineData("", "")]
    [InlineData(" \t\r\n'’- \u0301", "")]
    [InlineData("half \ud800 pair", "half pair")]
    public void Words_are_letters_digits_marks_and_inner_apostrophes(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', Split(text)));

    [Fact]
    public void A_missing_text_has_no_words() => Assert.Empty(Split(null));

    [Fact]
    public void Pairs_follow_their_second_word()
    {
        Assert.Equal(["not", "good", "not good", "at", "good at", "all", "at all"], Split("Not good – at all", pairs: true));
        Assert.Equal(["one"], Split("one", pairs: true));
    }

    static List<string> Split(string? text, bool pairs = false)
    {
        var words = new List<string>();
        foreach (var word in new Words(text, pairs))
            words.Add(word.ToString());
        return words;
    }
}
