using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using static Twofold.Photos.Onnx.TensorProto.Types;

namespace Twofold.Photos.Onnx;

/// <summary>
/// Rewrites a convolutional network so that it is calculated in bytes: what flows between convolutions has 8 bits, weights have 7, sums have 32
/// (Jacob 2018, "Quantization and training of neural networks for efficient integer-arithmetic-only inference"). Ranges are those that the
/// network has on some pictures. The first of many convolutions stay in single precision. In the graph this is standard ONNX, QuantizeLinear and DequantizeLinear around what by its words stays in single
/// precision: every runtime can calculate it, and ONNX Runtime fuses it into convolutions of bytes.
/// </summary>
sealed class GraphQuantization
{
    // The first opset in which QuantizeLinear knows channels.
    const int Opset = 13;

    const int Levels = 255;

    // 7 bits, not 8: processors without instructions for sums of byte products (x86 before VNNI) add two of them in 16 bits, which these never
    // overflow. So a model gives the same answers on all of them.
    const int LargestWeight = 63;

    // One in so many convolutions, from the first on, stays in single precision. In a smooth picture, such as a small one that was enlarged, the first ones see small differences
    // of large numbers, which weights of 7 bits do not tell from brightness: MobileNetV2's features of pictures of 32 pixels were 0.92 of their length away, and are 0.27.
    // It costs no time that can be measured.
    const int ConvolutionsForEachInSingle = 10;

    // What is less than this before a Gelu is nothing after it (-0.0001): bytes are not spent on telling how much less.
    const float LowestBeforeGelu = -4;

    const string Prefix = "twofold_bytes_", Name = "recognizer.onnx";

    // Of these operators nothing changed between opset 7 and ours but how Clip is told its bounds, so that the opset can be raised.
    static readonly HashSet<string> Known =
    [
        "Conv", "Relu", "Clip", "Add", "Sub", "Mul", "Div", "MaxPool", "AveragePool", "GlobalAveragePool", "Flatten", "Reshape", "Transpose", "Cast", "Gather",
        "Identity", "Concat", "MatMul", "Gemm", "Gelu", "GlobalMaxPool",
    ];

    readonly GraphProto graph;
    readonly Dictionary<string, TensorProto> constants;
    readonly Dictionary<string, NodeProto> producers = [];
    readonly Dictionary<string, List<NodeProto>> readers = [];
    readonly List<NodeProto> nodes = [];

    readonly HashSet<NodeProto> inSingle;

    // The values that become bytes, each with the value whose range it has.
    readonly Dictionary<string, string> ranges = [];

    GraphQuantization(GraphProto graph)
    {
        this.graph = graph;
        constants = graph.Initializer.ToDictionary(tensor => tensor.Name);
        foreach (var node in graph.Node)
        {
            producers[node.Output[0]] = node;
            foreach (var input in node.Input)
                (CollectionsMarshal.GetValueRefOrAddDefault(readers, input, out _) ??= []).Add(node);
        }

        NodeProto[] convolutions = [.. graph.Node.Where(node => node.OpType == "Conv")];
        inSingle = [.. convolutions.Take(convolutions.Length / ConvolutionsForEachInSingle)];
    }

    /// <summary>Rewrites a recognizer's graph.</summary>
    /// <param name="recognizer">The bytes of the graph, in single or half precision.</param>
    /// <param name="pictures">Pictures of the kind that it will see, <c>[height, width, 3]</c> each; at least one.</param>
    /// <returns>
    /// The bytes of the rewritten graph; null where there is no convolution, or an operator for which it is not known how, or constants that may unfold to anything, or no room
    /// for a temporary file or all that it calculates: the graph as it is does the same, in twice the time.
    /// </returns>
    public static byte[]? TryQuantize(byte[] recognizer, IReadOnlyList<ReadOnlyMemory<byte>> pictures)
    {
        ArgumentOutOfRangeException.ThrowIfZero(pictures.Count);
        if (!OnnxFolding.IsBounded(OnnxInspection.Parse(recognizer, Name).Graph))
            return null;
        if (TryFold(recognizer) is not { } model || model.OpsetImport is not [var import] || !model.Graph.Node.All(node => node.Domain is "" or "ai.onnx" && Known.Contains(node.OpType)))
            return null;
        var quantization = new GraphQuantization(model.Graph);
        quantization.FindValues();
        if (quantization.ranges.Count == 0)
            return null;
        if (quantization.TryMeasure(model, pictures) is not { } measured)
            return null;
        quantization.Rewrite(measured);
        import.Version = Math.Max(Opset, import.Version);
        return model.ToByteArray();
    }

