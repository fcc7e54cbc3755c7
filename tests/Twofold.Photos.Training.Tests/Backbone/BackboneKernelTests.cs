namespace Twofold.Photos.Training.Tests;

public sealed class BackboneKernelTests
{
    public static TheoryData<int, int, int> Products => [(1, 1, 16), (3, 5, 16), (4, 16, 32), (12, 3, 48), (13, 24, 64), (23, 27, 80), (31, 7, 144), (50, 33, 96)];

    [Theory]
    [MemberData(nameof(Products))]
    public void A_product_of_channels_is_the_formula(int rows, int depth, int columns)
    {
        var random = new SeededRandom(1);
        var stride = depth + 2;
        var source = Numbers(random, rows * stride);
        var weights = Numbers(random, depth * columns);
        var bias = Numbers(random, columns);
        var added = Numbers(random, rows * columns);
        var panels = new WeightPanels(depth, columns, (p, j) => weights[(p * columns) + j]);
        var expected = new double[rows * columns];
        for (var i = 0; i < rows; i++)
            for (var j = 0; j < columns; j++)
                expected[(i * columns) + j] = bias[j] + Enumerable.Range(0, depth).Sum(p => (double)source[(i * stride) + p] * weights[(p * columns) + j]);

        var target = new float[rows * columns];
        ChannelProduct.Calculate(source, stride, rows, panels, bias, new Epilogue { Target = target });
        AssertClose(expected, target);

        // Added to what stands there.
        added.CopyTo(target, 0);
        ChannelProduct.Calculate(source, stride, rows, panels, bias, new Epilogue { Target = target, Added = target });
        AssertClose([.. expected.Zip(added, (sum, more) => sum + more)], target);

        AssertClamp(expected, (passing, clamp) => new Epilogue { Target = target, Passing = passing, Clamp = clamp }, e => ChannelProduct.Calculate(source, stride, rows, panels, bias, e), target);
    }

    [Fact]
    public void Columns_that_do_not_fill_a_vector_are_filled_up_with_zeros()
    {
        var panels = new WeightPanels(2, 19, (p, j) => 1 + p + j);
        var target = new float[32];
        ChannelProduct.Calculate([1, 10], 2, 1, panels, [], new Epilogue { Target = target });
        Assert.Equal(32, panels.Columns);
        Assert.Equal([.. Enumerable.Range(0, 19).Select(j => 1f + j + (10 * (2 + j)))], target[..19]);
        Assert.All(target[19..], number => Assert.Equal(0, number));
    }

    [Theory]
    [InlineData(1, 1, 16)]
    [InlineData(1, 7, 32)]
    [InlineData(2, 2, 48)]
    [InlineData(5, 4, 16)]
    [InlineData(9, 13, 32)]
    public void A_depthwise_convolution_is_the_formula(int height, int width, int channels)
    {
        const int pictures = 2;
        var random = new SeededRandom(2);
        foreach (var (kernel, stride, dilation, before, after) in (ReadOnlySpan<(int, int, int, int, int)>)[(3, 1, 1, 1, 1), (3, 2, 1, 0, 1), (3, 2, 1, 1, 1), (5, 1, 1, 2, 2), (3, 1, 2, 2, 2), (2, 3, 1, 1, 1)])
        {
            var axis = new WindowAxis(kernel, stride, dilation, before, after, WindowPadding.Stated);
            var shape = new PictureShape(height, width, channels);
            var taps = new Window(axis, axis).Taps(shape);
            var (rows, columns) = (axis.Windows(height), axis.Windows(width));
            var source = Numbers(random, pictures * shape.Length);
            var weights = Numbers(random, kernel * kernel * channels);
            var bias = Numbers(random, channels);
            var expected = new double[pictures * rows * columns * channels];
            var back = new double[source.Length];
            for (var i = 0; i < expected.Length; i++)
            {
                var (c, x, y, picture) = (i % channels, i / channels % columns, i / channels / columns % rows, i / channels / columns / rows);
                expected[i] = bias[c];
                for (var ky = 0; ky < kernel; ky++)
                {
                    for (var kx = 0; kx < kernel; kx++)
                    {
                        var (sy, sx) = ((y * stride) - before + (ky * dilation), (x * stride) - before + (kx * dilation));
                        if (sy < 0 || sy >= height || sx < 0 || sx >= width)
                            continue;
                        var s = (((((picture * height) + sy) * width) + sx) * channels) + c;
                        expected[i] += (double)source[s] * weights[(((ky * kernel) + kx) * channels) + c];
                        // What is sent back is the result's number.
                        back[s] += (i % 7) * (double)weights[(((ky * kernel) + kx) * channels) + c];
                    }
                }
            }

            var target = new float[expected.Length];
            DepthwiseProduct.Calculate(source, pictures, channels, taps, weights, bias, new Epilogue { Target = target });
            AssertClose(expected, target);
            if (expected.Length > 0)
                AssertClamp(expected, (passing, clamp) => new Epilogue { Target = target, Passing = passing, Clamp = clamp }, e => DepthwiseProduct.Calculate(source, pictures, channels, taps, weights, bias, e), target);

            float[] sent = [.. Enumerable.Range(0, expected.Length).Select(i => (float)(i % 7))];
            var returned = new float[back.Length];
            DepthwiseProduct.Calculate(sent, pictures, channels, taps.Transposed(), weights, [], new Epilogue { Target = returned });
            AssertClose(back, returned);

            if ((kernel, stride, dilation) != (3, 1, 1))
                continue;
            DepthwiseThree.Calculate(source, pictures, shape, weights, bias, new Epilogue { Target = target });
            AssertClose(expected, target);
            AssertClamp(expected, (passing, clamp) => new Epilogue { Target = target, Passing = passing, Clamp = clamp }, e => DepthwiseThree.Calculate(source, pictures, shape, weights, bias, e), target);
            float[] turned = [.. Enumerable.Range(0, weights.Length).Select(i => weights[((8 - (i / channels)) * channels) + (i % channels)])];
            DepthwiseThree.Calculate(sent, pictures, shape, turned, [], new Epilogue { Target = returned });
            AssertClose(back, returned);
        }
    }

