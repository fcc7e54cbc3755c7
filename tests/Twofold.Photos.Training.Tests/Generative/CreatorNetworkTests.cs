using static TorchSharp.torch;

namespace Twofold.Photos.Training.Tests;

public sealed class CreatorNetworkTests
{
    [Theory]
    [InlineData(16, 1)]
    [InlineData(32, 3)]
    [InlineData(64, 2)]
    public void ONNX_Runtime_makes_the_pictures_that_torch_makes(int size, int labelCount)
    {
        TorchRuntime.EnsureLoaded();
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        using var random = new Generator(3);
        var network = new CreatorNetwork(size, labelCount, Width: 16);
        using var weights = new WeightVector(network.Shapes, random);
        // Gains and shifts begin at zero, where a mistake in them would not be seen.
        weights.Values.add_(randn(weights.Values.shape, generator: random) * 0.1);
        var layers = weights.Layers(weights.Values, ScalarType.Float32);
        var labels = arange(60, ScalarType.Int64).remainder(labelCount);
        var noise = randn(60, CreatorNetwork.NoiseDimension, generator: random);
        var measured = network.Measure(layers, noise, labels);

        var made = CreatorRun.Pictures(network.ToOnnx(layers, measured, upscaler: null), labels.data<long>().ToArray(), noise.data<float>().ToArray());

        var expected = ((network.Forward(layers, noise, labels, CreatorNetwork.Fixed(measured)) + 1) * 127.5).round().permute(0, 2, 3, 1).contiguous();
        var differences = expected.data<float>().ToArray().Zip(made, (torch, onnx) => Math.Abs(torch - onnx)).ToArray();
        Assert.Equal(60 * size * size * 3, made.Length);
        Assert.True(differences.Max() <= 1, $"A color differs by {differences.Max()} levels.");
        Assert.True(differences.Count(difference => difference > 0) < made.Length / 1000);
        Assert.True(made.Distinct().Count() > 100, "The pictures are too uniform to compare.");
    }

    [Fact]
    public void Noise_of_another_dimension_is_refused_before_torch_sees_it()
    {
        TorchRuntime.EnsureLoaded();
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        var network = new CreatorNetwork(16, 2, Width: 16);
        using var weights = new WeightVector(network.Shapes, random);
        var layers = weights.Layers(weights.Values, ScalarType.Float32);
        Assert.Throws<ArgumentException>(() => network.Forward(layers, randn(4, 7), zeros(4, ScalarType.Int64), CreatorNetwork.BatchNormalization));
    }
}
