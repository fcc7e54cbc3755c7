using Twofold.Photos.Onnx;
using static TorchSharp.torch;

namespace Twofold.Photos.Training.Tests;

public sealed class VelocityNetworkTests
{
    // Before any tensor, and any scope of them.
    public VelocityNetworkTests() => TorchRuntime.EnsureLoaded();

    [Theory]
    [InlineData(16, 1)]
    [InlineData(32, 3)]
    [InlineData(64, 2)]
    [InlineData(128, 2)]
    public void ONNX_Runtime_finds_the_velocities_that_torch_finds(int size, int labelCount)
    {
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        using var random = new Generator(3);
        using var basis = Basis(size);
        var network = new VelocityNetwork(size, labelCount, Width: 16, basis);
        using var weights = new WeightVector(network.Shapes, random);
        // Many begin at zero, where a mistake in them would not be seen.
        weights.Values.add_(randn(weights.Values.shape, generator: random) * 0.1);
        var layers = weights.Layers(weights.Values, ScalarType.Float32);
        var states = randn(6, 3, size, size, generator: random);
        var times = tensor(new[] { 0, 0.01f, 0.3f, 0.7f, 0.99f, 1 });
        var labels = arange(6, ScalarType.Int64).remainder(labelCount + 1);

        // A row for each state; that of no label is all zero.
        var shares = new float[6 * labelCount];
        for (var i = 0; i < 6; i++)
            if (labels[i].item<long>() is var label && label < labelCount)
                shares[(i * labelCount) + label] = 1;
        using var field = VelocityField.Open(network.ToOnnx(layers), labelCount);
        var made = new float[states.numel()];
        field.Velocities(states.data<float>().ToArray(), times.data<float>().ToArray(), shares, made);

        var expected = network.ToPictures(network.Forward(layers, network.ToCoordinates(states), times, labels)).contiguous().data<float>().ToArray();
        var scale = expected.Max(Math.Abs);
        Assert.True(scale is > 0.1f and < 1e4f, $"Velocities up to {scale} say little.");
        Assert.All(expected.Zip(made), pair => Assert.Equal(pair.First, pair.Second, scale * 1e-4f));
    }

    [Fact]
    public void Coordinates_of_patches_lead_back_to_the_picture_and_leave_noise_as_it_is()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(4);
        using var basis = Basis(32);
        var network = new VelocityNetwork(32, 1, Width: 16, basis);
        var noise = randn(64, 3, 32, 32, generator: random);

        var coordinates = network.ToCoordinates(noise);

        Assert.True((network.ToPictures(coordinates) - noise).abs().max().item<float>() < 1e-4);
        var deviations = coordinates.std([0, 2, 3]).data<float>().ToArray();
        Assert.All(deviations, deviation => Assert.InRange(deviation, 0.96f, 1.04f));
    }

    [Fact]
    public void Before_training_the_velocity_is_that_of_Gaussian_patches()
    {
        // Of one Gaussian number x with deviation s, the velocity at z = t x + (1 - t) n is E[x - n | z] = (t s² - (1 - t)) / (t² s² + (1 - t)²) z.
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        using var random = new Generator(5);
        using var basis = Basis(16);
        var network = new VelocityNetwork(16, 2, Width: 16, basis);
        using var weights = new WeightVector(network.Shapes, random);
        var state = randn(1, 3, 16, 16, generator: random);

        var velocity = network.Forward(weights.Layers(weights.Values, ScalarType.Float32), state, tensor(new[] { 0.4f }), tensor(new[] { 1L }));

        for (var c = 0; c < 3; c++)
        {
            var (s, m) = (basis.Deviations[c].item<float>(), basis.Mean[c].item<float>());
            var slope = ((0.4 * s * s) - 0.6) / ((0.16 * s * s) + 0.36);
            Assert.Equal(m + (slope * (state[0, c, 3, 5].item<float>() - (0.4 * m))), velocity[0, c, 3, 5].item<float>(), 1e-4);
        }
    }

    [Fact]
    public void States_of_another_shape_are_refused_before_torch_sees_them()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        using var basis = Basis(16);
        var network = new VelocityNetwork(16, 2, Width: 16, basis);
        using var weights = new WeightVector(network.Shapes, random);
        var layers = weights.Layers(weights.Values, ScalarType.Float32);
        Assert.Throws<ArgumentException>(() => network.Forward(layers, randn(4, 12, 8, 8), rand(4), zeros(4, ScalarType.Int64)));
        Assert.Throws<ArgumentException>(() => network.Forward(layers, randn(4, 3, 16, 16), rand(3), zeros(4, ScalarType.Int64)));
    }

    static PatchBasis Basis(int size) => PatchBasis.Of(ColoredPictures.RedAndBlue(perLabel: 10, size), VelocityNetwork.PatchEdge(size), new SeededRandom(1));
}
