using System.Runtime.InteropServices;
using Google.Protobuf;
using static Twofold.Photos.Onnx.TensorProto.Types;

namespace Twofold.Photos.Onnx;

/// <summary>
/// Writes a network down as an ONNX model, one line per layer: each method adds a node and returns the name of its output, which the next
/// one takes. Pictures are NCHW between the layers, as ONNX wants them; shapes are given with -1 for the number of examples.
/// </summary>
sealed class OnnxGraphBuilder(string name)
{
    // Opset 20 is the first with Gelu as one operator; every ONNX Runtime since 1.17 runs it.
    const int Opset = 20;
    const int IrVersion = 9;

    readonly GraphProto graph = new() { Name = name };
    int values;

    /// <summary>Declares an input.</summary>
    public string Input(string input, DataType type, params ReadOnlySpan<long> shape)
    {
        graph.Input.Add(ValueInfo(input, type, shape));
        return input;
    }

    /// <summary>Declares <paramref name="value"/> an output of the model, under the name <paramref name="output"/>.</summary>
    public void Output(string value, string output, DataType type, params ReadOnlySpan<long> shape)
    {
        graph.Node.Add(new NodeProto { OpType = "Identity", Input = { value }, Output = { output } });
        graph.Output.Add(ValueInfo(output, type, shape));
    }

    /// <summary>The model, in ONNX's wire format.</summary>
    public byte[] ToBytes() => new ModelProto
    {
        IrVersion = IrVersion,
        ProducerName = "twofold",
        OpsetImport = { new OperatorSetIdProto { Domain = "", Version = Opset } },
        Graph = graph,
    }.ToByteArray();

    /// <summary>Adds weights or another constant.</summary>
    public string Constant(ReadOnlySpan<float> data, params ReadOnlySpan<long> shape) => Initializer(DataType.Float, data, shape);

    /// <inheritdoc cref="Constant(ReadOnlySpan{float}, ReadOnlySpan{long})"/>
    public string Constant(ReadOnlySpan<long> data, params ReadOnlySpan<long> shape) => Initializer(DataType.Int64, data, shape);

    /// <inheritdoc cref="Constant(ReadOnlySpan{float}, ReadOnlySpan{long})"/>
    public string Constant(ReadOnlySpan<byte> data, params ReadOnlySpan<long> shape) => Initializer(DataType.Uint8, data, shape);

    /// <summary>A constant without dimensions, which broadcasts to any shape.</summary>
    public string Scalar(float value) => Constant([value]);

    /// <summary>Convolution of [N, C, H, W] with <paramref name="weights"/> [out, C / groups, height, width] and <paramref name="bias"/> [out].</summary>
    public string Conv(string x, string weights, string? bias = null, int stride = 1, int padding = 0, int groups = 1) => Node(
        "Conv",
        bias is null ? [x, weights] : [x, weights, bias],
        Attribute("strides", stride, stride), Attribute("pads", padding, padding, padding, padding), Attribute("group", groups));

    /// <summary>Transposed convolution of [N, C, H, W] with <paramref name="weights"/> [C, out / groups, height, width] and <paramref name="bias"/> [out].</summary>
    public string ConvTranspose(string x, string weights, string? bias = null, int stride = 1, int padding = 0, int outputPadding = 0, int groups = 1) => Node(
        "ConvTranspose",
        bias is null ? [x, weights] : [x, weights, bias],
        Attribute("strides", stride, stride),
        Attribute("pads", padding, padding, padding, padding),
        Attribute("output_padding", outputPadding, outputPadding),
        Attribute("group", groups));

    /// <summary>A linear layer as torch stores it: [N, in] times <paramref name="weights"/> [out, in] transposed, plus <paramref name="bias"/> [out].</summary>
    public string Linear(string x, string weights, string? bias = null) =>
        Node("Gemm", bias is null ? [x, weights] : [x, weights, bias], Attribute("transB", 1));

    public string MatMul(string a, string b) => Node("MatMul", [a, b]);

    public string Add(string a, string b) => Node("Add", [a, b]);

    public string Sub(string a, string b) => Node("Sub", [a, b]);

    public string Mul(string a, string b) => Node("Mul", [a, b]);

    public string Div(string a, string b) => Node("Div", [a, b]);

    public string Sqrt(string x) => Node("Sqrt", [x]);

    public string Relu(string x) => Node("Relu", [x]);

    /// <summary>x times the standard normal's distribution function at x; exact (erf), or torch's tanh approximation.</summary>
    public string Gelu(string x, bool tanh = false) => Node("Gelu", [x], Attribute("approximate", tanh ? "tanh" : "none"));

    public string Silu(string x) => Mul(x, Sigmoid(x));

    public string Sigmoid(string x) => Node("Sigmoid", [x]);

    public string Tanh(string x) => Node("Tanh", [x]);

    /// <summary>To the nearest whole number, halves to the even one, as torch does.</summary>
    public string Round(string x) => Node("Round", [x]);

    public string Clip(string x, float low, float high) => Node("Clip", [x, Scalar(low), Scalar(high)]);

    public string MaxPool(string x, int size, int stride, int padding = 0) => Node(
        "MaxPool",
        [x],
        Attribute("kernel_shape", size, size), Attribute("strides", stride, stride), Attribute("pads", padding, padding, padding, padding));

    /// <summary>[N, C, H, W] to [N, C, 1, 1].</summary>
    public string GlobalAveragePool(string x) => Node("GlobalAveragePool", [x]);

    /// <summary>[N, C, H, W] to [N, C, 1, 1].</summary>
    public string GlobalMaxPool(string x) => Node("GlobalMaxPool", [x]);

