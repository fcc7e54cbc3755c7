namespace Twofold.Workbench.Tests;

public sealed class DrawnAnimalsTests
{
    [Fact]
    public void The_same_seed_draws_the_same_picture()
    {
        foreach (var label in DrawnAnimals.Labels)
            Assert.Equal(DrawnAnimals.Draw(label, 32, 7).Pixels.ToArray(), DrawnAnimals.Draw(label, 32, 7).Pixels.ToArray());
    }

    [Fact]
    public void Another_seed_or_label_draws_another_picture()
    {
        var drawn = DrawnAnimals.Labels.SelectMany(label => Enumerable.Range(0, 50).Select(seed => Convert.ToHexString(DrawnAnimals.Draw(label, 32, (ulong)seed).Pixels.Span))).ToList();

        Assert.Equal(drawn.Count, drawn.Distinct().Count());
    }

    [Theory]
    [InlineData(32)]
    [InlineData(50)]
    [InlineData(64)]
    [InlineData(256)]
    public void A_picture_has_the_size_that_was_asked(int size)
    {
        var picture = DrawnAnimals.Draw("foxes", size, 1);

        Assert.Equal((size, size), (picture.Width, picture.Height));
    }

    [Fact]
    public void At_another_size_it_is_the_same_scene()
    {
        var small = DrawnAnimals.Draw("owls", 64, 3).Resized(16, 16).Pixels.ToArray();
        var large = DrawnAnimals.Draw("owls", 256, 3).Resized(16, 16).Pixels.ToArray();

        Assert.InRange(small.Zip(large, (a, b) => Math.Abs(a - b)).Average(), 0, 6);
    }

    [Fact]
    public void An_animal_that_cannot_be_drawn_gets_the_names_of_those_that_can()
    {
        var mistake = Assert.Throws<TwofoldException>(() => DrawnAnimals.Draw("dragons", 32, 1));

        Assert.All(DrawnAnimals.Labels, label => Assert.Contains(label, mistake.Message));
    }
}
