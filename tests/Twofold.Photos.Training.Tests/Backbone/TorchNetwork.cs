using Twofold.Photos.Onnx;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Twofold.Photos.Training.Tests;

/// <summary>Runs a made ONNX graph with torch, so that its autograd says what the gradients are.</summary>
static class TorchNetwork
{
    /// <summary>All values of the graph that torch was asked for.</summary>
    public static Dictionary<string, Tensor> Run(byte[] onnx, Tensor pictures)
    {
        var graph = ModelProto.Parser.ParseFrom(onnx).Graph;
        var values = new Dictionary<string, Tensor> { [graph.Input[0].Name] = pictures };
        foreach (var constant in graph.Initializer)
            values[constant.Name] = tensor(OnnxTensor.Floats(constant, "made"), [.. constant.Dims]);
        foreach (var node in graph.Node)
        {
            var x = values[node.Input[0]];
            Tensor Other(int input) => values[node.Input[input]];
            values[node.Output[0]] = node.OpType switch
            {
                "Conv" => Convolution(node, x, Other(1), Other(2)),
                "BatchNormalization" => batch_norm(x, Other(3), Other(4), Other(1), Other(2), false),
                "Relu" => relu(x),
                "Clip" => x.clamp(Other(1).item<float>(), Other(2).item<float>()),
                "Add" => x + Other(1),
                "Sub" => x - Other(1),
                "Mul" => x * Other(1),
                "Div" => x / Other(1),
                "GlobalAveragePool" => x.mean([2, 3], keepdim: true),
                "Identity" or "Dropout" => x,
                var other => throw new NotSupportedException(other),
            };
        }

        return values;
    }

    static Tensor Convolution(NodeProto node, Tensor x, Tensor weights, Tensor biases)
    {
        long[] Integers(string name) => [.. node.Attribute.FirstOrDefault(attribute => attribute.Name == name)?.Ints ?? []];
        var (strides, dilations) = (Integers("strides"), Integers("dilations"));
        var pads = Integers("pads");
        if (node.Attribute.FirstOrDefault(attribute => attribute.Name == "auto_pad")?.S.ToStringUtf8() is { } rule)
        {
            // Top, left, bottom, right.
            pads = [0, 0, 0, 0];
            for (var axis = 0; axis < 2 && rule != "VALID"; axis++)
            {
                var size = x.shape[2 + axis];
                var missing = Math.Max(0, (((size - 1) / strides[axis]) * strides[axis]) + weights.shape[2 + axis] - size);
                pads[axis] = rule == "SAME_UPPER" ? missing / 2 : missing - (missing / 2);
                pads[2 + axis] = missing - pads[axis];
            }
        }

        var padded = pad(x, [pads[1], pads[3], pads[0], pads[2]]);
        return conv2d(padded, weights, biases, strides: strides, dilation: dilations, groups: node.Attribute.First(attribute => attribute.Name == "group").I);
    }
}
