using Twofold.Photos.Onnx;
using static Twofold.Photos.Onnx.TensorProto.Types;

namespace Twofold.Photos.Training;

/// <summary>
/// Reads the convolutional part of a backbone's ONNX graph as layers. What only scales a convolution's results (batch normalization, constants
/// per channel), cuts them off (Relu, Clip) or adds another value to them becomes part of it. Operators that are not known, and all that
/// follows from them, are left out.
/// </summary>
sealed class BackboneReader
{
    readonly string name;
    readonly GraphProto graph;
    readonly Dictionary<string, TensorProto> constants = [];
    readonly Dictionary<string, int> readers = [];
    readonly Dictionary<string, int> values = [];
    readonly List<BackboneValue> sizes = [];
    readonly List<BackboneLayer> layers = [];

    // What a picture is called before it is turned from channels last to channels first, which here it never is.
    readonly HashSet<string> channelsLast = [];

    BackboneReader(GraphProto graph, string name)
    {
        (this.graph, this.name) = (graph, name);
        foreach (var tensor in graph.Initializer)
            constants[tensor.Name] = tensor;
        foreach (var read in graph.Node.SelectMany(node => node.Input).Concat(graph.Output.Select(output => output.Name)))
            readers[read] = readers.GetValueOrDefault(read) + 1;
    }

    /// <summary>What was read: the layers in the order of calculation, the size of every value, and the first operator that is not known.</summary>
    public sealed record Result(IReadOnlyList<BackboneLayer> Layers, IReadOnlyList<BackboneValue> Values, string? Unknown)
    {
        /// <summary>What the graph calls each value once all that was folded into its layer has been done.</summary>
        public required IReadOnlyList<string> Names { get; init; }
    }

    /// <summary>Reads a graph.</summary>
    /// <param name="onnx">The bytes of the file.</param>
    /// <param name="name">What the file is called in messages.</param>
    /// <param name="input">The input that takes the pictures; null where there is only one.</param>
    /// <param name="layout">Where its colors are; null to see from its shape.</param>
    /// <exception cref="TwofoldException">The file is not ONNX, or damaged, or has no such input.</exception>
    public static Result Read(byte[] onnx, string name, string? input, PixelLayout? layout)
    {
        var reader = new BackboneReader(OnnxInspection.Parse(onnx, name).Graph, name);
        reader.AddPictures(input, layout);
        string? unknown = null;
        foreach (var node in reader.graph.Node)
            if (!reader.Add(node) && node.Input.Any(reader.values.ContainsKey))
                unknown ??= node.OpType;
        var names = new string[reader.sizes.Count];
        // In the order of the graph: the last name is that of the whole.
        foreach (var node in reader.graph.Node)
            foreach (var output in node.Output)
                if (reader.values.TryGetValue(output, out var value))
                    names[value] = output;
        return new Result(reader.layers, reader.sizes, unknown) { Names = names };
    }

    void AddPictures(string? stated, PixelLayout? layout)
    {
        var inputs = graph.Input.Where(candidate => !constants.ContainsKey(candidate.Name)).ToList();
        var found = inputs.Where(candidate => stated is null || candidate.Name == stated).ToList();
        if (found is not [var input])
        {
            throw new TwofoldException(
                $"'{name}' has the inputs {string.Join(", ", inputs.Select(candidate => $"'{candidate.Name}'"))}: {(stated is null ? "one that takes pictures is expected" : $"'{stated}' was stated")}.");
        }

        var dimensions = input.Type?.TensorType?.Shape?.Dim.Select(dimension => dimension.HasDimValue ? dimension.DimValue : 0).ToArray() ?? [];
        if (dimensions.Length != 4)
            throw new TwofoldException($"'{name}' has the input '{input.Name}' of shape [{string.Join(",", dimensions)}]: pictures of shape [N,3,height,width] or [N,height,width,3] are expected.");
        var last = (layout ?? (dimensions[1] != 3 && dimensions[3] == 3 ? PixelLayout.ChannelsLast : PixelLayout.ChannelsFirst)) == PixelLayout.ChannelsLast;
        var channels = dimensions[last ? 3 : 1];
        if (channels is not (0 or 3))
            throw new TwofoldException($"'{name}' has the input '{input.Name}' of shape [{string.Join(",", dimensions)}]: pictures of 3 colors are expected.");
        values[input.Name] = 0;
        sizes.Add(new BackboneValue(3, 1));
        if (last)
            channelsLast.Add(input.Name);
    }

