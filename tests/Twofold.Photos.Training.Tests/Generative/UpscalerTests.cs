using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Twofold.Photos.Onnx;
using static TorchSharp.torch;
using static Twofold.Photos.Onnx.TensorProto.Types;

namespace Twofold.Photos.Training.Tests;

public sealed class UpscalerTests
{
    const int Large = 32, Small = 16;

    [Fact]
    public void Drawings_that_it_never_saw_come_out_nearer_to_themselves_than_interpolation_brings_them()
    {
        TorchRuntime.EnsureLoaded();
        using var scope = NewDisposeScope();
        var network = new Upscaler(Large / Small);
        using var untrained = Trained(network, steps: 0);
        using var trained = Trained(network, steps: 150);
        var drawings = Drawings.Of(Large, count: 24, seed: 5000);

        // An upscaler begins as interpolation.
        var (before, after) = (Error(untrained, drawings), Error(trained, drawings));

        Assert.True(after < 0.9 * before, $"{after} levels of 255 away, interpolation {before}.");
    }

    [Fact]
    public void ONNX_Runtime_makes_the_pictures_that_torch_makes()
    {
        TorchRuntime.EnsureLoaded();
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        using var random = new Generator(3);
        var network = new Upscaler(4);
        using var weights = new WeightVector(network.Shapes, random);
        // The last layer begins at zero, where a mistake in it would not be seen.
        weights.Values.add_(randn(weights.Values.shape, generator: random) * 0.03);
        var small = (rand(2, 3, 8, 8, generator: random) * 2) - 1;
        var expected = network.Forward(weights.Layers(weights.Values, ScalarType.Float32), small).clamp(-1, 1);

        using var trained = new TrainedUpscaler(network, weights.Values.detach().clone(), seconds: 0);
        var made = Run(trained, small.data<float>().ToArray(), edge: 8);

        Assert.Equal([2, 3, 32, 32], expected.shape);
        var pairs = expected.contiguous().data<float>().ToArray().Zip(made).ToArray();
        Assert.All(pairs, pair => Assert.Equal(pair.First, pair.Second, 1e-4));
        Assert.True(made.Distinct().Count() > 1000);
    }

    [Fact]
    public void What_was_kept_is_the_same_upscaler()
    {
        TorchRuntime.EnsureLoaded();
        using var scope = NewDisposeScope();
        var network = new Upscaler(2);
        using var trained = Trained(network, steps: 3);
        var tensors = new SafeTensors();
        trained.AddTo(tensors);

        using var read = TrainedUpscaler.Read(network, SafeTensors.FromBytes(tensors.ToBytes()));

        var small = Enumerable.Range(0, 3 * 8 * 8).Select(i => (i % 19 / 9f) - 1).ToArray();
        Assert.Equal(Run(trained, small, edge: 8), Run(read, small, edge: 8));
        Assert.Throws<TwofoldException>(() => TrainedUpscaler.Read(new Upscaler(4), tensors));
    }

    static TrainedUpscaler Trained(Upscaler network, int steps) =>
        new UpscalerTrainer { Budget = TimeSpan.FromMinutes(1), Steps = steps, Seed = 1, Precision = ScalarType.Float32 }
            .Train(network, Drawings.Of(Large, count: 120), progress: null, CancellationToken.None);

    static double Error(TrainedUpscaler upscaler, SmallPictures drawings)
    {
        var small = drawings.Smaller(Large / Small);
        float Level(byte[] pixels, int edge, int picture, int color, int y, int x) => (pixels[(((((picture * edge) + y) * edge) + x) * 3) + color] / 127.5f) - 1;
        var input = new float[small.Pixels.Length];
        var at = 0;
        for (var picture = 0; picture < small.Count; picture++)
            for (var color = 0; color < 3; color++)
                for (var y = 0; y < Small; y++)
                    for (var x = 0; x < Small; x++)
                        input[at++] = Level(small.Pixels, Small, picture, color, y, x);
        var made = Run(upscaler, input, Small);
        var sum = 0.0;
        at = 0;
        for (var picture = 0; picture < drawings.Count; picture++)
            for (var color = 0; color < 3; color++)
                for (var y = 0; y < Large; y++)
                    for (var x = 0; x < Large; x++)
                        sum += Math.Abs(made[at++] - Level(drawings.Pixels, Large, picture, color, y, x));
        return sum / at * 127.5;
    }

    /// <summary>What ONNX Runtime makes of [pictures, 3, edge, edge].</summary>
    static float[] Run(TrainedUpscaler upscaler, float[] small, int edge)
    {
        var graph = new OnnxGraphBuilder("upscaler");
        var output = upscaler.AddTo(graph, graph.Input("small", DataType.Float, -1, 3, edge, edge));
        graph.Output(output, "large", DataType.Float, -1, 3, edge * upscaler.Factor, edge * upscaler.Factor);
        using var session = new InferenceSession(graph.ToBytes());
        using var results = session.Run([NamedOnnxValue.CreateFromTensor("small", new DenseTensor<float>(small, [small.Length / (3 * edge * edge), 3, edge, edge]))]);
        return results.Single().AsTensor<float>().ToArray();
    }
}
