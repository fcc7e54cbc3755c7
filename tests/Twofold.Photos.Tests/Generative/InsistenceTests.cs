namespace Twofold.Photos.Tests;

/// <summary>What the recognizer has of what the creator draws.</summary>
public sealed class InsistenceTests
{
    const int Count = 2000;

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(5, 0)]
    public void Pictures_are_of_what_the_creator_makes_times_what_the_recognizer_says(double insistence, int label)
    {
        var recognizer = TinyRecognizer.Create();
        var creator = TinyCreator.Create(recognizer: recognizer);
        var options = new PhotoGenerationOptions { Truncation = 1, Insistence = insistence };
        var red = Pixels(creator.Stream(TinyCreator.Labels[label], Count, seed: 3, options)).Average(pixel => (double)pixel[0]);

        // The creator's red is 128 + 20 z with a standard normal z, of which the recognizer says 1 / (1 + exp(-2 z)) for the first label.
        var sign = label == 0 ? 1 : -1;
        var z = Enumerable.Range(-600, 1201).Select(i => i / 100.0).ToArray();
        var density = Array.ConvertAll(z, z => Math.Exp(-z * z / 2) / Math.Pow(1 + Math.Exp(-2 * sign * z), insistence));
        var expected = 128 + (20 * z.Zip(density).Sum(pair => pair.First * pair.Second) / density.Sum());
        Assert.Equal(expected, red, 4 * 20 / Math.Sqrt(Count));
    }

    [Fact]
    public void A_picture_depends_on_its_seed_and_place_alone()
    {
        var recognizer = TinyRecognizer.Create();
        var creator = TinyCreator.Create(recognizer: recognizer);
        var many = Pixels(creator.Generate("cats", 100, seed: 5));
        Assert.Equal(many[..3], Pixels(creator.Generate("cats", 3, seed: 5)));
        Assert.Equal(many, Pixels(creator.Generate("cats", 100, seed: 5)));
        Assert.NotEqual(many, Pixels(creator.Generate("cats", 100, seed: 6)));
        var walk = Pixels(creator.Walk(new("cats", 5, Index: 2), new("dogs", 5), 4));
        Assert.Equal(many[2], walk[0]);
        Assert.Equal(Pixels([creator.Generate("dogs", seed: 5)])[0], walk[3]);
    }

    [Fact]
    public void Of_pictures_that_the_recognizer_never_takes_the_best_of_some_comes_out()
    {
        var recognizer = TinyRecognizer.Create(turn: 2000);
        var creator = TinyCreator.Create(recognizer: recognizer);
        var red = Pixels(creator.Generate("cats", 200, seed: 1)).Average(pixel => (double)pixel[0]);
        // The largest of sixteen standard normal numbers is 1.77 on average, and 0.85 of the noise is used.
        Assert.Equal(128 + (20 * 0.85 * 1.77), red, 2.0);
    }

    [Fact]
    public void Without_insistence_pictures_are_those_of_the_creator_alone()
    {
        var recognizer = TinyRecognizer.Create();
        var with = TinyCreator.Create(recognizer: recognizer);
        var without = TinyCreator.Create();
        var taken = with.Stream("dogs", 40, seed: 2, PhotoGenerationOptions.AsDrawn).ToList();
        Assert.Equal(Pixels(without.Generate("dogs", 40, seed: 2)), Pixels(taken));
        Assert.DoesNotContain("insistence", taken[0].Metadata["Source"]);
        Assert.EndsWith("insistence 8", with.Generate("dogs", seed: 2).Metadata["Source"]);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(21)]
    [InlineData(double.NaN)]
    public void An_insistence_that_is_none_is_refused(double insistence)
    {
        var creator = TinyCreator.Create();
        Assert.Contains($"{insistence}", Assert.Throws<TwofoldException>(() => creator.Generate("cats", 1, new PhotoGenerationOptions { Insistence = insistence })).Message);
    }

    static byte[][] Pixels(IEnumerable<Photo> photos) => [.. photos.Select(photo => photo.Pixels.ToArray())];
}
