using TorchSharp;
using Twofold.Photos.Onnx;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;
using static Twofold.Photos.Onnx.TensorProto.Types;

namespace Twofold.Photos.Training;

/// <summary>
/// The convolutional network of airbench (Jordan 2024, "94% on CIFAR-10 in 3.29 Seconds on a Single GPU"): a fixed first layer that whitens
/// patches, then three groups of two 3 x 3 convolutions, each group at half the resolution of the one before. Its weights and the running
/// statistics of its batch normalization are handed in, so that an average of them or an earlier state is evaluated just the same.
/// </summary>
sealed class ScratchNetwork : IDisposable
{
    const int Groups = 3;
    const int Convolutions = 2 * Groups;
    const double StatisticsMomentum = 0.2;
    const float Epsilon = 1e-5f;

    // Any size is first brought to about 32 x 32 by the stride of the whitening layer.
    const int GroupedSize = 32;
    const int WhitenedComponents = 16;

    readonly int size;
    readonly long[] widths;
    readonly float[] mean, deviation;

    public ScratchNetwork(SmallPictures pictures, int width, ulong seed)
    {
        if (pictures.Size % GroupedSize != 0)
            throw new TwofoldException($"Pictures of {pictures.Size} x {pictures.Size} pixels: a multiple of {GroupedSize} was expected of a network from scratch.");
        size = pictures.Size;
        widths = [width, 4 * width, 4 * width];
        (mean, deviation) = ColorStatistics(pictures);
        Whitening = WhiteningOf(pictures, seed);

        using var generator = new Generator(seed);
        var filters = new List<WeightShape>();
        var shifts = new List<WeightShape> { new(0, Whitening.shape[0]) };
        var before = Whitening.shape[0];
        foreach (var after in widths)
        {
            filters.Add(FilterShape(after, before));
            filters.Add(FilterShape(after, after));
            shifts.Add(new(0, after));
            shifts.Add(new(0, after));
            before = after;
        }

        Filters = new WeightVector(filters, generator);
        Others = new WeightVector([.. shifts, new(1 / Math.Sqrt(FeatureCount), pictures.LabelCount, FeatureCount), new(0, pictures.LabelCount)], generator);
        using var scope = NewDisposeScope();
        var channels = widths.Sum() * 2;
        Values = new NetworkValues(Filters.Values, Others.Values, cat([zeros(channels), ones(channels)]).DetachFromDisposeScope());

        static WeightShape FilterShape(long after, long before) => new(1 / Math.Sqrt(9 * before), after, 3, 3, before) { PassesOn = true };
    }

    /// <summary>The first layer's filters, which training leaves as they are, [filters, 3, edge, edge]: 24 filters of 2 x 2 pixels where pictures have 32, 32 of more where they are larger.</summary>
    public Tensor Whitening { get; }

    /// <summary>The convolutions' filters.</summary>
    public WeightVector Filters { get; }

    /// <summary>The whitening layer's biases, the shifts after each normalization, and the head's weights and biases.</summary>
    public WeightVector Others { get; }

    /// <summary>All that training changes.</summary>
    public NetworkValues Values { get; }

    /// <summary>How many features the head reads.</summary>
    public int FeatureCount => (int)widths[^1];

    /// <summary>What a color value from 0 to 255 becomes: (value - mean) / deviation, for red, green and blue.</summary>
    public (float[] Mean, float[] Deviation) Normalization => (mean, deviation);

    /// <summary>The labels' logits, float32 [pictures, labels].</summary>
    /// <param name="values"><see cref="Values"/>, or an average or an earlier state of them; the statistics are updated where <paramref name="training"/>.</param>
    /// <param name="pictures">Normalized pictures, [pictures, size, size, 3].</param>
    /// <param name="training">Whether to normalize by the batch's own statistics.</param>
    /// <param name="precision">The type to compute the convolutions in.</param>
    /// <param name="fixedWhitening">
    /// Whether the whitening layer's biases have learned enough: no gradient then goes back through the first convolution, the one of the largest maps.
    /// </param>
    public Tensor Logits(NetworkValues values, Tensor pictures, bool training, ScalarType precision, bool fixedWhitening = false)
    {
        var layers = Filters.Layers(values.Filters, precision);
        var rest = Others.Layers(values.Others, ScalarType.Float32);
        var channels = ChannelsOfStatistics(values.Statistics);

        // A tensor permuted from a contiguous NHWC one is in channels-last layout, the fast one, and convolutions keep it.
        var x = pictures.to_type(precision).permute(0, 3, 1, 2);
        var biases = fixedWhitening ? rest[0].detach() : rest[0];
        x = gelu(conv2d(x, Whitening.to_type(precision), biases.to_type(precision), strides: [Stride, Stride]));
        for (var i = 0; i < Convolutions; i++)
        {
            x = conv2d(x, layers[i], padding: [1, 1]);
            if (i % 2 == 0)
                x = max_pool2d(x, 2);
            x = batch_norm(x, channels[i], channels[Convolutions + i], null!, rest[1 + i], training, StatisticsMomentum, Epsilon);
            x = gelu(x);
        }

        var features = x.to_type(ScalarType.Float32).amax([2, 3]);
        return linear(features, rest[^2], rest[^1]);
    }

