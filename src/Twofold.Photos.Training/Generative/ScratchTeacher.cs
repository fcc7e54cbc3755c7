using System.Runtime.InteropServices;
using Google.Protobuf.Collections;
using Twofold.Photos.Onnx;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Twofold.Photos.Training;

/// <summary>
/// A recognizer from scratch as a teacher: the feature maps of its convolutions at each scale, calculated by libtorch. Immutable.
/// </summary>
sealed class ScratchTeacher : ITeacher
{
    const string Name = "recognizer.onnx";

    readonly List<Layer> layers = [];
    readonly Tensor mean, deviation;
    readonly int size;
    readonly ScalarType precision;

    ScratchTeacher(Tensor mean, Tensor deviation, int size, ScalarType precision) => (this.mean, this.deviation, this.size, this.precision) = (mean, deviation, size, precision);

    /// <summary>What is calculated by one node.</summary>
    /// <param name="Calculate">From the value before it.</param>
    /// <param name="IsScale">Whether its value is a feature map to look at: the last one of its edge.</param>
    /// <param name="Weights">What it owns.</param>
    readonly record struct Layer(Func<Tensor, Tensor> Calculate, bool IsScale, Tensor[] Weights);

    /// <inheritdoc/>
    public IReadOnlyList<TeacherScale> Scales { get; private set; } = [];

    /// <summary>Reads the network that <see cref="ScratchNetwork.ToOnnx"/> wrote.</summary>
    /// <param name="onnx">Its bytes.</param>
    /// <param name="size">The edge of the pictures that it is shown, in pixels.</param>
    /// <param name="precision">The type to compute in.</param>
    /// <exception cref="TwofoldException">The graph has an operator that a recognizer from scratch does not have.</exception>
    public static ScratchTeacher Read(byte[] onnx, int size, ScalarType precision)
    {
        TorchRuntime.EnsureLoaded();
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        var graph = OnnxInspection.Parse(onnx, Name).Graph;
        var constants = graph.Initializer.ToDictionary(constant => constant.Name);
        Tensor Constant(string name) => tensor(MemoryMarshal.Cast<byte, float>(constants[name].RawData.Span).ToArray(), [.. constants[name].Dims]);
        Tensor OfColors(string operation) => Constant(graph.Node.Single(node => node.OpType == operation).Input[1]).view(1, 3, 1, 1).DetachFromDisposeScope();

        var teacher = new ScratchTeacher(OfColors("Sub"), OfColors("Div"), size, precision);
        var x = zeros([1, 3, size, size], precision);
        var scales = new List<(int Layer, TeacherScale Scale)>();
        foreach (var node in graph.Node.SkipWhile(node => node.OpType is "Cast" or "Transpose" or "Sub" or "Div").TakeWhile(node => node.OpType != "GlobalMaxPool"))
        {
            teacher.layers.Add(Read(node, Constant, precision));
            x = teacher.layers[^1].Calculate(x);
            if (node.OpType != "Gelu")
                continue;
            var scale = new TeacherScale((int)x.shape[1], (int)x.shape[3]);
            if (scales.Count > 0 && scales[^1].Scale.Edge == scale.Edge)
                scales.RemoveAt(scales.Count - 1);
            scales.Add((teacher.layers.Count - 1, scale));
        }

        // The finest is nearly the picture itself, which the pixels' critic sees.
        scales.RemoveAt(0);
        foreach (var (layer, _) in scales)
            teacher.layers[layer] = teacher.layers[layer] with { IsScale = true };
        teacher.Scales = [.. scales.Select(scale => scale.Scale)];
        return teacher;
    }

    /// <inheritdoc/>
    public Tensor[] Look(Tensor pictures)
    {
        using var inference = no_grad();
        return Seen(pictures);
    }

    /// <inheritdoc/>
    public TeacherSight LookClosely(Tensor pictures)
    {
        Tensor[] seen = [.. Seen(pictures).Select(map => map.DetachFromDisposeScope())];
        Tensor[] maps = [.. seen.Select(map => map.detach().requires_grad_().DetachFromDisposeScope())];
        return new TeacherSight(maps, SendBack, seen);

        void SendBack()
        {
            Tensor[] gradients = [.. maps.Select(map => map.grad ?? throw new InvalidOperationException("No loss has given the feature maps their gradients."))];
            autograd.backward(seen, gradients);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        mean.Dispose();
        deviation.Dispose();
        foreach (var weights in layers.SelectMany(layer => layer.Weights))
            weights.Dispose();
    }

    Tensor[] Seen(Tensor pictures)
    {
        pictures.RequirePictures(size);
        var x = (pictures.ToByteRange() - mean).div(deviation).to_type(precision);
        var seen = new List<Tensor>();
        foreach (var layer in layers)
        {
            x = layer.Calculate(x);
            if (layer.IsScale)
                seen.Add(x);
        }

        return [.. seen];
    }

    static Layer Read(NodeProto node, Func<string, Tensor> constant, ScalarType precision)
    {
        switch (node.OpType)
        {
            case "Conv":
                // Channels last, the layout of the fast kernels.
                var weights = constant(node.Input[1]).to_type(precision).permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2).DetachFromDisposeScope();
                var biases = constant(node.Input[2]).to_type(precision).DetachFromDisposeScope();
                var (strides, padding) = (Pair(node, "strides", 1), Pair(node, "pads", 0));
                return new Layer(x => conv2d(x, weights, biases, strides, padding), IsScale: false, [weights, biases]);
            case "MaxPool":
                var (kernel, step) = (Pair(node, "kernel_shape", 2), Pair(node, "strides", 2));
                return new Layer(x => max_pool2d(x, kernel, step), IsScale: false, []);
            case "Gelu":
                return new Layer(x => gelu(x), IsScale: false, []);
            default:
                throw new TwofoldException($"'{Name}' has the operator {node.OpType}: a recognizer that was trained from scratch has Conv, MaxPool and Gelu only.");
        }
    }

    static long[] Pair(NodeProto node, string attribute, long otherwise) =>
        node.Attribute.FirstOrDefault(a => a.Name == attribute)?.Ints is RepeatedField<long> values and [_, _, ..] ? [values[0], values[1]] : [otherwise, otherwise];
}
