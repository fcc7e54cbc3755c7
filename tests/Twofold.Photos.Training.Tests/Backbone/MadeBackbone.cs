using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Twofold.Photos.Onnx;
using static Twofold.Photos.Onnx.TensorProto.Types;

namespace Twofold.Photos.Training.Tests;

/// <summary>Small networks with random weights, as ONNX; and ONNX Runtime's word on what any of their values are.</summary>
sealed class MadeBackbone(ulong seed)
{
    readonly SeededRandom random = new(seed);
    readonly Dictionary<string, int> channels = [];

    public OnnxGraphBuilder Graph { get; } = new("backbone");

    public string Input()
    {
        var x = Graph.Input("input", DataType.Float, -1, 3, -1, -1);
        channels[x] = 3;
        return x;
    }

    public float[] Numbers(int count, double scale) => [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextGaussian() * scale))];

    /// <summary>A convolution with biases; pads are top, left, bottom, right.</summary>
    public string Conv(string x, int outputs, int kernel, int stride = 1, long[]? pads = null, int groups = 1, int dilation = 1, int? width = null, string? autoPad = null)
    {
        var inputs = channels[x] / groups;
        var wide = width ?? kernel;
        var weights = Numbers(outputs * inputs * kernel * wide, 1.5 / Math.Sqrt(inputs * kernel * wide));
        var attributes = new List<AttributeProto>
        {
            OnnxGraphBuilder.Attribute("strides", stride, stride), OnnxGraphBuilder.Attribute("group", groups), OnnxGraphBuilder.Attribute("dilations", dilation, dilation),
            autoPad is null ? OnnxGraphBuilder.Attribute("pads", pads ?? [kernel / 2, wide / 2, kernel / 2, wide / 2]) : OnnxGraphBuilder.Attribute("auto_pad", autoPad),
        };
        return Of(Graph.Node("Conv", [x, Graph.Constant(weights, outputs, inputs, kernel, wide), Graph.Constant(Numbers(outputs, 0.3), outputs)], [.. attributes]), outputs);
    }

    public string Depthwise(string x, int kernel = 3, int stride = 1, long[]? pads = null, int dilation = 1) => Conv(x, channels[x], kernel, stride, pads, channels[x], dilation);

    public string Normalized(string x)
    {
        var count = channels[x];
        float[] variances = [.. Numbers(count, 0.5).Select(number => 0.5f + (number * number))];
        string Constant(float[] numbers) => Graph.Constant(numbers, count);
        return Of(Graph.Node("BatchNormalization", [x, Constant(Numbers(count, 1)), Constant(Numbers(count, 0.3)), Constant(Numbers(count, 0.3)), Constant(variances)]), count);
    }

    public string Relu(string x) => Of(Graph.Relu(x), channels[x]);

    public string Relu6(string x) => Of(Graph.Clip(x, 0, 6), channels[x]);

    public string Add(string x, string y) => Of(Graph.Add(x, y), channels[x]);

    public string MaxPool(string x, int size, int stride, int padding) => Of(Graph.MaxPool(x, size, stride, padding), channels[x]);

    public string Of(string value, int count)
    {
        channels[value] = count;
        return value;
    }

    /// <summary>MobileNetV2's way in small: an expansion, a depthwise convolution, a projection, and a shortcut around the three.</summary>
    public string Inverted(string x, int outputs, int stride)
    {
        var inside = Relu6(Conv(x, 6 * channels[x], 1));
        inside = Relu6(Depthwise(inside, stride: stride, pads: stride == 2 ? [0, 0, 1, 1] : [1, 1, 1, 1]));
        inside = Conv(inside, outputs, 1);
        return stride == 1 && outputs == channels[x] ? Add(inside, x) : inside;
    }

    /// <summary>ResNet's way in small: two 3x3 convolutions, normalized, and a shortcut around them.</summary>
    public string Residual(string x, int outputs, int stride)
    {
        var inside = Relu(Normalized(Conv(x, outputs, 3, stride)));
        inside = Normalized(Conv(inside, outputs, 3));
        var shortcut = stride == 1 ? x : Normalized(Conv(x, outputs, 1, stride));
        return Relu(Add(inside, shortcut));
    }

    public (MadeBackbone Network, byte[] Onnx, string[] Scales) Mobile()
    {
        var x = Relu6(Conv(Input(), 16, 3, 2, [0, 0, 1, 1]));
        x = Conv(Relu6(Depthwise(x)), 8, 1);
        var four = Inverted(Inverted(x, 24, 2), 24, 1);
        var eight = Inverted(Inverted(four, 32, 2), 32, 1);
        var sixteen = Inverted(Inverted(eight, 40, 2), 40, 1);
        var last = Inverted(sixteen, 56, 2);
        var end = Graph.GlobalAveragePool(Relu6(Conv(last, 200, 1)));
        return (this, Bytes(end), [four, eight, sixteen, last]);
    }

    public (MadeBackbone Network, byte[] Onnx, string[] Scales) ResNet()
    {
        var x = MaxPool(Relu(Normalized(Conv(Input(), 20, 7, 2))), 3, 2, 1);
        var four = Residual(Residual(x, 20, 1), 20, 1);
        var eight = Residual(Residual(four, 32, 2), 32, 1);
        var sixteen = Residual(eight, 48, 2);
        return (this, Bytes(Graph.GlobalAveragePool(sixteen)), [four, eight, sixteen]);
    }

    /// <summary>As <see cref="ResNet"/>, with a pool and a last block above a stride of 16.</summary>
    public (MadeBackbone Network, byte[] Onnx) Larger()
    {
        var x = MaxPool(Relu(Normalized(Conv(Input(), 20, 7, 2))), 3, 2, 1);
        x = Residual(Residual(x, 32, 2), 40, 2);
        return (this, Bytes(Graph.GlobalAveragePool(Residual(Residual(MaxPool(x, 3, 1, 1), 48, 2), 48, 1))));
    }

    /// <summary>The graph with one value as its output.</summary>
    public byte[] Bytes(string output) => WithOutputs(Graph.ToBytes(), output);

    public static byte[] WithOutputs(byte[] onnx, params string[] values)
    {
        var model = ModelProto.Parser.ParseFrom(onnx);
        model.Graph.Output.Clear();
        foreach (var value in values)
            model.Graph.Output.Add(new ValueInfoProto { Name = value });
        // Sizes of pictures may be written down as one size only; here they are free.
        foreach (var input in model.Graph.Input)
            input.Type.TensorType.Shape = new TensorShapeProto { Dim = { FreeDimension("n"), new TensorShapeProto.Types.Dimension { DimValue = 3 }, FreeDimension("h"), FreeDimension("w") } };
        return model.ToByteArray();
    }

    static TensorShapeProto.Types.Dimension FreeDimension(string name) => new() { DimParam = name };

    /// <summary>Values of pictures [count, size, size, 3], by ONNX Runtime, each [count, rows, columns, channels].</summary>
    public static float[][] Run(byte[] onnx, string[] values, float[] pictures, int count, int size)
    {
        using var session = new InferenceSession(WithOutputs(onnx, values));
        using var input = OrtValue.CreateTensorValueFromMemory(Turned(pictures, count, size * size, 3), [count, 3, size, size]);
        using var options = new RunOptions();
        using var results = session.Run(options, session.InputNames, [input], values);
        return [.. results.Select(result =>
        {
            var shape = result.GetTensorTypeAndShape().Shape;
            return Turned(result.GetTensorDataAsSpan<float>().ToArray(), count, (int)shape[1], (int)(shape[2] * shape[3]));
        })];
    }

    // [n, a, b] to [n, b, a].
    public static float[] Turned(float[] values, int n, int a, int b)
    {
        var turned = new float[values.Length];
        for (var i = 0; i < n; i++)
            for (var j = 0; j < a; j++)
                for (var k = 0; k < b; k++)
                    turned[(((i * b) + k) * a) + j] = values[(((i * a) + j) * b) + k];
        return turned;
    }
}
