using Google.Protobuf;
using Microsoft.ML.OnnxRuntime.Tensors;
using Twofold.Photos.Onnx;
using ElementType = Twofold.Photos.Onnx.TensorProto.Types.DataType;

namespace Twofold.Photos;

/// <summary>
/// Rewrites the graph of any backbone into that of a recognizer (see <see cref="PhotoNetwork"/>): bytes in, with the preprocessing as its first
/// nodes; features out, one row a picture; the classifier and whatever else does not lead to the features left out; any number of pictures at once.
/// </summary>
sealed class BackboneGraph
{
    const string Prefix = "twofold_";
    const int OldestOpset = 7;

    // What a network may do between its classifier and its output, none of which changes what the classifier was given.
    static readonly HashSet<string> AfterClassifier =
    [
        "Softmax", "LogSoftmax", "Sigmoid", "Identity", "Reshape", "Flatten", "Squeeze", "Cast", "Dropout", "Add", "Relu", "Transpose",
        "GlobalAveragePool", "AveragePool", "ReduceMean", "QuantizeLinear", "DequantizeLinear",
    ];

    readonly Backbone backbone;
    readonly PhotoPreparation shown;
    readonly string name;
    readonly ModelProto model;
    readonly GraphProto graph;
    readonly Dictionary<string, NodeProto> producers = [];
    readonly Dictionary<string, TensorProto> constants = [];

    BackboneGraph(ModelProto model, Backbone backbone, string name, PhotoPreparation shown)
    {
        (this.model, this.backbone, this.name, this.shown, graph) = (model, backbone, name, shown, model.Graph);
        foreach (var node in graph.Node)
            foreach (var output in node.Output)
                producers[output] = node;
        foreach (var tensor in graph.Initializer)
            constants[tensor.Name] = tensor;
        foreach (var node in graph.Node.Where(node => node.OpType == "Constant" && node.Attribute is [{ T: not null }]))
            constants[node.Output[0]] = node.Attribute[0].T;
    }

    /// <summary>Rewrites a backbone's file.</summary>
    /// <param name="onnx">The bytes of the file.</param>
    /// <param name="backbone">What is known of it.</param>
    /// <param name="name">What the file is called in messages.</param>
    /// <param name="shown">How photos are to be prepared for it; null for <see cref="Backbone.Preparation"/>. Pictures of another size than the file states need a graph that takes any.</param>
    /// <returns>The bytes of <c>recognizer.onnx</c>, tried on two pictures.</returns>
    /// <exception cref="TwofoldException">The file is not ONNX, or not one that what is known of it fits.</exception>
    public static byte[] ToRecognizer(byte[] onnx, Backbone backbone, string name, PhotoPreparation? shown = null)
    {
        var model = OnnxInspection.Parse(onnx, name);
        var rewriting = new BackboneGraph(model, backbone, name, shown ?? backbone.Preparation);
        rewriting.CheckOpset();
        var features = rewriting.FindFeatures();
        rewriting.FreeTheBatch();
        rewriting.ReplaceInput();
        rewriting.ReplaceOutputs(features);
        rewriting.Prune();
        rewriting.FlattenFeatures(features);
        var recognizer = model.ToByteArray();
        rewriting.TryTwoPictures(recognizer);
        return recognizer;
    }

    void CheckOpset()
    {
        var opset = model.OpsetImport.FirstOrDefault(import => import.Domain is "" or "ai.onnx")?.Version ?? 1;
        if (opset < OldestOpset)
            throw new TwofoldException($"'{name}' is written in version {opset} of ONNX's operators: version {OldestOpset} (2018) or newer is expected.");
    }

    string FindFeatures()
    {
        if (backbone.Features is { } stated && producers.ContainsKey(stated))
            return stated;
        // Without a classifier at its end, what comes out is the features.
        var output = graph.Output[0].Name;
        return BeforeClassifier(output) ?? output;
    }

    string? BeforeClassifier(string value)
    {
        while (producers.TryGetValue(value, out var node))
        {
            if (node.OpType is "Gemm" or "MatMul" || (node.OpType == "Conv" && IsPointwise(node)))
                return node.Input[0];
            // Of an addition, the bias that is constant is not the way back to the pictures.
            var computed = node.Input.Where(input => producers.ContainsKey(input) && !constants.ContainsKey(input)).ToList();
            if (!AfterClassifier.Contains(node.OpType) || computed.Count != 1)
                return null;
            value = computed[0];
        }

        return null;
    }

    bool IsPointwise(NodeProto convolution) => constants.TryGetValue(convolution.Input[1], out var weights) && weights.Dims is [_, _, 1, 1];