    [Theory]
    [InlineData(3, 3, 2)]
    [InlineData(20, 3, 1)]
    [InlineData(16, 5, 3)]
    public void What_windows_see_is_laid_side_by_side_and_goes_back_where_it_came_from(int channels, int kernel, int stride)
    {
        const int pictures = 2, size = 9;
        var random = new SeededRandom(3);
        var axis = new WindowAxis(kernel, stride, 1, 1, 2, WindowPadding.Stated);
        var taps = new Window(axis, axis).Taps(new PictureShape(size, size, channels));
        var patch = kernel * kernel * channels;
        var source = Numbers(random, pictures * size * size * channels);
        var all = pictures * taps.TargetPixels;
        var patches = new float[all * patch];
        for (var first = 0; first < all; first += 10)
            PatchRows.Gather(source, channels, taps, first, patches.AsSpan(first * patch, Math.Min(10, all - first) * patch), patch);

        var expected = new float[patches.Length];
        var back = new double[source.Length];
        var sent = Numbers(random, patches.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            var (c, position, pixel) = (i % channels, i / channels % (kernel * kernel), i / patch);
            var (y, x) = ((pixel % taps.TargetPixels / taps.Columns.Targets * stride) - 1 + (position / kernel), (pixel % taps.Columns.Targets * stride) - 1 + (position % kernel));
            if (y < 0 || y >= size || x < 0 || x >= size)
                continue;
            var s = (((((pixel / taps.TargetPixels * size) + y) * size) + x) * channels) + c;
            expected[i] = source[s];
            back[s] += sent[i];
        }

        Assert.Equal(expected, patches);
        var returned = new float[source.Length];
        for (var first = 0; first < all; first += 7)
            PatchSums.Add(sent.AsSpan(first * patch, Math.Min(7, all - first) * patch), patch, channels, taps, first, returned);
        AssertClose(back, returned);
    }

    [Fact]
    public void What_is_not_a_number_is_not_hidden_by_a_clamp()
    {
        var source = new float[32];
        (source[3], source[7], source[20]) = (float.NaN, float.PositiveInfinity, float.NegativeInfinity);
        var target = new float[32];
        ClampedSum.Calculate(source, new Epilogue { Target = target, Clamp = new Clamp(0, 6) });
        Assert.Equal(float.NaN, target[3]);
        Assert.Equal(6, target[7]);
        Assert.Equal(0, target[20]);
    }

    delegate Epilogue MakeEpilogue(Span<byte> passing, Clamp clamp);

    delegate void Kernel(Epilogue epilogue);

    // The clamp and the bits that say where it passes; then those bits, with the same sums for a gradient.
    static void AssertClamp(double[] sums, MakeEpilogue make, Kernel kernel, float[] target)
    {
        var clamp = new Clamp(-0.5f, 0.75f);
        var passing = new byte[sums.Length / 8];
        kernel(make(passing, clamp));
        AssertClose([.. sums.Select(sum => Math.Clamp(sum, clamp.Low, clamp.High))], target);
        bool[] passes = [.. Enumerable.Range(0, sums.Length).Select(i => (passing[i / 8] >> (i % 8) & 1) != 0)];
        for (var i = 0; i < sums.Length; i++)
            if (Math.Abs(sums[i] - clamp.Low) > 1e-3 && Math.Abs(sums[i] - clamp.High) > 1e-3)
                Assert.Equal(sums[i] > clamp.Low && sums[i] < clamp.High, passes[i]);

        kernel(new Epilogue { Target = target, Passing = passing, Recalls = true });
        AssertClose([.. sums.Select((sum, i) => passes[i] ? sum : 0)], target);
    }

    static void AssertClose(double[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= 1e-4 * (1 + Math.Abs(expected[i])), $"{i}: {actual[i]} where {expected[i]} is expected");
    }

    static float[] Numbers(SeededRandom random, int count) => [.. Enumerable.Range(0, count).Select(_ => (float)random.NextGaussian())];
}