    /// <summary>Adds a node where it can be calculated.</summary>
    bool Add(NodeProto node)
    {
        if (node.Output.Count == 0 || node.Domain is not ("" or "ai.onnx"))
            return false;
        switch (node.OpType)
        {
            case "Constant" when node.Attribute is [{ T: { } tensor }]:
                constants[node.Output[0]] = tensor;
                return true;
            case "Identity" or "Dropout":
            case "Cast" when (DataType)Integer(node, "to", 0) is DataType.Float or DataType.Float16 or DataType.Double:
                return Alias(node);
            case "Transpose":
                return ChannelsFirst(node);
            case "Gather":
                return ColorsInOrder(node);
        }

        if (node.Input.Count == 0)
            return false;
        if (node.Input.Any(channelsLast.Contains))
            return node.OpType is "Add" or "Sub" or "Mul" or "Div" && Scaled(node) && channelsLast.Add(node.Output[0]);
        return node.OpType switch
        {
            "Conv" => Convolution(node),
            "BatchNormalization" => Normalization(node),
            "Relu" => Cut(node, new Clamp(0, float.PositiveInfinity)),
            "Clip" => Bounds(node) is { } clamp && Cut(node, clamp),
            "Add" when node.Input.All(values.ContainsKey) => Sum(node),
            "Add" or "Sub" or "Mul" or "Div" => Scaled(node),
            "MaxPool" => MaximumPool(node),
            _ => false,
        };
    }

    bool Alias(NodeProto node)
    {
        if (node.Input.Count == 0)
            return false;
        if (constants.TryGetValue(node.Input[0], out var constant))
            constants[node.Output[0]] = constant;
        else if (values.TryGetValue(node.Input[0], out var value))
            values[node.Output[0]] = value;
        else
            return false;
        if (channelsLast.Contains(node.Input[0]))
            channelsLast.Add(node.Output[0]);
        return true;
    }

    bool ChannelsFirst(NodeProto node)
    {
        if (!channelsLast.Contains(node.Input.FirstOrDefault("")) || Integers(node, "perm") is not [0, 3, 1, 2])
            return false;
        values[node.Output[0]] = values[node.Input[0]];
        return true;
    }

    /// <summary>Red, green and blue in another order.</summary>
    bool ColorsInOrder(NodeProto node)
    {
        if (node.Input.Count != 2 || !channelsLast.Contains(node.Input[0]) || Integer(node, "axis", 0) != 3 || !constants.TryGetValue(node.Input[1], out var tensor))
            return false;
        var order = OnnxTensor.Floats(tensor, name);
        if (order.Length != 3 || order.Any(color => color is not (0 or 1 or 2)))
            return false;
        var weights = new float[3 * 3];
        for (var color = 0; color < 3; color++)
            weights[(color * 3) + (int)order[color]] = 1;
        AddLayer(node, new ConvolutionLayer(values[node.Input[0]], sizes.Count, Window.Single, 1, weights, new float[3]), 3, 1);
        return channelsLast.Add(node.Output[0]);
    }

    bool Convolution(NodeProto node)
    {
        if (node.Input.Count < 2 || !values.TryGetValue(node.Input[0], out var input) || !constants.TryGetValue(node.Input[1], out var tensor) || tensor.Dims.Count != 4)
            return false;
        var dimensions = tensor.Dims.ToArray();
        var groups = Integer(node, "group", 1);
        var channels = sizes[input].Channels;
        var stated = Integers(node, "kernel_shape");
        if (OnnxTensor.Count(tensor, name) == 0 || groups < 1 || dimensions[0] % groups != 0 || dimensions[1] * groups != channels ||
            (stated.Length > 0 && !stated.AsSpan().SequenceEqual(dimensions.AsSpan(2))))
        {
            throw new TwofoldException(
                $"'{name}' is damaged: the convolution '{node.Output[0]}' has weights of shape [{string.Join(",", dimensions)}] in {groups} groups for {channels} channels.");
        }

        var biases = node.Input.Count > 2 && node.Input[2].Length > 0 ? PerOutput(node.Input[2], (int)dimensions[0]) : new float[dimensions[0]];
        if (biases is null || WindowOf(node, (int)dimensions[2], (int)dimensions[3]) is not { } window)
            return false;
        AddLayer(node, new ConvolutionLayer(input, sizes.Count, window, (int)groups, OnnxTensor.Floats(tensor, name), biases), biases.Length, window.Rows.Stride);
        return true;
    }

