namespace Twofold.Photos.Tests;

public sealed class PhotoNeighborsTests
{
    static readonly PhotoNeighbors Three = new(["a", "b", "c"], ["x", "x", "y"], [[0f, 0f], [3f, 4f], [0f, 1f]]);

    [Fact]
    public void The_nearest_come_first_with_their_distances()
    {
        Assert.Equal([new PhotoNeighbor("a", "x", 0), new PhotoNeighbor("c", "y", 1)], Three.Nearest([0f, 0f], 2));
        Assert.Equal(3, Three.Nearest([9f, 9f], 10).Count);
    }

    [Fact]
    public void The_typical_distance_is_the_median_to_the_nearest_other_one()
    {
        // To the nearest other: a 1, b √18, c 1.
        Assert.Equal(1, Three.TypicalDistance);
        Assert.True(double.IsNaN(new PhotoNeighbors(["a"], ["x"], [[0f]]).TypicalDistance));
    }

    [Fact]
    public void Numbers_that_do_not_agree_are_refused() =>
        Assert.Contains("2 paths, 1 labels and 1 rows", Assert.Throws<TwofoldException>(() => new PhotoNeighbors(["a", "b"], ["x"], [[0f]])).Message);

    [Fact]
    public void Features_of_different_networks_are_refused()
    {
        Assert.Contains("'b' has 1 features and 'a' 2", Assert.Throws<TwofoldException>(() => new PhotoNeighbors(["a", "b"], ["x", "x"], [[0f, 1f], [0f]])).Message);
        Assert.Contains("The photo has 3 features", Assert.Throws<TwofoldException>(() => Three.Nearest([0f, 0f, 0f], 1)).Message);
    }
}