    // What is constant is calculated and normalization becomes part of the convolutions: ONNX Runtime does both, but only into a file.
    static ModelProto? TryFold(byte[] onnx)
    {
        OnnxEnvironment.EnsureReady();
        DirectoryInfo? folder = null;
        try
        {
            folder = Directory.CreateTempSubdirectory("twofold-");
            var file = Path.Combine(folder.FullName, Name);
            using var options = OnnxSession.CreateOptions(GraphOptimizationLevel.ORT_ENABLE_BASIC);
            options.OptimizedModelFilePath = file;
            new InferenceSession(onnx, options).Dispose();
            var folded = ModelProto.Parser.ParseFrom(File.ReadAllBytes(file));
            // All domains are listed that it knows itself.
            var used = folded.Graph.Node.Select(node => node.Domain).ToHashSet();
            OnnxCut.Keep(folded.OpsetImport, import => used.Contains(import.Domain));
            return folded;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or OnnxRuntimeException)
        {
            // The temporary folder is full or closed.
            return null;
        }
        finally
        {
            Delete(folder);
        }
    }

    static void Delete(DirectoryInfo? folder)
    {
        try
        {
            folder?.Delete(recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Somebody looks into it; the system clears its temporary folder.
        }
    }

    void FindValues()
    {
        foreach (var node in graph.Node.Where(node => !inSingle.Contains(node)))
        {
            var output = Activated(node.Output[0]);
            switch (node.OpType)
            {
                case "Conv" when node.Input.Skip(1).All(constants.ContainsKey):
                    ranges.TryAdd(node.Input[0], node.Input[0]);
                    ranges.TryAdd(output, output);
                    break;
                case "Add" when node.Input.All(ranges.ContainsKey):
                    ranges.TryAdd(output, output);
                    break;
                case "MaxPool" when node.Output.Count == 1 && ranges.TryGetValue(node.Input[0], out var range):
                    ranges.TryAdd(node.Output[0], range);
                    break;
            }
        }
    }

    // A value after what cuts it off, where nothing else reads it before.
    string Activated(string value) => readers.GetValueOrDefault(value) is [{ OpType: "Relu" or "Clip" } activation] ? activation.Output[0] : value;

    // Null where it cannot be calculated, such as for want of memory.
    Dictionary<string, (float Low, float High)>? TryMeasure(ModelProto model, IReadOnlyList<ReadOnlyMemory<byte>> pictures)
    {
        try
        {
            return Measure(model, pictures);
        }
        catch (Exception exception) when (exception is OnnxRuntimeException or TwofoldException)
        {
            return null;
        }
    }

    // The smallest and the largest number that each value has on the pictures; 0 lies between them, because it is what lies around a picture.
    Dictionary<string, (float Low, float High)> Measure(ModelProto model, IReadOnlyList<ReadOnlyMemory<byte>> pictures)
    {
        string[] names = [.. ranges.Values.Distinct()];
        var watched = model.Clone();
        watched.Graph.Output.AddRange(names.Where(name => graph.Output.All(output => output.Name != name)).Select(name => new ValueInfoProto { Name = name }));
        using var session = OnnxSession.Open(watched.ToByteArray(), Name);
        using var options = new RunOptions();
        var shape = session.InputMetadata[PhotoNetwork.Input].Dimensions;
        var measured = names.ToDictionary(name => name, _ => (Low: 0f, High: 0f));
        foreach (var picture in pictures)
        {
            using var input = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, MemoryMarshal.AsMemory(picture), [1, shape[1], shape[2], shape[3]]);
            using var outputs = session.Run(options, [PhotoNetwork.Input], [input], names);
            foreach (var (name, output) in names.Zip(outputs))
            {
                var values = output.GetTensorDataAsSpan<float>();
                var (low, high) = measured[name];
                measured[name] = (Math.Min(low, TensorPrimitives.Min(values)), Math.Max(high, TensorPrimitives.Max(values)));
            }
        }

        foreach (var name in names.Where(IsOnlyReadByGelu))
            measured[name] = measured[name] with { Low = Math.Max(measured[name].Low, LowestBeforeGelu) };
        return measured;
    }

    // The largest of what was cut off is what the largest is, cut off: a pool changes nothing.
    bool IsOnlyReadByGelu(string value) => readers.GetValueOrDefault(value) is { Count: > 0 } all
        && all.TrueForAll(reader => reader.OpType == "Gelu" || (reader.OpType == "MaxPool" && IsOnlyReadByGelu(reader.Output[0])));