    public string ReduceMean(string x, bool keepDimensions, params ReadOnlySpan<long> axes) =>
        Node("ReduceMean", [x, Constant(axes, axes.Length)], Attribute("keepdims", keepDimensions ? 1 : 0));

    /// <summary>Bilinear interpolation between pixel centers: torch's <c>align_corners=False</c>, without antialiasing.</summary>
    public string ResizeBilinear(string x, float factor) => Node(
        "Resize",
        [x, "", Constant([1f, 1, factor, factor], 4)],
        Attribute("mode", "linear"), Attribute("coordinate_transformation_mode", "half_pixel"));

    /// <summary>Each place's channels, [c * block * block], become a square of block x block places of c channels: torch's pixel_shuffle.</summary>
    public string DepthToSpace(string x, int block) => Node("DepthToSpace", [x], Attribute("blocksize", block), Attribute("mode", "CRD"));

    public string Concat(int axis, params ReadOnlySpan<string> parts) => Node("Concat", parts, Attribute("axis", axis));

    /// <summary>-1 stands for what is left over, 0 for the dimension as it is.</summary>
    public string Reshape(string x, params ReadOnlySpan<long> shape) => Node("Reshape", [x, Constant(shape, shape.Length)]);

    /// <summary>[N, ...] to [N, all the rest].</summary>
    public string Flatten(string x) => Node("Flatten", [x], Attribute("axis", 1));

    public string Transpose(string x, params ReadOnlySpan<long> order) => Node("Transpose", [x], Attribute("perm", order));

    public string Cast(string x, DataType type) => Node("Cast", [x], Attribute("to", (long)type));

    /// <summary>The rows of <paramref name="table"/> along <paramref name="axis"/> that the integers <paramref name="indices"/> name.</summary>
    public string Gather(string table, string indices, int axis = 0) => Node("Gather", [table, indices], Attribute("axis", axis));

    /// <summary>Adds any operator with one output.</summary>
    public string Node(string operation, ReadOnlySpan<string> inputs, params ReadOnlySpan<AttributeProto> attributes)
    {
        var node = new NodeProto { OpType = operation, Output = { NewName(operation) } };
        foreach (var input in inputs)
            node.Input.Add(input);
        foreach (var attribute in attributes)
            node.Attribute.Add(attribute);
        graph.Node.Add(node);
        return node.Output[0];
    }

    public static AttributeProto Attribute(string attribute, long value) =>
        new() { Name = attribute, Type = AttributeProto.Types.AttributeType.Int, I = value };

    public static AttributeProto Attribute(string attribute, float value) =>
        new() { Name = attribute, Type = AttributeProto.Types.AttributeType.Float, F = value };

    public static AttributeProto Attribute(string attribute, string value) =>
        new() { Name = attribute, Type = AttributeProto.Types.AttributeType.String, S = ByteString.CopyFromUtf8(value) };

    public static AttributeProto Attribute(string attribute, params ReadOnlySpan<long> list) =>
        new() { Name = attribute, Type = AttributeProto.Types.AttributeType.Ints, Ints = { list.ToArray() } };

    /// <summary>
    /// The weights and biases of a convolution followed by batch normalization, as one convolution: what training keeps apart costs nothing
    /// when the network runs.
    /// </summary>
    /// <param name="weights">The convolution's, [out, ...].</param>
    /// <param name="mean">Each output's running mean, before normalization; the convolution itself has no bias.</param>
    /// <param name="variance">Each output's running variance.</param>
    /// <param name="scale">What the normalized output is multiplied by; null where it is one.</param>
    /// <param name="shift">What is then added.</param>
    /// <param name="epsilon">What was added to the variance.</param>
    public static (float[] Weights, float[] Biases) FoldBatchNormalization(
        ReadOnlySpan<float> weights, ReadOnlySpan<float> mean, ReadOnlySpan<float> variance, ReadOnlySpan<float> scale, ReadOnlySpan<float> shift, float epsilon)
    {
        var outputs = mean.Length;
        var filter = weights.Length / outputs;
        var folded = weights.ToArray();
        var biases = new float[outputs];
        for (var o = 0; o < outputs; o++)
        {
            var factor = (scale.IsEmpty ? 1 : scale[o]) / Math.Sqrt(variance[o] + (double)epsilon);
            foreach (ref var weight in folded.AsSpan(o * filter, filter))
                weight = (float)(weight * factor);
            biases[o] = (float)((shift.IsEmpty ? 0 : shift[o]) - (mean[o] * factor));
        }

        return (folded, biases);
    }

    string Initializer<T>(DataType type, ReadOnlySpan<T> data, ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        long expected = 1;
        foreach (var dimension in shape)
            expected *= dimension;
        if (expected != data.Length)
            throw new ArgumentException($"{data.Length} values do not fill the shape [{string.Join(", ", shape.ToArray())}].", nameof(data));

        // ONNX says little-endian; so are all the machines that .NET 10 and libtorch run on.
        var tensor = new TensorProto
        {
            Name = NewName("Constant"),
            DataType = (int)type,
            RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(data)),
        };
        foreach (var dimension in shape)
            tensor.Dims.Add(dimension);
        graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    string NewName(string operation) => $"{operation}_{values++}";

    static ValueInfoProto ValueInfo(string value, DataType type, ReadOnlySpan<long> shape)
    {
        var dimensions = new TensorShapeProto();
        foreach (var dimension in shape)
        {
            dimensions.Dim.Add(dimension < 0
                ? new TensorShapeProto.Types.Dimension { DimParam = "N" }
                : new TensorShapeProto.Types.Dimension { DimValue = dimension });
        }

        return new ValueInfoProto
        {
            Name = value,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = dimensions } },
        };
    }
}
