using Microsoft.ML.OnnxRuntime;
using Twofold.Photos.Onnx;
using static Twofold.Photos.Onnx.TensorProto.Types;

namespace Twofold.Photos.Training.Tests;

public sealed class OnnxGraphBuilderTests
{
    [Fact]
    public void A_graph_from_bytes_to_features_runs_for_any_number_of_pictures()
    {
        var graph = new OnnxGraphBuilder("mean color");
        var x = graph.Input("pictures", DataType.Uint8, -1, 2, 2, 3);
        x = graph.Cast(graph.Transpose(x, 0, 3, 1, 2), DataType.Float);
        x = graph.Mul(x, graph.Scalar(1f / 255));
        graph.Output(graph.Flatten(graph.GlobalAveragePool(x)), "features", DataType.Float, -1, 3);

        var pictures = new byte[2 * 2 * 2 * 3];
        for (var i = 0; i < 4; i++)
            (pictures[i * 3], pictures[(i * 3) + 2]) = (255, (byte)(i * 51));

        AssertClose([1, 0, 0.3f, 0, 0, 0], Run<float>(graph, ("pictures", pictures, [2, 2, 2, 3])));
    }

    [Fact]
    public void A_graph_from_noise_and_label_to_bytes_runs()
    {
        var graph = new OnnxGraphBuilder("two pixels");
        var noise = graph.Input("noise", DataType.Float, -1, 2);
        var label = graph.Input("label", DataType.Int64, -1);
        var embedded = graph.Gather(graph.Constant([10f, 20, 30, 110, 120, 130], 2, 3), label);
        var x = graph.Linear(noise, graph.Constant([1f, 0, 0, 1, 1, 1], 3, 2), graph.Constant([0f, 0, 0.6f], 3));
        x = graph.Reshape(graph.Add(x, embedded), -1, 3, 1, 1);
        x = graph.Transpose(graph.ResizeBilinear(x, 2), 0, 2, 3, 1);
        graph.Output(graph.Cast(graph.Round(graph.Clip(x, 0, 255)), DataType.Uint8), "pictures", DataType.Uint8, -1, 2, 2, 3);

        var made = Run<byte>(graph, ("noise", new[] { 1f, 2, -200, 500 }, [2, 2]), ("label", new[] { 0L, 1 }, [2]));

        Assert.Equal([11, 22, 34, 11, 22, 34, 11, 22, 34, 11, 22, 34], made[..12]);
        Assert.Equal([0, 255, 255], made[12..15]);
    }

    [Theory]
    [InlineData("Relu", 0, 2)]
    [InlineData("Gelu", -0.15865526f, 1.9544997f)]
    [InlineData("Silu", -0.26894143f, 1.7615942f)]
    [InlineData("Sigmoid", 0.26894143f, 0.8807971f)]
    [InlineData("Tanh", -0.7615942f, 0.9640276f)]
    public void An_activation_gives_what_its_formula_says(string activation, float ofMinusOne, float ofTwo)
    {
        var graph = new OnnxGraphBuilder(activation);
        var x = graph.Input("x", DataType.Float, -1, 2);
        x = activation switch
        {
            "Relu" => graph.Relu(x),
            "Gelu" => graph.Gelu(x),
            "Silu" => graph.Silu(x),
            "Sigmoid" => graph.Sigmoid(x),
            _ => graph.Tanh(x),
        };
        graph.Output(x, "y", DataType.Float, -1, 2);

        AssertClose([ofMinusOne, ofTwo], Run<float>(graph, ("x", new[] { -1f, 2 }, [1, 2])));
    }

    [Fact]
    public void Convolutions_and_pools_keep_their_strides_and_padding()
    {
        var graph = new OnnxGraphBuilder("shapes");
        var x = graph.Input("x", DataType.Float, -1, 1, 4, 4);
        var ones = graph.Constant([1f, 1, 1, 1, 1, 1, 1, 1, 1], 1, 1, 3, 3);
        var up = graph.ConvTranspose(x, graph.Constant([1f, 1, 1, 1], 1, 1, 2, 2), stride: 2);
        var all = graph.Concat(
            1,
            graph.Flatten(graph.Conv(x, ones, graph.Constant([0.5f], 1), stride: 2, padding: 1)),
            graph.Flatten(graph.MaxPool(x, 2, 2)),
            graph.Flatten(graph.GlobalMaxPool(up)),
            graph.ReduceMean(graph.ResizeBilinear(x, 2), keepDimensions: false, 2, 3));
        graph.Output(all, "y", DataType.Float, -1, 10);

        var counting = Enumerable.Range(0, 16).Select(i => (float)i).ToArray();
        AssertClose(
            [10.5f, 24.5f, 51.5f, 90.5f, 5, 7, 13, 15, 15, 7.5f],
            Run<float>(graph, ("x", counting, [1, 1, 4, 4])));
    }

    [Fact]
    public void A_folded_batch_normalization_gives_what_the_two_layers_give()
    {
        float[] mean = [1, -2], variance = [4, 0.25f], scale = [3, 0.5f], shift = [0.1f, -0.2f];
        var (weights, biases) = OnnxGraphBuilder.FoldBatchNormalization([1f, 2, 3, 4], mean, variance, scale, shift, epsilon: 1e-3f);

        var graph = new OnnxGraphBuilder("folded");
        var x = graph.Input("x", DataType.Float, -1, 2, 1, 1);
        graph.Output(graph.Conv(x, graph.Constant(weights, 2, 2, 1, 1), graph.Constant(biases, 2)), "y", DataType.Float, -1, 2, 1, 1);

        float[] expected = [.. new[] { 5f + 14, 15 + 28 }.Select((y, o) => ((y - mean[o]) / MathF.Sqrt(variance[o] + 1e-3f) * scale[o]) + shift[o])];
        AssertClose(expected, Run<float>(graph, ("x", new[] { 5f, 7 }, [1, 2, 1, 1])));
    }

    [Fact]
    public void A_constant_that_does_not_fill_its_shape_is_refused() =>
        Assert.Contains("[2, 2]", Assert.Throws<ArgumentException>(() => new OnnxGraphBuilder("x").Constant([1f, 2, 3], 2, 2)).Message);

    static void AssertClose(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 1e-5f * (1 + Math.Abs(expected[i])));
    }

    static T[] Run<T>(OnnxGraphBuilder graph, params (string Name, Array Data, long[] Shape)[] inputs)
        where T : unmanaged
    {
        using var session = new InferenceSession(graph.ToBytes());
        var values = inputs.ToDictionary(input => input.Name, input => input.Data switch
        {
            byte[] bytes => OrtValue.CreateTensorValueFromMemory(bytes, input.Shape),
            long[] longs => OrtValue.CreateTensorValueFromMemory(longs, input.Shape),
            _ => OrtValue.CreateTensorValueFromMemory((float[])input.Data, input.Shape),
        });
        using var options = new RunOptions();
        using var results = session.Run(options, values, session.OutputNames);
        foreach (var value in values.Values)
            value.Dispose();
        return results[0].GetTensorDataAsSpan<T>().ToArray();
    }
}
