namespace Twofold.Photos.Tests;

public sealed class InterpolationTests
{
    [Fact]
    public void The_ends_of_the_way_are_the_ends_themselves()
    {
        float[] from = [0.1f, -2.3f, 0.7f], to = [1.9f, 0.4f, -0.2f];
        foreach (var way in (Func<float[], float[], double, float[]>[])[Interpolation.Linear, Interpolation.Spherical])
        {
            Assert.Equal(from, way(from, to, 0));
            Assert.Equal(to, way(from, to, 1));
        }
    }

    [Fact]
    public void On_the_arc_the_length_is_kept_and_the_angle_grows_evenly()
    {
        float[] from = [3, 0], to = [0, 3];
        for (var step = 0; step <= 8; step++)
        {
            var point = Interpolation.Spherical(from, to, step / 8.0);
            Assert.Equal(3, Math.Sqrt((point[0] * point[0]) + (point[1] * point[1])), 1e-5);
            Assert.Equal(step / 8.0 * Math.PI / 2, Math.Atan2(point[1], point[0]), 1e-5);
        }
    }

    [Theory]
    [InlineData(2, 4, 3)]
    [InlineData(2, -2, 0)]
    [InlineData(0, 2, 1)]
    [InlineData(0, 0, 0)]
    public void Where_there_is_no_single_arc_the_way_is_straight(float from, float to, float middle) =>
        Assert.Equal([middle, middle], Interpolation.Spherical([from, from], [to, to], 0.5));
}