    bool MaximumPool(NodeProto node)
    {
        // Of three channels, as pictures have them, nobody takes the largest.
        if (!values.TryGetValue(node.Input[0], out var input) || input == 0 || node.Output.Skip(1).Any(output => output.Length > 0) || Integer(node, "ceil_mode", 0) != 0)
            return false;
        var kernel = Integers(node, "kernel_shape");
        if (kernel is not [> 0 and <= 16, > 0 and <= 16] || WindowOf(node, (int)kernel[0], (int)kernel[1]) is not { } window)
            return false;
        // Somewhere a window would see nothing.
        if (Math.Max(window.Rows.Before, window.Rows.After) >= kernel[0] || Math.Max(window.Columns.Before, window.Columns.After) >= kernel[1])
            return false;
        AddLayer(node, new MaximumPoolLayer(input, sizes.Count, window), sizes[input].Channels, window.Rows.Stride);
        return true;
    }

    bool Normalization(NodeProto node)
    {
        if (node.Input.Count < 5 || node.Output.Skip(1).Any(output => output.Length > 0) || !values.TryGetValue(node.Input[0], out var input))
            return false;
        var channels = sizes[input].Channels;
        if (PerOutput(node.Input[1], channels) is not { } gamma || PerOutput(node.Input[2], channels) is not { } beta ||
            PerOutput(node.Input[3], channels) is not { } mean || PerOutput(node.Input[4], channels) is not { } variance)
            return false;
        var epsilon = node.Attribute.FirstOrDefault(attribute => attribute.Name == "epsilon")?.F ?? 1e-5f;
        var scale = new float[channels];
        var shift = new float[channels];
        for (var c = 0; c < channels; c++)
        {
            var factor = gamma[c] / Math.Sqrt(variance[c] + (double)epsilon);
            (scale[c], shift[c]) = ((float)factor, (float)(beta[c] - (mean[c] * factor)));
        }

        return Scale(node, node.Input[0], scale, shift);
    }

    /// <summary>A sum, difference, product or quotient with one constant per channel, or one for all.</summary>
    bool Scaled(NodeProto node)
    {
        if (node.Input.Count != 2)
            return false;
        var first = values.ContainsKey(node.Input[0]);
        var (read, constant) = first ? (node.Input[0], node.Input[1]) : (node.Input[1], node.Input[0]);
        if (!values.TryGetValue(read, out var input) || PerChannel(constant, sizes[input].Channels, channelsLast.Contains(read)) is not { } numbers)
            return false;
        float[] Each(Func<float, float> of) => [.. numbers.Select(of)];
        switch (node.OpType)
        {
            case "Add":
                return Scale(node, read, Each(_ => 1), numbers);
            case "Sub":
                return Scale(node, read, Each(_ => first ? 1 : -1), Each(number => first ? -number : number));
            case "Mul":
                return Scale(node, read, numbers, Each(_ => 0));
            default:
                return first && Scale(node, read, Each(number => 1 / number), Each(_ => 0));
        }
    }

    bool Scale(NodeProto node, string read, float[] scale, float[] shift)
    {
        if (Open(read) is var (index, convolution))
        {
            layers[index] = convolution.Then(scale, shift);
            values[node.Output[0]] = values[read];
        }
        else
        {
            AddLayer(node, new ConvolutionLayer(values[read], sizes.Count, Window.Single, scale.Length, scale, shift), scale.Length, 1);
        }

        return true;
    }

    bool Cut(NodeProto node, Clamp clamp)
    {
        if (!values.TryGetValue(node.Input[0], out var input) || input == 0)
            return false;
        var index = layers.FindIndex(layer => layer.Output == input);
        if (readers[node.Input[0]] == 1 && !layers[index].Clamp.Bounds)
        {
            layers[index] = layers[index] with { Clamp = clamp };
            values[node.Output[0]] = input;
        }
        else
        {
            AddLayer(node, new SumLayer(input, sizes.Count) { Clamp = clamp }, sizes[input].Channels, 1);
        }

        return true;
    }

    bool Sum(NodeProto node)
    {
        if (node.Input.Count != 2)
            return false;
        var (one, other) = (values[node.Input[0]], values[node.Input[1]]);
        if (sizes[one] != sizes[other] || one == 0 || other == 0)
            return false;
        // The later of the two can be added to where it is calculated.
        var (later, earlier) = one > other ? (node.Input[0], other) : (node.Input[1], one);
        if (one != other && Open(later) is var (index, convolution) && layers.FindIndex(layer => layer.Output == earlier) < index)
        {
            layers[index] = convolution with { Added = earlier };
            values[node.Output[0]] = values[later];
        }
        else
        {
            AddLayer(node, new SumLayer(one, sizes.Count) { Added = other }, sizes[one].Channels, 1);
        }

        return true;
    }

