using Google.Protobuf;

namespace Twofold.Photos.Onnx;

/// <summary>Looks at an ONNX file before ONNX Runtime does: opening a model must not run foreign code or reach for other files.</summary>
static class OnnxInspection
{
    // Operators that ONNX Runtime itself brings; everything else would be a native library of the file's choice.
    static readonly string[] KnownDomains = ["", "ai.onnx", "ai.onnx.ml", "com.microsoft"];

    /// <summary>Parses an ONNX file and refuses custom operators and data kept in other files.</summary>
    /// <param name="onnx">The bytes of the file.</param>
    /// <param name="name">What the file is called in messages.</param>
    /// <exception cref="TwofoldException">It is not ONNX, or one that is refused.</exception>
    public static ModelProto Parse(ReadOnlyMemory<byte> onnx, string name)
    {
        ModelProto model;
        try
        {
            model = ModelProto.Parser.ParseFrom(onnx.Span);
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw new TwofoldException($"'{name}' is not an ONNX file, or damaged: {exception.Message}", exception);
        }

        if (model.Graph is null || model.Graph.Node.Count == 0)
            throw new TwofoldException($"'{name}' is not an ONNX file: it has no graph.");
        foreach (var import in model.OpsetImport)
            CheckDomain(import.Domain, name);
        CheckGraph(model.Graph, name);
        foreach (var function in model.Functions)
            CheckNodes(function.Node, name);
        return model;
    }

    static void CheckGraph(GraphProto graph, string name)
    {
        CheckNodes(graph.Node, name);
        foreach (var tensor in graph.Initializer)
            CheckTensor(tensor, name);
        foreach (var sparse in graph.SparseInitializer)
            CheckSparse(sparse, name);
    }

    static void CheckNodes(IEnumerable<NodeProto> nodes, string name)
    {
        foreach (var node in nodes)
        {
            CheckDomain(node.Domain, name);
            foreach (var attribute in node.Attribute)
                CheckAttribute(attribute, name);
        }
    }

    static void CheckAttribute(AttributeProto attribute, string name)
    {
        if (attribute.T is { } single)
            CheckTensor(single, name);
        foreach (var tensor in attribute.Tensors)
            CheckTensor(tensor, name);
        if (attribute.SparseTensor is { } sparse)
            CheckSparse(sparse, name);
        foreach (var other in attribute.SparseTensors)
            CheckSparse(other, name);
        if (attribute.G is { } graph)
            CheckGraph(graph, name);
        foreach (var other in attribute.Graphs)
            CheckGraph(other, name);
    }

    static void CheckSparse(SparseTensorProto sparse, string name)
    {
        foreach (var tensor in new[] { sparse.Values, sparse.Indices })
            if (tensor is not null)
                CheckTensor(tensor, name);
    }

    static void CheckTensor(TensorProto tensor, string name)
    {
        if (tensor.DataLocation == TensorProto.Types.DataLocation.External || tensor.ExternalData.Count > 0)
            throw new TwofoldException($"'{name}' keeps the data of '{tensor.Name}' in another file: an ONNX file is expected that holds all of its data itself.");
    }

    static void CheckDomain(string domain, string name)
    {
        if (!KnownDomains.Contains(domain))
            throw new TwofoldException($"'{name}' needs operators of '{domain}', which are not part of ONNX Runtime: an ONNX file with standard operators is expected.");
    }
}
