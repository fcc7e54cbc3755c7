namespace Twofold.Stranger.Tests;

/// <summary>The lesson about photos, as a stranger types it from the README.</summary>
public sealed class PhotoLessonTests
{
    const string Opened = """
        using var pets = PhotoPair.Open("pets.twofold");

        """;

    [Fact]
    public void The_lines_of_the_readme_compile() => Assert.Empty(Snippet.Errors(Opened + """
        string label = pets.Recognizer.Predict("a.jpg").Label;
        pets.Creator.Generate("cats", seed: 7).Save("new.png");
        new PhotoAnimation([.. pets.Creator.Walk(new("cats", Seed: 7), new("dogs", Seed: 7), frames: 60)]).ThereAndBack().Save("cats-to-dogs.gif");
        var mine = await PhotoPair.TrainAsync("photos/", new PhotoPairOptions { Minutes = 5 }, progress: null, CancellationToken.None);
        """));

    [Theory]
    [InlineData("pets.Creator.Predict(\"a.jpg\");")]
    [InlineData("pets.Recognizer.Generate(\"cats\", seed: 7);")]
    [InlineData("pets.Recognizer.LogDensity([]);")]
    [InlineData("pets.Recognizer.Familiarity.Generate(\"cats\", 1, 7);")]
    public void Each_half_lacks_what_it_cannot_do(string statement) => Assert.Equal(["CS1061"], Snippet.Errors(Opened + statement));

    [Theory]
    [InlineData("IClassifier<IReadOnlyList<Photo>, string> recognizer = pets.Recognizer;")]
    [InlineData("IGenerator<IReadOnlyList<Photo>, string> creator = pets.Creator;")]
    [InlineData("IDensity<IReadOnlyList<Photo>> density = pets.Recognizer.Familiarity;")]
    public void Each_half_is_what_it_can_do(string statement) => Assert.Empty(Snippet.Errors(Opened + statement));

    [Fact]
    public void A_model_file_that_is_not_there_is_said_to_be_so() =>
        Assert.Contains("no model file 'nowhere.twofold'", Assert.Throws<TwofoldException>(() => Photos.PhotoPair.Open("nowhere.twofold")).Message);
}