    /// <summary>The head's weights [labels, features] and biases [labels].</summary>
    public (float[,] Weights, float[] Biases) Head(NetworkValues values)
    {
        using var scope = NewDisposeScope();
        var layers = Others.Layers(values.Others.detach(), ScalarType.Float32);
        var biases = layers[^1].ToFloats();
        var flat = layers[^2].ToFloats();
        var weights = new float[biases.Length, FeatureCount];
        Buffer.BlockCopy(flat, 0, weights, 0, flat.Length * sizeof(float));
        return (weights, biases);
    }

    /// <summary>The network up to its features, as an ONNX model from bytes to float32: normalization inside, batch normalization folded.</summary>
    public byte[] ToOnnx(NetworkValues values)
    {
        using var scope = NewDisposeScope();
        var layers = Filters.Layers(values.Filters.detach(), ScalarType.Float32);
        var rest = Others.Layers(values.Others.detach(), ScalarType.Float32);
        var channels = ChannelsOfStatistics(values.Statistics);

        var graph = new OnnxGraphBuilder("recognizer");
        var x = graph.Input("pictures", DataType.Uint8, -1, size, size, 3);
        x = graph.Cast(graph.Transpose(x, 0, 3, 1, 2), DataType.Float);
        x = graph.Sub(x, graph.Constant(mean, 3, 1, 1));
        x = graph.Div(x, graph.Constant(deviation, 3, 1, 1));
        x = graph.Gelu(graph.Conv(x, graph.Weights(Whitening), graph.Weights(rest[0]), Stride));
        for (var i = 0; i < Convolutions; i++)
        {
            var (weights, biases) = OnnxGraphBuilder.FoldBatchNormalization(
                layers[i].ToFloats(), channels[i].ToFloats(), channels[Convolutions + i].ToFloats(), [], rest[1 + i].ToFloats(), Epsilon);
            x = graph.Conv(x, graph.Constant(weights, layers[i].shape), graph.Constant(biases, biases.Length), padding: 1);
            if (i % 2 == 0)
                x = graph.MaxPool(x, 2, 2);
            x = graph.Gelu(x);
        }

        graph.Output(graph.Flatten(graph.GlobalMaxPool(x)), "features", DataType.Float, -1, FeatureCount);
        return graph.ToBytes();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Whitening.Dispose();
        Filters.Dispose();
        Others.Dispose();
        Values.Statistics.Dispose();
    }

    int Stride => size / GroupedSize;

    /// <summary>The running means of each convolution, then their running variances.</summary>
    Tensor[] ChannelsOfStatistics(Tensor statistics)
    {
        long[] channels = [.. widths.SelectMany(width => (long[])[width, width])];
        return statistics.split([.. channels, .. channels]);
    }

    /// <summary>
    /// Filters that make the entries of the pictures' patches uncorrelated and of equal variance: the principal components of the patches, each
    /// with both signs, so that what follows sees either side of zero.
    /// </summary>
    Tensor WhiteningOf(SmallPictures pictures, ulong seed)
    {
        const int patchCount = 20_000;
        var edge = 2 * Stride;
        var length = 3 * edge * edge;
        var patches = new float[patchCount * length];
        var random = new SeededRandom(seed);
        for (var p = 0; p < patchCount; p++)
        {
            var picture = pictures[random.NextInt(pictures.Count)];
            var (top, left) = (random.NextInt(size - edge + 1), random.NextInt(size - edge + 1));
            var patch = patches.AsSpan(p * length, length);
            for (var c = 0; c < 3; c++)
                for (var y = 0; y < edge; y++)
                    for (var x = 0; x < edge; x++)
                        patch[(((c * edge) + y) * edge) + x] = (picture[((((top + y) * size) + left + x) * 3) + c] - mean[c]) / deviation[c];
        }

        using var scope = NewDisposeScope();
        var samples = tensor(patches, [patchCount, length]);
        using Scalar count = patchCount, least = 5e-4;
        var (variances, components) = linalg.eigh(samples.t().matmul(samples) / count);
        var kept = Math.Min(WhitenedComponents, length);

        // Ascending variances: the last are the strongest. The constant keeps flat pictures from turning noise into signal.
        var filters = (components / variances.Plus(least).sqrt()).t().slice(0, length - kept, length, 1).reshape(kept, 3, edge, edge);
        return cat([filters, -filters]).contiguous().DetachFromDisposeScope();
    }

    static (float[] Mean, float[] Deviation) ColorStatistics(SmallPictures pictures)
    {
        var (mean, deviation) = (new float[3], new float[3]);
        for (var c = 0; c < 3; c++)
        {
            double sum = 0, squares = 0;
            for (var i = c; i < pictures.Pixels.Length; i += 3)
            {
                double value = pictures.Pixels[i];
                sum += value;
                squares += value * value;
            }

            var count = pictures.Pixels.Length / 3.0;
            mean[c] = (float)(sum / count);
            deviation[c] = (float)Math.Sqrt(Math.Max(squares / count - (sum / count * (sum / count)), 1));
        }

        return (mean, deviation);
    }

}
