namespace Twofold.Photos.Onnx;

/// <summary>
/// What ONNX Runtime calculates of constants alone while it opens a file, before anybody asks for anything: a few bytes of a hostile one can claim any
/// number of results.
/// </summary>
static class OnnxFolding
{
    // As many numbers as the weights of the largest networks that photos are recognized with.
    const long Most = 1L << 26;

    // Operators that lay the numbers of their first input out in another shape.
    static readonly HashSet<string> Reshaping = ["Reshape", "Transpose", "Squeeze", "Unsqueeze", "Flatten"];

    // Operators whose results are as many as their first input's, and of its shape.
    static readonly HashSet<string> Keeping =
    [
        "Identity", "Cast", "Sqrt", "Neg", "Reciprocal", "Exp", "Log", "Floor", "Ceil", "Round", "Abs", "Not", "Clip", "Relu", "Sigmoid", "Tanh", "Softmax",
        "QuantizeLinear", "DequantizeLinear",
    ];

    // Operators that stretch their inputs to each other's shapes.
    static readonly HashSet<string> Stretching =
        ["Add", "Sub", "Mul", "Div", "Pow", "Min", "Max", "Equal", "Greater", "Less", "And", "Or", "Where"];

    // Operators whose results are at most as many as their inputs' numbers multiplied, whatever their attributes are.
    static readonly HashSet<string> Multiplying =
    [
        "Shape", "Size", "Gather", "Slice", "Split", "Concat", "MatMul", "Gemm",
        "ReduceMean", "ReduceSum", "ReduceMax", "ReduceMin", "ReduceProd",
    ];

    /// <summary>Whether all results that come of constants alone are known to be of a reasonable size.</summary>
    public static bool IsBounded(GraphProto graph)
    {
        // Of constants the number of results, and their shape where it is known.
        var known = graph.Initializer.ToDictionary(tensor => tensor.Name, tensor => Of([.. tensor.Dims]));
        foreach (var node in graph.Node)
        {
            // A branch whose condition is a constant becomes part of the graph.
            if (node.Attribute.Any(attribute => attribute.G is not null || attribute.Graphs.Count > 0))
                return false;
            var inputs = node.Input.Where(input => input.Length > 0).ToArray();
            if (!inputs.All(known.ContainsKey))
                continue;
            var (count, shape) = Result(node, [.. inputs.Select(input => known[input])]);
            if (count > Most)
                return false;
            foreach (var output in node.Output)
                known[output] = (count, shape);
        }

        return true;
    }

    static (long Count, long[]? Shape) Result(NodeProto node, (long Count, long[]? Shape)[] inputs)
    {
        if (node.OpType == "Constant" && node.Attribute is [var attribute])
            return attribute.T is { } tensor ? Of([.. tensor.Dims]) : (Math.Max(1, attribute.Floats.Count + attribute.Ints.Count + attribute.Strings.Count), null);
        if (inputs.Length > 0 && Keeping.Contains(node.OpType))
            return inputs[0];
        if (inputs.Length > 0 && Reshaping.Contains(node.OpType))
            return (inputs[0].Count, null);
        if (Stretching.Contains(node.OpType) && inputs.All(input => input.Shape is not null))
            return Of(Stretched([.. inputs.Select(input => input.Shape!)])); // None is null.
        if (inputs.Length == 0 || (!Stretching.Contains(node.OpType) && !Multiplying.Contains(node.OpType)))
            return (long.MaxValue, null);
        // Of numbers that are put beside each other there are as many as their sum, which is more than their product where there are ones.
        return (inputs.Aggregate(1L, (product, input) => Times(product, Math.Max(1, input.Count))) + inputs.Length, null);
    }

    static long[] Stretched(long[][] shapes)
    {
        var result = new long[shapes.Max(shape => shape.Length)];
        for (var axis = 1; axis <= result.Length; axis++)
            result[^axis] = shapes.Max(shape => axis <= shape.Length ? shape[^axis] : 1);
        return result;
    }

    static (long Count, long[]? Shape) Of(long[] shape) => (shape.Aggregate(1L, Times), shape);

    // No larger than what still can be added to.
    static long Times(long product, long factor) => (long)Int128.Min((Int128)product * factor, long.MaxValue / 2);
}
