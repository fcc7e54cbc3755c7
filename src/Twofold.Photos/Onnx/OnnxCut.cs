using Google.Protobuf.Collections;

namespace Twofold.Photos.Onnx;

/// <summary>Cuts a graph off at a value, and joins another one to it there.</summary>
static class OnnxCut
{
    /// <summary>A copy of a model whose only output is one of its inner values; what does not lead there is left out.</summary>
    /// <param name="model">The model.</param>
    /// <param name="value">The name of the value.</param>
    public static ModelProto UpTo(ModelProto model, string value)
    {
        var cut = model.Clone();
        cut.Graph.Output.Clear();
        cut.Graph.Output.Add(new ValueInfoProto { Name = value });
        cut.Graph.ValueInfo.Clear();
        Prune(cut.Graph);
        return cut;
    }

    /// <summary>Lets a model go on with another: what the other one takes is its output, and the other's outputs are then its own.</summary>
    /// <param name="model">The model, with one output.</param>
    /// <param name="next">The other, with one input.</param>
    /// <param name="prefix">What is written before the other's names, so that none stands for two things.</param>
    public static void Join(ModelProto model, ModelProto next, string prefix)
    {
        var graph = model.Graph;
        var (output, input) = (graph.Output[0].Name, next.Graph.Input[0].Name);
        var ends = next.Graph.Output.Select(end => end.Name).ToHashSet();
        string Named(string name) => name == input ? output : name.Length == 0 || ends.Contains(name) ? name : prefix + name;
        foreach (var tensor in next.Graph.Initializer.Select(tensor => tensor.Clone()))
        {
            tensor.Name = Named(tensor.Name);
            graph.Initializer.Add(tensor);
        }

        foreach (var node in next.Graph.Node)
        {
            var joined = new NodeProto { OpType = node.OpType, Domain = node.Domain, Attribute = { node.Attribute } };
            joined.Input.AddRange(node.Input.Select(Named));
            joined.Output.AddRange(node.Output.Select(Named));
            graph.Node.Add(joined);
        }

        graph.Output.Clear();
        graph.Output.AddRange(next.Graph.Output);
    }

    /// <summary>Leaves out the nodes and constants that do not lead to the first output; gives the names of the values that do.</summary>
    public static HashSet<string> Prune(GraphProto graph)
    {
        var needed = new HashSet<string> { graph.Output[0].Name };
        for (var i = graph.Node.Count - 1; i >= 0; i--)
        {
            var node = graph.Node[i];
            if (node.Output.Any(needed.Contains))
                needed.UnionWith(Reads(node));
            else
                graph.Node.RemoveAt(i);
        }

        Keep(graph.Initializer, tensor => needed.Contains(tensor.Name));
        return needed;
    }

    /// <summary>Writes another name wherever one stands.</summary>
    public static void Rename(RepeatedField<string> names, string from, string to)
    {
        for (var i = 0; i < names.Count; i++)
            if (names[i] == from)
                names[i] = to;
    }

    /// <summary>Leaves out all but some.</summary>
    public static void Keep<T>(IList<T> items, Func<T, bool> keep)
    {
        for (var i = items.Count - 1; i >= 0; i--)
            if (!keep(items[i]))
                items.RemoveAt(i);
    }

    /// <summary>The values that a node takes; inner graphs (If) read values of the outer one without listing them as inputs.</summary>
    public static IEnumerable<string> Reads(NodeProto node) => node.Input
        .Concat(node.Attribute.SelectMany(attribute => attribute.Graphs.Append(attribute.G)).Where(inner => inner is not null)
            .SelectMany(inner => inner.Node.SelectMany(Reads).Concat(inner.Output.Select(output => output.Name))));
}