    // A graph exported for one picture says 1 where the number of pictures belongs.
    void FreeTheBatch()
    {
        graph.ValueInfo.Clear();
        foreach (var node in graph.Node.Where(node => node.OpType == "Reshape" && node.Input.Count == 2 && !constants.ContainsKey(node.Input[0])))
        {
            if (!constants.TryGetValue(node.Input[1], out var shape) || Integers(shape) is not [1, _, ..] sizes)
                continue;
            // In a shape, 0 is "as many as came in".
            sizes[0] = 0;
            node.Input[1] = AddInitializer($"shape_{graph.Initializer.Count}", ElementType.Int64, [sizes.Length], tensor => tensor.Int64Data.AddRange(sizes));
        }
    }

    void ReplaceInput()
    {
        var input = FindInput();
        var type = input.Type.TensorType;
        var sizes = type.Shape?.Dim.Select(dimension => dimension.HasDimValue ? dimension.DimValue : 0).ToArray() ?? [];
        if (sizes.Length != 4)
            throw new TwofoldException($"'{name}' has the input '{input.Name}' of shape [{string.Join(",", sizes)}]: pictures of shape [N,3,height,width] or [N,height,width,3] are expected.");
        var layout = backbone.Layout ?? (sizes[1] == 3 ? PixelLayout.ChannelsFirst : PixelLayout.ChannelsLast);
        var (height, width, colors) = layout == PixelLayout.ChannelsFirst ? (sizes[2], sizes[3], sizes[1]) : (sizes[1], sizes[2], sizes[3]);
        var preparation = backbone.Preparation; // That of the file, whatever it will be shown.
        if ((height > 0 && height != preparation.Height) || (width > 0 && width != preparation.Width) || (colors > 0 && colors != 3))
        {
            throw new TwofoldException(
                $"'{name}' expects pictures of shape [{string.Join(",", sizes)}] ({layout}), but {preparation.Width}x{preparation.Height} pixels of 3 colors were stated: state its own size and layout.");
        }

        graph.Input.Remove(input);
        const string inner = Prefix + "input";
        Rename(input.Name, inner);
        graph.Input.Add(Value(PhotoNetwork.Input, ElementType.Uint8, "N", shown.Height, shown.Width, 3));
        InsertPreprocessing(inner, layout, (ElementType)type.ElemType);
    }

    ValueInfoProto FindInput()
    {
        // Before 2019, weights were listed among the inputs.
        var inputs = graph.Input.Where(input => !constants.ContainsKey(input.Name)).ToList();
        var found = inputs.Where(input => backbone.Input is null || input.Name == backbone.Input).ToList();
        return found.Count == 1 ? found[0] : throw new TwofoldException(
            $"'{name}' has the inputs {string.Join(", ", inputs.Select(input => $"'{input.Name}'"))}: {(backbone.Input is { } stated ? $"'{stated}' was stated" : "state which one takes the pictures")}.");
    }

    // Colors last until the end: the three factors then fit onto the last dimension as they are.
    void InsertPreprocessing(string input, PixelLayout layout, ElementType element)
    {
        if (element is not (ElementType.Float or ElementType.Float16 or ElementType.Uint8))
            throw new TwofoldException($"'{name}' expects pictures of type {element}: Float, Float16 or Uint8 is expected.");
        var steps = new List<(string Operator, string? Constant, AttributeProto? Attribute)>();
        if (backbone.Channels == ChannelOrder.Bgr)
            steps.Add(("Gather", AddInitializer("bgr", ElementType.Int64, [3], tensor => tensor.Int64Data.AddRange([2, 1, 0])), Attribute("axis", 3)));
        if (layout == PixelLayout.ChannelsFirst)
            steps.Add(("Transpose", null, Attribute("perm", [0, 3, 1, 2])));
        if (element != ElementType.Uint8)
        {
            long[] factors = layout == PixelLayout.ChannelsFirst ? [3, 1, 1] : [3];
            steps.Add(("Cast", null, Attribute("to", (long)ElementType.Float)));
            if (backbone.Scale.Any(scale => scale != 1))
                steps.Add(("Mul", AddInitializer("scale", ElementType.Float, factors, tensor => tensor.FloatData.AddRange(backbone.Scale)), null));
            if (backbone.Offset.Any(offset => offset != 0))
                steps.Add(("Add", AddInitializer("offset", ElementType.Float, factors, tensor => tensor.FloatData.AddRange(backbone.Offset)), null));
            if (element == ElementType.Float16)
                steps.Add(("Cast", null, Attribute("to", (long)ElementType.Float16)));
        }

        if (steps.Count == 0)
            steps.Add(("Identity", null, null));
        var value = PhotoNetwork.Input;
        for (var i = 0; i < steps.Count; i++)
        {
            var (op, constant, attribute) = steps[i];
            var result = i == steps.Count - 1 ? input : $"{input}_{i}";
            var node = Node(op, result, constant is null ? [value] : [value, constant]);
            if (attribute is not null)
                node.Attribute.Add(attribute);
            graph.Node.Insert(i, node);
            value = result;
        }
    }

