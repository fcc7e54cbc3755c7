using System.Buffers.Binary;
using Google.Protobuf;
using Twofold.Photos.Onnx;
using ElementType = Twofold.Photos.Onnx.TensorProto.Types.DataType;

namespace Twofold.Photos.Tests;

/// <summary>
/// A stock classifier in small, as exporters write them for one picture: Conv, Relu, GlobalAveragePool (or one over as many places as there are), Reshape to
/// [1,8], classifier, Softmax.
/// </summary>
static class TinyClassifier
{
    public const int Size = 6;
    public const int Features = 8;

    public static ModelProto Make(bool classifierIsConvolution = false, bool channelsLast = false, int size = Size, bool poolsAsManyPlaces = false)
    {
        var graph = new GraphProto { Name = "tiny" };
        var random = new SeededRandom(11);
        Weights(graph, "w", random, Features, 3, 3, 3);
        Weights(graph, "v", random, classifierIsConvolution ? [5, Features, 1, 1] : [Features, 5]);
        Weights(graph, "b", random, 5);
        var shape = new TensorProto { Name = "shape", DataType = (int)ElementType.Int64, RawData = ByteString.CopyFrom(Raw([1, classifierIsConvolution ? 5 : Features])) };
        shape.Dims.Add(2);
        graph.Initializer.Add(shape);
        // Old exporters list the weights among the inputs.
        graph.Input.Add(Value("w", Features, 3, 3, 3));
        graph.Input.Add(channelsLast ? Value("data", 1, size, size, 3) : Value("data", 1, 3, size, size));
        if (channelsLast)
            Add(graph, "Transpose", "planes", ["data"], ("perm", [0, 3, 1, 2]));
        Add(graph, "Conv", "conv", [channelsLast ? "planes" : "data", "w"], ("kernel_shape", [3, 3]));
        Add(graph, "Relu", "relu", ["conv"]);
        if (classifierIsConvolution)
        {
            Add(graph, "Conv", "scores", ["relu", "v"], ("kernel_shape", [1, 1]));
            Add(graph, "GlobalAveragePool", "pool", ["scores"]);
            Add(graph, "Reshape", "logits", ["pool", "shape"]);
        }
        else
        {
            if (poolsAsManyPlaces)
                Add(graph, "AveragePool", "pool", ["relu"], ("kernel_shape", [size - 2, size - 2]));
            else
                Add(graph, "GlobalAveragePool", "pool", ["relu"]);
            // The name of the output to be, taken by something else.
            Add(graph, "Reshape", "features", ["pool", "shape"]);
            Add(graph, "MatMul", "product", ["features", "v"]);
            Add(graph, "Add", "logits", ["product", "b"]);
        }

        Add(graph, "Softmax", "probabilities", ["logits"]);
        graph.Output.Add(Value("probabilities", 1, 5));
        var model = new ModelProto { IrVersion = 7, Graph = graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = 13 });
        return model;
    }

    static void Weights(GraphProto graph, string name, SeededRandom random, params long[] sizes)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)ElementType.Float };
        tensor.Dims.AddRange(sizes);
        for (var i = 0; i < sizes.Aggregate((a, b) => a * b); i++)
            tensor.FloatData.Add((float)random.NextDouble(-0.5, 1));
        graph.Initializer.Add(tensor);
    }

    static void Add(GraphProto graph, string op, string output, string[] inputs, params (string Name, long[] Values)[] attributes)
    {
        var node = new NodeProto { OpType = op, Name = output };
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        foreach (var (name, values) in attributes)
        {
            var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Ints };
            attribute.Ints.AddRange(values);
            node.Attribute.Add(attribute);
        }

        graph.Node.Add(node);
    }

    static ValueInfoProto Value(string name, params long[] sizes)
    {
        var shape = new TensorShapeProto();
        shape.Dim.AddRange(sizes.Select(size => new TensorShapeProto.Types.Dimension { DimValue = size }));
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)ElementType.Float, Shape = shape } } };
    }

    static byte[] Raw(long[] values)
    {
        var bytes = new byte[8 * values.Length];
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8 * i), values[i]);
        return bytes;
    }
}
