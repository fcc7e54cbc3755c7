using Google.Protobuf;
using Twofold.Photos.Onnx;
using static Twofold.Photos.Onnx.TensorProto.Types;

namespace Twofold.Photos.Training;

/// <summary>
/// A backbone cut in two: what sees edges and textures stays as it is, so that its feature maps of the training photos are calculated once and kept; the
/// blocks above can be trained on these, at a fraction of what the whole network would cost (Yosinski 2014, "How transferable are features in deep neural
/// networks?": the lower layers are general, the upper ones are not).
/// </summary>
sealed class TunableBackbone
{
    const string Name = "recognizer.onnx", Prefix = "tuned_", Maps = "maps";

    /// <summary>The cut is where one number stands for so many pixels: MobileNetV2 has seen 13 of its 17 blocks there, ResNet three stages of four.</summary>
    const int CutStride = 16;

    // The first version of ONNX's operators in which Clip has its bounds as inputs.
    const int OldestOpset = 11;

    readonly ModelProto lower;

    TunableBackbone(ModelProto lower, int cut, PictureShape mapShape, IReadOnlyList<BackboneLayer> layers, int featureCount)
    {
        this.lower = lower;
        (Cut, MapShape, Layers, FeatureCount) = (cut, mapShape, layers, featureCount);
    }

    /// <summary>The value that the first of <see cref="Layers"/> reads.</summary>
    public int Cut { get; }

    /// <summary>The size of a picture's map at the cut.</summary>
    public PictureShape MapShape { get; }

    /// <summary>What is above the cut, in the order of calculation; the mean of the last one's pixels are the features.</summary>
    public IReadOnlyList<BackboneLayer> Layers { get; }

    /// <summary>How many features there are.</summary>
    public int FeatureCount { get; }

    /// <summary>Reads the recognizer's graph of a pair on a backbone.</summary>
    /// <param name="onnx">Its bytes.</param>
    /// <param name="problem">Why it cannot be tuned; empty where it can.</param>
    /// <returns>Null where its upper part is not what can be trained here: convolutions with what can be folded into them, sums, pools, and a mean at the end.</returns>
    public static TunableBackbone? Read(byte[] onnx, out string problem)
    {
        var model = OnnxInspection.Parse(onnx, Name);
        var opset = model.OpsetImport.FirstOrDefault(import => import.Domain is "" or "ai.onnx")?.Version ?? 1;
        var read = BackboneReader.Read(onnx, Name, PhotoNetwork.Input, PixelLayout.ChannelsLast);
        if (opset < OldestOpset || FrozenBackbone.LastAt(CutStride, read) is not { } cut)
        {
            problem = opset < OldestOpset ? $"it is written in version {opset} of ONNX's operators, and {OldestOpset} is needed" : $"it has no place to cut it at, where a number stands for {CutStride} pixels";
            return null;
        }

        using var whole = PhotoNetwork.Open(onnx, Name);
        BackboneLayer[] above = [.. read.Layers.SkipWhile(layer => layer.Output != cut).Skip(1)];
        var lower = OnnxCut.UpTo(model, read.Names[cut]);
        var channels = read.Values[cut].Channels;
        var edge = whole.Height / CutStride;
        if (whole.Width != whole.Height || above.Length == 0 || above[^1] is not ConvolutionLayer { Outputs: var outputs } || outputs != whole.FeatureCount)
        {
            problem = read.Unknown is { } unknown ? $"above its cut it has {unknown}, which cannot be trained" : "its features are not the mean of its last convolution, of square pictures";
            return null;
        }

        problem = "";
        return new TunableBackbone(lower, cut, new PictureShape(edge, edge, channels), above, whole.FeatureCount);
    }

    /// <summary>The part below the cut, as a network that gives a picture's map: <c>[rows × columns × channels]</c> for each.</summary>
    public byte[] LowerOnnx()
    {
        var graph = new OnnxGraphBuilder(Maps);
        var maps = graph.Input(Maps, DataType.Float, -1, MapShape.Channels, MapShape.Height, MapShape.Width);
        graph.Output(graph.Flatten(graph.Transpose(maps, 0, 2, 3, 1)), PhotoNetwork.Output, DataType.Float, -1, MapShape.Length);
        return Joined(graph);
    }

    /// <summary>The whole network with other weights above the cut.</summary>
    /// <param name="layers"><see cref="Layers"/>, with other weights.</param>
    public byte[] ToOnnx(IReadOnlyList<BackboneLayer> layers)
    {
        var graph = new OnnxGraphBuilder(Maps);
        var values = new Dictionary<int, string> { [Cut] = graph.Input(Maps, DataType.Float, -1, MapShape.Channels, MapShape.Height, MapShape.Width) };
        var shapes = new Dictionary<int, PictureShape> { [Cut] = MapShape };
        foreach (var layer in layers)
        {
            var (x, shape) = (values[layer.Input], shapes[layer.Input]);
            if (layer is ConvolutionLayer convolution)
            {
                x = graph.Node(
                    "Conv",
                    [x, graph.Constant(convolution.Weights, convolution.Outputs, convolution.InputsOfGroup, convolution.Window.Rows.Kernel, convolution.Window.Columns.Kernel), graph.Constant(convolution.Biases, convolution.Outputs)],
                    [.. Moves(convolution.Window, shape), OnnxGraphBuilder.Attribute("group", convolution.Groups)]);
            }
            else if (layer is MaximumPoolLayer { Window: var window })
            {
                x = graph.Node("MaxPool", [x], [.. Moves(window, shape), OnnxGraphBuilder.Attribute("kernel_shape", window.Rows.Kernel, window.Columns.Kernel)]);
            }

            if (layer.Added is { } added)
                x = graph.Add(x, values[added]);
            if (layer.Clamp.Bounds)
                x = float.IsPositiveInfinity(layer.Clamp.High) && layer.Clamp.Low == 0 ? graph.Relu(x) : graph.Clip(x, layer.Clamp.Low, layer.Clamp.High);
            (values[layer.Output], shapes[layer.Output]) = (x, ShapeOf(layer, shape));
        }

        graph.Output(graph.Flatten(graph.GlobalAveragePool(values[layers[^1].Output])), PhotoNetwork.Output, DataType.Float, -1, FeatureCount);
        return Joined(graph);
    }

    /// <summary>The size of what a layer gives.</summary>
    public static PictureShape ShapeOf(BackboneLayer layer, PictureShape input) => layer switch
    {
        ConvolutionLayer convolution => new(convolution.Window.Rows.Windows(input.Height), convolution.Window.Columns.Windows(input.Width), convolution.Outputs),
        MaximumPoolLayer pool => new(pool.Window.Rows.Windows(input.Height), pool.Window.Columns.Windows(input.Width), input.Channels),
        _ => input,
    };

    static AttributeProto[] Moves(Window window, PictureShape input)
    {
        var (rows, columns) = (window.Rows.Beside(input.Height), window.Columns.Beside(input.Width));
        return
        [
            OnnxGraphBuilder.Attribute("strides", window.Rows.Stride, window.Columns.Stride),
            OnnxGraphBuilder.Attribute("dilations", window.Rows.Dilation, window.Columns.Dilation),
            OnnxGraphBuilder.Attribute("pads", rows.Before, columns.Before, rows.After, columns.After),
        ];
    }

    byte[] Joined(OnnxGraphBuilder upper)
    {
        var model = lower.Clone();
        OnnxCut.Join(model, ModelProto.Parser.ParseFrom(upper.ToBytes()), Prefix);
        return model.ToByteArray();
    }
}