    void ReplaceOutputs(string features)
    {
        // The name of the output is ours: a value inside of the graph that has it already gets another.
        if (features != PhotoNetwork.Output)
            Rename(PhotoNetwork.Output, Prefix + "inner_features");
        graph.Output.Clear();
        graph.Output.Add(new ValueInfoProto { Name = features });
    }

    void Prune()
    {
        var needed = OnnxCut.Prune(graph);
        // Weights that are listed as inputs could be replaced by a caller: as constants, they are folded.
        OnnxCut.Keep(graph.Input, input => input.Name == PhotoNetwork.Input || (needed.Contains(input.Name) && !constants.ContainsKey(input.Name)));
    }

    void FlattenFeatures(string features)
    {
        // The rank is not written anywhere that could be relied on; ONNX Runtime works it out.
        using var session = OnnxSession.Open(model.ToByteArray(), name);
        var (shape, halves) = (session.OutputMetadata[features].Dimensions, session.OutputMetadata[features].ElementDataType == TensorElementType.Float16);
        var inner = Prefix + "features";
        Rename(features, inner);
        if (shape.Length == 4)
        {
            graph.Node.Add(Node("GlobalAveragePool", inner + "_pooled", inner));
            inner += "_pooled";
        }
        else if (shape.Length is not (2 or 3))
        {
            throw new TwofoldException($"'{name}' has features '{features}' of shape [{string.Join(",", shape)}]: one row a picture, or planes that can be averaged, are expected.");
        }

        if (halves)
        {
            var cast = Node("Cast", inner + "_single", inner);
            cast.Attribute.Add(Attribute("to", (long)ElementType.Float));
            graph.Node.Add(cast);
            inner += "_single";
        }

        graph.Node.Add(Node("Flatten", PhotoNetwork.Output, inner));
        graph.Output.Clear();
        graph.Output.Add(Value(PhotoNetwork.Output, ElementType.Float, "N", "features"));
    }

    // Two different pictures at once and one after the other: a graph that mixes them, or takes one only, is found out here.
    void TryTwoPictures(byte[] recognizer)
    {
        using var network = PhotoNetwork.Open(recognizer, name);
        var random = new SeededRandom(1);
        var bytes = shown.PictureBytes;
        var pictures = new byte[2 * bytes];
        for (var i = 0; i < pictures.Length; i++)
            pictures[i] = (byte)random.NextInt(256);
        try
        {
            var together = network.Features(pictures, 2);
            float[] apart = [.. network.Features(pictures.AsSpan(0, bytes), 1), .. network.Features(pictures.AsSpan(bytes), 1)];
            var largest = together.Max(Math.Abs);
            if (together.Length == apart.Length && float.IsFinite(largest) && together.Zip(apart).All(pair => Math.Abs(pair.First - pair.Second) <= 1e-3f * Math.Max(1, largest)))
                return;
        }
        catch (TwofoldException exception) when (exception.InnerException is Microsoft.ML.OnnxRuntime.OnnxRuntimeException cause)
        {
            throw new TwofoldException($"'{name}' cannot take two pictures at once ({cause.Message}): export it with a free number of pictures.", exception);
        }

        throw new TwofoldException($"'{name}' gives other features for two pictures at once than for each alone: export it with a free number of pictures.");
    }

    void Rename(string from, string to)
    {
        foreach (var node in graph.Node)
        {
            OnnxCut.Rename(node.Input, from, to);
            OnnxCut.Rename(node.Output, from, to);
        }

        foreach (var tensor in graph.Initializer.Where(tensor => tensor.Name == from))
            tensor.Name = to;
    }

    string AddInitializer(string suffix, ElementType type, long[] sizes, Action<TensorProto> fill)
    {
        var tensor = new TensorProto { Name = Prefix + suffix, DataType = (int)type };
        tensor.Dims.AddRange(sizes);
        fill(tensor);
        graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    static long[] Integers(TensorProto tensor) => tensor.DataType != (int)ElementType.Int64 ? []
        : tensor.Int64Data.Count > 0 ? [.. tensor.Int64Data]
        : System.Runtime.InteropServices.MemoryMarshal.Cast<byte, long>(tensor.RawData.Span).ToArray();

    static NodeProto Node(string op, string output, params string[] inputs)
    {
        var node = new NodeProto { OpType = op };
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        return node;
    }

    static AttributeProto Attribute(string name, long value) => new() { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value };

    static AttributeProto Attribute(string name, long[] values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Ints };
        attribute.Ints.AddRange(values);
        return attribute;
    }

    static ValueInfoProto Value(string name, ElementType element, params object[] sizes)
    {
        var shape = new TensorShapeProto();
        foreach (var size in sizes)
            shape.Dim.Add(size is string symbol ? new TensorShapeProto.Types.Dimension { DimParam = symbol } : new TensorShapeProto.Types.Dimension { DimValue = (int)size });
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)element, Shape = shape } } };
    }
}
