using Google.Protobuf;
using static Twofold.Photos.Onnx.TensorProto.Types;

namespace Twofold.Photos.Onnx;

/// <summary>Lets a network look at each picture twice, as it is and mirrored: the mean of both features is worth more than either.</summary>
static class OnnxMirror
{
    const string Prefix = "twofold_mirror_";

    // The first version of ONNX's operators in which a mean takes its axes as an input.
    const int OldestOpset = 18;

    /// <summary>A network that gives the mean of its features of a picture and of the mirrored picture.</summary>
    /// <param name="onnx">A recognizer's network (see <see cref="PhotoNetwork"/>) of opset 18 or newer, with a fixed number of features.</param>
    public static byte[] Averaged(byte[] onnx)
    {
        var model = ModelProto.Parser.ParseFrom(onnx);
        var graph = model.Graph;
        var opset = model.OpsetImport.Single(import => import.Domain.Length == 0).Version;
        if (opset < OldestOpset)
            throw new ArgumentException($"The network is of opset {opset}; {OldestOpset} or newer is expected.", nameof(onnx));
        var features = graph.Output[0].Type.TensorType.Shape.Dim[1].DimValue;
        const string both = Prefix + "both", mirrored = Prefix + "mirrored", inner = Prefix + "features", pairs = Prefix + "pairs";
        foreach (var node in graph.Node)
        {
            OnnxCut.Rename(node.Input, PhotoNetwork.Input, both);
            OnnxCut.Rename(node.Output, PhotoNetwork.Output, inner);
        }

        // [N, height, width, 3], backwards along the width.
        graph.Node.Insert(0, Node("Slice", mirrored, PhotoNetwork.Input, Whole("start", -1), Whole("end", long.MinValue), Whole("axis", 2), Whole("step", -1)));
        var join = Node("Concat", both, PhotoNetwork.Input, mirrored);
        join.Attribute.Add(OnnxGraphBuilder.Attribute("axis", 0L));
        graph.Node.Insert(1, join);
        graph.Node.Add(Node("Reshape", pairs, inner, Whole("shape", 2, -1, features)));
        var mean = Node("ReduceMean", PhotoNetwork.Output, pairs, Whole("first", 0));
        mean.Attribute.Add(OnnxGraphBuilder.Attribute("keepdims", 0L));
        graph.Node.Add(mean);
        return model.ToByteArray();

        string Whole(string name, params long[] values)
        {
            var tensor = new TensorProto { Name = Prefix + name, DataType = (int)DataType.Int64, Dims = { values.Length }, Int64Data = { values } };
            graph.Initializer.Add(tensor);
            return tensor.Name;
        }
    }

    static NodeProto Node(string operation, string output, params string[] inputs) => new() { OpType = operation, Input = { inputs }, Output = { output } };
}
