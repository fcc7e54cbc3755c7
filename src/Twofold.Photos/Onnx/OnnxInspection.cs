using Google.Protobuf;

namespace Twofold.Photos.Onnx;

/// <summary>
/// Looks at an ONNX file before ONNX Runtime does: opening a model must not run foreign code, reach for other files, go round in circles, or take
/// memory that the file does not hold.
/// </summary>
static class OnnxInspection
{
    // Operators that ONNX Runtime itself brings; everything else would be a native library of the file's choice.
    static readonly string[] KnownDomains = ["", "ai.onnx", "ai.onnx.ml", "com.microsoft"];

    // They repeat a graph as often as the file says, which can be for ever. No network that looks at one picture needs them.
    static readonly HashSet<string> Loops = ["Loop", "Scan", "SequenceMap"];

    /// <summary>
    /// Parses an ONNX file and refuses custom operators, functions and loops of its own, data kept in other files, graphs that are no order, and
    /// constants that are not what their shape says or not numbers.
    /// </summary>
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
        // A function that calls itself would be unfolded without end.
        if (model.Functions.Count > 0)
            throw new TwofoldException($"'{name}' defines functions of its own ('{model.Functions[0].Name}'): an ONNX file with standard operators alone is expected. Export it with its functions inlined.");
        CheckGraph(model.Graph, name);
        return model;
    }

    // How deep graphs lie in each other is bounded by the parser, which refuses more than a hundred levels.
    static void CheckGraph(GraphProto graph, string name)
    {
        CheckOrder(graph, name);
        CheckNodes(graph.Node, name);
        foreach (var tensor in graph.Initializer)
            OnnxTensor.Check(tensor, name);
        foreach (var sparse in graph.SparseInitializer)
            CheckSparse(sparse, name);
    }

    // The format has nodes stand in an order in which each comes after those that it reads from; who follows a graph may then rely on coming to its end.
    static void CheckOrder(GraphProto graph, string name)
    {
        var later = new HashSet<string>();
        if (graph.Initializer.GroupBy(tensor => tensor.Name).FirstOrDefault(named => named.Skip(1).Any()) is { } twice)
            throw new TwofoldException($"'{name}' is damaged: two constants are called '{twice.Key}'.");
        foreach (var output in graph.Node.SelectMany(node => node.Output).Where(output => output.Length > 0))
            if (!later.Add(output))
                throw new TwofoldException($"'{name}' is damaged: two operators make '{output}'.");
        foreach (var node in graph.Node)
        {
            if (OnnxCut.Reads(node).FirstOrDefault(later.Contains) is { } early)
                throw new TwofoldException($"'{name}' is damaged: a {node.OpType} reads '{early}' before it is made, so that the graph goes in a circle or out of order.");
            later.ExceptWith(node.Output);
        }
    }

    static void CheckNodes(IEnumerable<NodeProto> nodes, string name)
    {
        foreach (var node in nodes)
        {
            CheckDomain(node.Domain, name);
            if (Loops.Contains(node.OpType))
                throw new TwofoldException($"'{name}' has the operator {node.OpType}, which can repeat for ever: a network without loops is expected.");
            foreach (var attribute in node.Attribute)
                CheckAttribute(attribute, name);
        }
    }

    static void CheckAttribute(AttributeProto attribute, string name)
    {
        if (attribute.T is { } single)
            OnnxTensor.Check(single, name);
        foreach (var tensor in attribute.Tensors)
            OnnxTensor.Check(tensor, name);
        if (attribute.SparseTensor is { } sparse)
            CheckSparse(sparse, name);
        foreach (var other in attribute.SparseTensors)
            CheckSparse(other, name);
        if (attribute.G is { } graph)
            CheckGraph(graph, name);
        foreach (var other in attribute.Graphs)
            CheckGraph(other, name);
    }

    // A few numbers and their places can claim any shape, and would be unfolded to it.
    static void CheckSparse(SparseTensorProto sparse, string name) =>
        throw new TwofoldException($"'{name}' keeps '{sparse.Values?.Name}' as a sparse tensor: weights that are all there are expected. Export it with dense weights.");

    static void CheckDomain(string domain, string name)
    {
        if (!KnownDomains.Contains(domain))
            throw new TwofoldException($"'{name}' needs operators of '{domain}', which are not part of ONNX Runtime: an ONNX file with standard operators is expected.");
    }
}
