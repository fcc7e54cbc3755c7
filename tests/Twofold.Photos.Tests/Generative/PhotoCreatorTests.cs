using Twofold.ContractTests;
using Twofold.Photos.Onnx;

namespace Twofold.Photos.Tests;

public sealed class PhotoCreatorTests
{
    [Fact]
    public void A_model_file_from_before_labels_could_be_mixed_makes_the_same_pictures()
    {
        var now = TinyCreator.Create();
        var old = TinyCreator.Create(old: true);
        foreach (var label in TinyCreator.Labels)
            Assert.Equal(Pixels(now.Generate(label, 40, seed: 3)), Pixels(old.Generate(label, 40, seed: 3)));
    }

    [Fact]
    public void It_walks_between_seeds_and_says_why_it_cannot_between_labels()
    {
        var old = TinyCreator.Create(old: true);
        Assert.Equal(5, old.Walk(new("cats", 1), new("cats", 2), 5).Count());
        Assert.Contains("train the model again", Assert.Throws<TwofoldException>(() => old.Walk(new("cats", 1), new("dogs", 1), 5).ToList()).Message);
    }

    [Fact]
    public void A_graph_for_another_number_of_labels_is_refused() =>
        Assert.Contains("[N,3]", Assert.Throws<TwofoldException>(() => PictureNetwork.Open(TinyCreator.Graph(old: false), 3)).Message);

    [Fact]
    public void Truncation_brings_every_picture_nearer_to_the_mean_of_its_label()
    {
        var creator = TinyCreator.Create();
        var all = Pixels(creator.Stream("cats", 50, seed: 1, new PhotoGenerationOptions { Truncation = 1 }));
        var half = Pixels(creator.Stream("cats", 50, seed: 1, new PhotoGenerationOptions { Truncation = 0.5 }));
        Assert.All(all.Zip(half), pair => Assert.Equal(128 + ((pair.First[0] - 128) / 2.0), pair.Second[0], 1.0));
        Assert.All(Pixels(creator.Stream("dogs", 5, seed: 1, new PhotoGenerationOptions { Truncation = 0 })), pixel => Assert.Equal([128, 200, 128], pixel));
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void A_truncation_that_is_none_is_refused(double truncation)
    {
        var creator = TinyCreator.Create();
        Assert.Contains($"{truncation}", Assert.Throws<TwofoldException>(() => creator.Generate("cats", 1, new PhotoGenerationOptions { Truncation = truncation })).Message);
    }

    [Fact]
    public void A_walk_begins_and_ends_with_the_pictures_of_its_ends()
    {
        var creator = TinyCreator.Create();
        var walk = Pixels(creator.Walk(new("cats", 4), new("dogs", 5, Index: 2), 9));
        Assert.Equal(9, walk.Length);
        Assert.Equal(Pixels([creator.Generate("cats", seed: 4)])[0], walk[0]);
        Assert.Equal(Pixels(creator.Generate("dogs", 3, seed: 5))[2], walk[8]);
    }

    [Fact]
    public void Between_two_labels_what_belongs_to_them_changes_evenly_and_the_noise_stays()
    {
        var creator = TinyCreator.Create();
        var walk = Pixels(creator.Walk(new("cats", 4), new("dogs", 4), 6));
        Assert.Equal([100, 120, 140, 160, 180, 200], walk.Select(pixel => (int)pixel[1]));
        Assert.All(walk, pixel => Assert.Equal((walk[0][0], walk[0][2]), (pixel[0], pixel[2])));
    }

    [Fact]
    public void Pictures_lie_where_on_the_way_they_were_asked_for()
    {
        var creator = TinyCreator.Create();
        Assert.Equal([200, 100, 125], Pixels(creator.Walk(new("cats", 1), new("dogs", 1), [1, 0, 0.25])).Select(pixel => (int)pixel[1]));
        Assert.Contains("1.5", Assert.Throws<TwofoldException>(() => creator.Walk(new("cats", 1), new("dogs", 1), [0, 1.5])).Message);
        Assert.Contains("at least 2", Assert.Throws<TwofoldException>(() => creator.Walk(new("cats", 1), new("dogs", 1), 1)).Message);
        Assert.Contains("'cats', 'dogs'", Assert.Throws<TwofoldException>(() => creator.Walk(new("cats", 1), new("cows", 1), 3)).Message);
    }

    [Fact]
    public void A_picture_says_what_it_was_made_of()
    {
        var creator = TinyCreator.Create();
        var picture = creator.Stream("cats", 3, seed: 7, new PhotoGenerationOptions { Truncation = 0.5 }).Last();
        Assert.Equal("model tiny, label cats, seed 7, picture 2, truncation 0.5", picture.Metadata["Source"]);
        Assert.EndsWith("picture 0, truncation 0.85", creator.Generate("cats", seed: 7).Metadata["Source"]);
        var between = creator.Walk(new("cats", 1), new("dogs", 2), 3).ElementAt(1);
        Assert.Contains("between the labels 'cats' and 'dogs'", between.Metadata["Description"]);
        Assert.Contains("0.5 of the way from label cats, seed 1, picture 0 to label dogs, seed 2, picture 0", between.Metadata["Source"]);
    }

    [Fact]
    public void What_a_picture_says_of_itself_is_the_same_in_every_culture()
    {
        using var host = new HostCulture();
        var creator = TinyCreator.Create(recognizer: TinyRecognizer.Create());
        Assert.Equal("model tiny, label cats, seed 7, picture 0, truncation 0.5, insistence 1.5", creator.Generate("cats", seed: 7, new PhotoGenerationOptions { Truncation = 0.5, Insistence = 1.5 }).Metadata["Source"]);
        Assert.StartsWith("model tiny, 0.5 of the way", creator.Walk(new("cats", 1), new("dogs", 2), 3).ElementAt(1).Metadata["Source"], StringComparison.Ordinal);
    }

    [Fact]
    public void Several_pictures_can_be_drawn_by_options_at_once()
    {
        var creator = TinyCreator.Create();
        var options = new PhotoGenerationOptions { Truncation = 0.5 };
        Assert.Equal(Pixels(creator.Stream("cats", 5, seed: 1, options)), Pixels(creator.Generate("cats", 5, seed: 1, options)));
        Assert.NotEqual(Pixels(creator.Generate("cats", 5, seed: 1)), Pixels(creator.Generate("cats", 5, seed: 1, options)));
    }

    static byte[][] Pixels(IEnumerable<Photo> photos) => [.. photos.Select(photo => photo.Pixels.ToArray())];
}