    /// <summary>The convolution that gives a value, where more can become part of it: nothing else reads the value as it is.</summary>
    (int Index, ConvolutionLayer Layer)? Open(string read)
    {
        var index = layers.FindIndex(layer => layer.Output == values[read]);
        return readers[read] == 1 && index >= 0 && layers[index] is ConvolutionLayer { Added: null, Clamp.Bounds: false } convolution ? (index, convolution) : null;
    }

    Clamp? Bounds(NodeProto node)
    {
        float? Bound(int input, string attribute, float otherwise)
        {
            if (node.Input.Count > input && node.Input[input].Length > 0)
                return constants.TryGetValue(node.Input[input], out var tensor) && OnnxTensor.Floats(tensor, name) is [var number] ? number : null;
            return node.Attribute.FirstOrDefault(candidate => candidate.Name == attribute)?.F ?? otherwise;
        }

        return Bound(1, "min", float.NegativeInfinity) is { } low && Bound(2, "max", float.PositiveInfinity) is { } high && low <= high ? new Clamp(low, high) : null;
    }

    static Window? WindowOf(NodeProto node, int height, int width)
    {
        var strides = Integers(node, "strides") is { Length: > 0 } stated ? stated : [1, 1];
        var dilations = Integers(node, "dilations") is { Length: > 0 } dilated ? dilated : [1, 1];
        var pads = Integers(node, "pads") is { Length: > 0 } padded ? padded : [0, 0, 0, 0];
        // A stride that differs by axis would leave no stride to name the scale by.
        if (strides is not [> 0 and < 1024, > 0 and < 1024] || strides[0] != strides[1] || dilations is not [> 0 and < 1024, > 0 and < 1024] ||
            pads.Length != 4 || pads.Any(pad => pad is < 0 or > 1024))
            return null;
        WindowPadding? padding = Text(node, "auto_pad") switch
        {
            "" or "NOTSET" => WindowPadding.Stated,
            "VALID" => WindowPadding.Stated,
            "SAME_UPPER" => WindowPadding.SameUpper,
            "SAME_LOWER" => WindowPadding.SameLower,
            _ => null,
        };
        if (padding is not { } known)
            return null;
        if (Text(node, "auto_pad") == "VALID" || known != WindowPadding.Stated)
            pads = [0, 0, 0, 0];
        return new Window(
            new WindowAxis(height, (int)strides[0], (int)dilations[0], (int)pads[0], (int)pads[2], known),
            new WindowAxis(width, (int)strides[1], (int)dilations[1], (int)pads[1], (int)pads[3], known));
    }

    void AddLayer(NodeProto node, BackboneLayer layer, int channels, int stride)
    {
        layers.Add(layer);
        sizes.Add(new BackboneValue(channels, sizes[layer.Input].Stride * stride));
        values[node.Output[0]] = layer.Output;
    }

    /// <summary>The numbers of a constant [channels]; null where it is none.</summary>
    float[]? PerOutput(string constant, int channels)
    {
        if (!constants.TryGetValue(constant, out var tensor))
            return null;
        var numbers = OnnxTensor.Floats(tensor, name);
        return numbers.Length == channels ? numbers : throw new TwofoldException($"'{name}' is damaged: '{constant}' has {numbers.Length} numbers for {channels} channels.");
    }

    /// <summary>The numbers of a constant that is the same for all pixels; null where it is none.</summary>
    float[]? PerChannel(string constant, int channels, bool last)
    {
        if (!constants.TryGetValue(constant, out var tensor))
            return null;
        long[] dimensions = [.. tensor.Dims.SkipWhile(dimension => dimension == 1)];
        if (OnnxTensor.Count(tensor, name) == 1)
            return [.. Enumerable.Repeat(OnnxTensor.Floats(tensor, name)[0], channels)];
        var fits = last ? dimensions is [var only] && only == channels : dimensions is [var c, 1, 1] && c == channels;
        return fits ? OnnxTensor.Floats(tensor, name) : null;
    }

    static long Integer(NodeProto node, string attribute, long otherwise) => node.Attribute.FirstOrDefault(candidate => candidate.Name == attribute)?.I ?? otherwise;

    static long[] Integers(NodeProto node, string attribute) => [.. node.Attribute.FirstOrDefault(candidate => candidate.Name == attribute)?.Ints ?? []];

    static string Text(NodeProto node, string attribute) => node.Attribute.FirstOrDefault(candidate => candidate.Name == attribute)?.S.ToStringUtf8() ?? "";
}