    void Rewrite(Dictionary<string, (float Low, float High)> measured)
    {
        var codes = measured.ToDictionary(pair => pair.Key, pair => ByteCode.Of(pair.Value.Low, pair.Value.High));
        var colors = inSingle.Count > 0 ? null : PictureColors.Find(graph, constants, readers, producers);
        foreach (var node in graph.Node)
        {
            if (colors is not null && colors.Steps.Contains(node))
                continue;
            if (node == colors?.Reader)
                ReadPictures(node, colors);
            else if (node.OpType == "Conv" && !inSingle.Contains(node) && ranges.TryGetValue(node.Input[0], out var read))
                Quantize(node, Floats(node.Input[1]), node.Input.Count > 2 ? Floats(node.Input[2]) : [], codes[read].Scale);
            else if (node.OpType == "Clip" && node.Input.Count == 1)
                StateBounds(node);
            for (var i = 0; i < node.Input.Count; i++)
                if (ranges.ContainsKey(node.Input[i]))
                    node.Input[i] = Read(node.Input[i]);
            nodes.Add(node);
            if (ranges.TryGetValue(node.Output[0], out var range))
                ThroughBytes(node.Output[0], codes[range]);
        }

        graph.Node.Clear();
        graph.Node.AddRange(nodes);
        graph.ValueInfo.Clear();
        var used = nodes.SelectMany(node => node.Input).ToHashSet();
        OnnxCut.Keep(graph.Initializer, tensor => used.Contains(tensor.Name));
    }

    static string Read(string value) => $"{Prefix}{value}_read";

    void ThroughBytes(string value, ByteCode code)
    {
        var (scale, zero) = (Constant($"{value}_scale", DataType.Float, [code.Scale]), Constant($"{value}_zero", DataType.Uint8, [code.Zero]));
        nodes.Add(new NodeProto { OpType = "QuantizeLinear", Input = { value, scale, zero }, Output = { Prefix + value } });
        nodes.Add(new NodeProto { OpType = "DequantizeLinear", Input = { Prefix + value, scale, zero }, Output = { Read(value) } });
    }

    // What is done to a color before the first convolution, x = scale * byte + shift, becomes part of its weights and biases:
    // w x = (w scale) (byte - zero) + w (shift + scale * zero). Around the picture x is 0, and zero the byte that is nearest to that.
    void ReadPictures(NodeProto convolution, PictureColors colors)
    {
        var (weights, outputs) = (Floats(convolution.Input[1]), (int)constants[convolution.Input[1]].Dims[0]);
        var biases = convolution.Input.Count > 2 ? Floats(convolution.Input[2]) : new float[outputs];
        var area = weights.Length / outputs / 3;
        for (var i = 0; i < weights.Length; i++)
        {
            var color = i / area % 3;
            biases[i / area / 3] += (float)(weights[i] * (colors.Shift[color] + (colors.Scale[color] * colors.Zero)));
            weights[i] *= (float)colors.Scale[color];
        }

        var (scale, zero) = (Constant("pictures_scale", DataType.Float, [1f]), Constant("pictures_zero", DataType.Uint8, [colors.Zero]));
        nodes.Add(new NodeProto { OpType = "DequantizeLinear", Input = { colors.Bytes, scale, zero }, Output = { Read("pictures") } });
        convolution.Input[0] = Read("pictures");
        Quantize(convolution, weights, biases, inputScale: 1);
    }

    // Each output's weights have a scale of their own; biases are counted in the steps of the products that they are added to.
    void Quantize(NodeProto convolution, float[] weights, float[] biases, float inputScale)
    {
        var (name, shape) = (convolution.Output[0], constants[convolution.Input[1]].Dims.ToArray());
        var (outputs, length) = ((int)shape[0], weights.Length / (int)shape[0]);
        var (scales, bytes) = (new float[outputs], new sbyte[weights.Length]);
        for (var o = 0; o < outputs; o++)
        {
            var filter = weights.AsSpan(o * length, length);
            scales[o] = Math.Max(Math.Abs(TensorPrimitives.MaxMagnitude<float>(filter)), 1e-12f) / LargestWeight;
            for (var i = 0; i < length; i++)
                bytes[(o * length) + i] = (sbyte)MathF.Round(filter[i] / scales[o]);
        }

        convolution.Input[1] = Dequantized($"{name}_weights", DataType.Int8, bytes, scales, shape);
        if (biases.Length == 0)
            return;
        float[] steps = [.. scales.Select(scale => scale * inputScale)];
        int[] whole = [.. biases.Zip(steps, (bias, step) => (int)Math.Clamp(Math.Round((double)bias / step), int.MinValue, int.MaxValue))];
        var named = Dequantized($"{name}_biases", DataType.Int32, whole, steps, [outputs]);
        if (convolution.Input.Count > 2)
            convolution.Input[2] = named;
        else
            convolution.Input.Add(named);
    }

