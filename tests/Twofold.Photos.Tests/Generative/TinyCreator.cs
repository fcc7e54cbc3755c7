using Twofold.Photos.Onnx;
using static Twofold.Photos.Onnx.TensorProto.Types;

namespace Twofold.Photos.Tests;

/// <summary>
/// A creator whose pictures can be read off: of one pixel, whose red is 128 plus 20 times the first number of the noise, whose green is 100 of the
/// first label and 200 of the second, and whose blue is 128 plus 20 times the second number.
/// </summary>
static class TinyCreator
{
    public static readonly string[] Labels = ["cats", "dogs"];

    public static readonly CreatorInfo Info = new() { Kind = "gan", Size = 1, NoiseDimension = 2 };

    public static PhotoCreator Create(bool old = false, PhotoRecognizer? recognizer = null) =>
        new(PictureNetwork.Open(Graph(old), 2), Labels, Info, "tiny", recognizer is null ? null : () => recognizer);

    /// <summary>The graph, as it is written now or as it was before labels could be mixed.</summary>
    public static byte[] Graph(bool old)
    {
        var graph = new OnnxGraphBuilder("tiny");
        var noise = graph.Input("noise", DataType.Float, -1, 2);
        var table = graph.Constant([128f, 100, 128, 128, 200, 128], 2, 3);
        var ofLabel = old
            ? graph.Gather(table, graph.Input("label", DataType.Int64, -1))
            : graph.MatMul(graph.Input("label_shares", DataType.Float, -1, 2), table);
        var pixel = graph.Add(ofLabel, graph.MatMul(noise, graph.Constant([20f, 0, 0, 0, 0, 20], 2, 3)));
        pixel = graph.Reshape(graph.Round(graph.Clip(pixel, 0, 255)), -1, 1, 1, 3);
        graph.Output(graph.Cast(pixel, DataType.Uint8), "pictures", DataType.Uint8, -1, 1, 1, 3);
        return graph.ToBytes();
    }
}
