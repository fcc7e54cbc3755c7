using Google.Protobuf;
using static Twofold.Photos.Onnx.TensorProto.Types;

namespace Twofold.Photos.Onnx;

/// <summary>Lets a network look at each picture in several ways, as it is, mirrored, a little shifted: the mean of all features is worth more than any of them.</summary>
static class OnnxViews
{
    const string Prefix = "twofold_views_";

    // The first version of ONNX's operators in which a mean takes its axes as an input.
    const int OldestOpset = 18;

    /// <summary>
    /// Two views: from a little aside, and mirrored from as far on the other side. Of four networks for CIFAR-10 these two read 0.3 points more than the photo as it is and
    /// mirrored, and as much as four or eight views with both (airbench's, Jordan 2024, section 3.6), which take two to four times as long.
    /// </summary>
    /// <param name="pixels">How far aside.</param>
    public static IReadOnlyList<PictureView> FromBothSides(int pixels) => [new() { Right = pixels, Down = pixels }, new() { IsMirrored = true, Right = -pixels, Down = -pixels }];

    /// <summary>A network that gives the mean of its features over views of a picture.</summary>
    /// <param name="onnx">A recognizer's network (see <see cref="PhotoNetwork"/>) of opset 18 or newer, with a fixed size and number of features.</param>
    /// <param name="views">The views, at least one.</param>
    public static byte[] Averaged(byte[] onnx, IReadOnlyList<PictureView> views)
    {
        var model = ModelProto.Parser.ParseFrom(onnx);
        var graph = model.Graph;
        var opset = model.OpsetImport.Single(import => import.Domain.Length == 0).Version;
        if (opset < OldestOpset)
            throw new ArgumentException($"The network is of opset {opset}; {OldestOpset} or newer is expected.", nameof(onnx));
        var features = graph.Output[0].Type.TensorType.Shape.Dim[1].DimValue;
        // [N, height, width, 3].
        var (height, width) = (graph.Input[0].Type.TensorType.Shape.Dim[1].DimValue, graph.Input[0].Type.TensorType.Shape.Dim[2].DimValue);
        const string all = Prefix + "all", inner = Prefix + "features", byView = Prefix + "by_view", padded = Prefix + "padded";
        foreach (var node in graph.Node)
        {
            OnnxCut.Rename(node.Input, PhotoNetwork.Input, all);
            OnnxCut.Rename(node.Output, PhotoNetwork.Output, inner);
        }

        var looks = new List<NodeProto>();
        var margin = views.Max(view => Math.Max(Math.Abs(view.Right), Math.Abs(view.Down)));
        if (margin > 0)
        {
            // What comes in from beyond the edge is what lies on this side of it, as in training.
            var pad = Node("Pad", padded, PhotoNetwork.Input, Whole("margin", 0, margin, margin, 0, 0, margin, margin, 0));
            pad.Attribute.Add(OnnxGraphBuilder.Attribute("mode", "reflect"));
            looks.Add(pad);
        }

        foreach (var (i, view) in views.Index())
            looks.Add(Look($"{i}", view));
        var join = Node("Concat", all, [.. views.Select((_, i) => $"{Prefix}{i}")]);
        join.Attribute.Add(OnnxGraphBuilder.Attribute("axis", 0L));
        looks.Add(join);
        for (var i = 0; i < looks.Count; i++)
            graph.Node.Insert(i, looks[i]);
        graph.Node.Add(Node("Reshape", byView, inner, Whole("shape", views.Count, -1, features)));
        var mean = Node("ReduceMean", PhotoNetwork.Output, byView, Whole("first", 0));
        mean.Attribute.Add(OnnxGraphBuilder.Attribute("keepdims", 0L));
        graph.Node.Add(mean);
        return model.ToByteArray();

        NodeProto Look(string name, PictureView view)
        {
            var (top, left) = (margin - view.Down, margin - view.Right);
            // Backwards, the end is the column before the first one, and before column 0 there is none.
            var (first, end, step) = view.IsMirrored ? (left + width - 1, left > 0 ? left - 1 : long.MinValue, -1L) : (left, left + width, 1L);
            return Node(
                "Slice",
                Prefix + name,
                margin > 0 ? padded : PhotoNetwork.Input,
                Whole($"{name}_start", top, first),
                Whole($"{name}_end", top + height, end),
                Whole($"{name}_axes", 1, 2),
                Whole($"{name}_steps", 1, step));
        }

        string Whole(string name, params long[] values)
        {
            var tensor = new TensorProto { Name = Prefix + name, DataType = (int)DataType.Int64, Dims = { values.Length }, Int64Data = { values } };
            graph.Initializer.Add(tensor);
            return tensor.Name;
        }
    }

    static NodeProto Node(string operation, string output, params string[] inputs) => new() { OpType = operation, Input = { inputs }, Output = { output } };
}

/// <summary>A way to look at a picture: moved by some pixels, and then mirrored or not.</summary>
readonly record struct PictureView
{
    /// <summary>Whether left is right.</summary>
    public bool IsMirrored { get; init; }

    /// <summary>How many pixels it is moved to the right.</summary>
    public int Right { get; init; }

    /// <summary>How many pixels it is moved down.</summary>
    public int Down { get; init; }
}
