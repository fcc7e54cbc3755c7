namespace Twofold.Photos.Tests;

public sealed class ResamplingTests
{
    public static TheoryData<int, int, int, int, int> Sizes => new()
    {
        { 324, 324, 3, 224, 224 },
        { 325, 243, 3, 224, 168 },
        { 40, 33, 1, 17, 8 },
        { 900, 700, 3, 31, 30 },
        { 32, 32, 3, 32, 32 },
        { 20, 31, 3, 64, 64 },
        { 1, 1, 3, 5, 3 },
        { 1, 900, 1, 32, 32 },
        { 3, 2, 3, 1, 1 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Every_pixel_is_the_weighted_mean_that_the_formula_says(int fromWidth, int fromHeight, int bands, int toWidth, int toHeight)
    {
        var picture = Noise(fromWidth * fromHeight * bands);

        var made = Resampled(picture, (fromWidth, fromHeight, bands), (toWidth, toHeight), rowsAtOnce: 7);

        var off = 0.0;
        for (var y = 0; y < toHeight; y++)
            for (var x = 0; x < toWidth; x++)
                for (var color = 0; color < 3; color++)
                    off = Math.Max(off, Math.Abs(made[(((y * toWidth) + x) * 3) + color] - Expected(x, y, bands == 3 ? color : 0)));
        // Half a level of rounding, and the error of single precision.
        Assert.InRange(off, 0, 0.501);

        double Expected(int x, int y, int color)
        {
            var sum = 0.0;
            foreach (var (row, down) in Weights(y, fromHeight, toHeight))
                foreach (var (column, across) in Weights(x, fromWidth, toWidth))
                    sum += down * across * picture[(((row * fromWidth) + column) * bands) + color];
            return Math.Clamp(sum, 0, 255);
        }
    }

    [Fact]
    public void A_picture_of_the_wanted_size_stays_as_it_is()
    {
        var picture = Noise(50 * 40 * 3);
        Assert.Equal(picture, Resampled(picture, (50, 40, 3), (50, 40), rowsAtOnce: 16));
    }

    [Theory]
    [InlineData(324, 224)]
    [InlineData(150, 224)]
    public void It_looks_as_libvips_makes_it(int from, int to)
    {
        using var image = MadePhoto.Image(from, from);
        using var scaled = image.Resize((double)to / from);

        var made = Resampled(image.WriteToMemory<byte>(), (from, from, 3), (to, to), rowsAtOnce: 16);

        Assert.InRange(MadePhoto.Difference(Photo.Of(scaled), new Photo(to, to, made)), 0, 0.6);
    }

    [Fact]
    public void Rows_that_are_missing_are_not_made_up()
    {
        var resampling = new Resampling(8, 8, 3, 4, 4);
        resampling.Add(new byte[7 * 8 * 3]);
        Assert.Throws<InvalidOperationException>(() => resampling.Pixels);
    }

    static byte[] Resampled(byte[] picture, (int Width, int Height, int Bands) from, (int Width, int Height) to, int rowsAtOnce)
    {
        var resampling = new Resampling(from.Width, from.Height, from.Bands, to.Width, to.Height);
        foreach (var rows in picture.Chunk(rowsAtOnce * from.Width * from.Bands))
            resampling.Add(rows);
        return resampling.Pixels.ToArray();
    }

    static IEnumerable<(int Source, double Weight)> Weights(int target, int from, int to)
    {
        var factor = (double)from / to;
        var stretch = Math.Max(factor, 1);
        var center = ((target + 0.5) * factor) - 0.5;
        var taps = Enumerable.Range((int)(center - (4 * stretch)), (int)(8 * stretch) + 2).Select(s => (Source: Math.Clamp(s, 0, from - 1), Weight: Kernel((s - center) / stretch))).ToList();
        var sum = taps.Sum(tap => tap.Weight);
        return taps.Where(tap => tap.Weight != 0).Select(tap => (tap.Source, tap.Weight / sum));

        double Kernel(double t) => factor > 1 ? (Math.Abs(t) < 3 ? Sinc(t) * Sinc(t / 3) : 0)
            : Math.Abs(t) < 1 ? (1.5 * Math.Pow(Math.Abs(t), 3)) - (2.5 * t * t) + 1
            : Math.Abs(t) < 2 ? (-0.5 * Math.Pow(Math.Abs(t), 3)) + (2.5 * t * t) - (4 * Math.Abs(t)) + 2 : 0;
    }

    static double Sinc(double t) => t == 0 ? 1 : Math.Sin(Math.PI * t) / (Math.PI * t);

    static byte[] Noise(int length)
    {
        var random = new SeededRandom(1);
        var bytes = new byte[length];
        for (var i = 0; i < length; i++)
            bytes[i] = (byte)random.NextInt(256);
        return bytes;
    }
}