    string Dequantized<T>(string name, DataType type, T[] whole, float[] scales, long[] shape)
        where T : unmanaged
    {
        var node = new NodeProto
        {
            OpType = "DequantizeLinear",
            Input = { Constant<T>(name, type, whole, shape), Constant<float>($"{name}_scales", DataType.Float, scales, scales.Length), Constant<T>($"{name}_zeros", type, new T[scales.Length], scales.Length) },
            Output = { Read(name) },
        };
        node.Attribute.Add(OnnxGraphBuilder.Attribute("axis", 0L));
        nodes.Add(node);
        return node.Output[0];
    }

    // Before opset 11 they were attributes.
    void StateBounds(NodeProto clip)
    {
        foreach (var bound in new[] { "min", "max" })
            clip.Input.Add(clip.Attribute.FirstOrDefault(attribute => attribute.Name == bound) is { } stated ? Constant($"{clip.Output[0]}_{bound}", DataType.Float, [stated.F]) : "");
        clip.Attribute.Clear();
    }

    float[] Floats(string constant) => OnnxTensor.Floats(constants[constant], Name);

    string Constant<T>(string name, DataType type, ReadOnlySpan<T> data, params ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        var tensor = new TensorProto { Name = Prefix + name, DataType = (int)type, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(data)) };
        foreach (var length in shape)
            tensor.Dims.Add(length);
        graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    /// <summary>How a number becomes a byte: byte = number / Scale + Zero.</summary>
    readonly record struct ByteCode(float Scale, byte Zero)
    {
        public static ByteCode Of(float low, float high)
        {
            var scale = Math.Max(high - low, 1e-6f) / Levels;
            return new ByteCode(scale, (byte)Math.Clamp(MathF.Round(-low / scale), 0, Levels));
        }
    }

    /// <summary>What happens to a picture's colors before the one convolution that sees them: a factor and a summand for each.</summary>
    /// <param name="Bytes">The picture, channels first.</param>
    /// <param name="Reader">The convolution.</param>
    /// <param name="Steps">What lies between them.</param>
    /// <param name="Scale">The factor of each color.</param>
    /// <param name="Shift">The summand of each color.</param>
    sealed record PictureColors(string Bytes, NodeProto Reader, IReadOnlyList<NodeProto> Steps, double[] Scale, double[] Shift)
    {
        /// <summary>The byte that becomes 0, on average over the colors.</summary>
        public byte Zero { get; } = (byte)Math.Clamp(Math.Round(Scale.Zip(Shift, (scale, shift) => -shift / scale).Average()), 0, Levels);

        public static PictureColors? Find(
            GraphProto graph, Dictionary<string, TensorProto> constants, Dictionary<string, List<NodeProto>> readers, Dictionary<string, NodeProto> producers)
        {
            if (graph.Node.FirstOrDefault(node => node.OpType == "Conv") is not { } reader || !constants.TryGetValue(reader.Input[1], out var weights) || weights.Dims is not [_, 3, _, _])
                return null;
            var (steps, scale, shift) = (new List<NodeProto>(), (double[])[1, 1, 1], (double[])[0, 0, 0]);
            var value = reader.Input[0];
            while (readers[value].Count == 1 && producers.TryGetValue(value, out var node))
            {
                steps.Add(node);
                value = node.Input[0];
                if (node.OpType == "Cast")
                    return scale.All(factor => factor != 0) ? new PictureColors(value, reader, steps, scale, shift) : null;
                if (node.OpType is not ("Mul" or "Div" or "Add" or "Sub") || !constants.TryGetValue(node.Input[1], out var constant) || constant.Dims is not [3, 1, 1])
                    return null;
                var numbers = OnnxTensor.Floats(constant, Name);
                // From the convolution backward: what is added later was added already.
                for (var color = 0; color < 3; color++)
                {
                    (scale[color], shift[color]) = node.OpType switch
                    {
                        "Mul" => (scale[color] * numbers[color], shift[color]),
                        "Div" => (scale[color] / numbers[color], shift[color]),
                        "Add" => (scale[color], shift[color] + (scale[color] * numbers[color])),
                        _ => (scale[color], shift[color] - (scale[color] * numbers[color])),
                    };
                }
            }

            return null;
        }
    }
}
