using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Twofold.Photos.Onnx;
using static Twofold.Photos.Onnx.TensorProto.Types;

namespace Twofold.Photos.Tests;

public sealed class GraphQuantizationTests
{
    const int Size = 32;

    [Fact]
    public void The_features_of_a_network_in_bytes_are_near_those_in_single_precision()
    {
        var (single, pictures) = (Network(), Pictures(12, Size));

        var bytes = Quantized(single, pictures[..8]);

        Assert.All(pictures[8..], picture => Assert.InRange(Distance(single, bytes, picture), 1e-6, 0.05));
    }

    [Fact]
    public void A_real_backbone_stays_near_its_features_and_becomes_a_quarter_of_single_precision()
    {
        var onnx = File.ReadAllBytes(SharedData.Need("backbones/mobilenetv2.onnx"));
        var preparation = BackboneCatalog.Find("mobilenetv2-coral")!.Preparation;
        var single = BackboneGraph.ToRecognizer(onnx, BackboneCatalog.Find("mobilenetv2-coral")!, "mobilenetv2.onnx");
        ReadOnlyMemory<byte>[] pictures = [.. new DirectoryInfo(SharedData.Need("catsdogs")).EnumerateFiles("*.jpg", SearchOption.AllDirectories)
            .OrderBy(file => file.FullName).Where((_, i) => i % 40 == 0).Select(file => PhotoReader.ReadPrepared(file.FullName, preparation).Pixels)];

        var bytes = Quantized(single, pictures[..16]);

        Assert.InRange(pictures[16..].Average(picture => Distance(single, bytes, picture)), 0, 0.25);
        // Without convolutions in single precision small pictures, enlarged, were 0.9 away: as if it saw something else.
        var small = pictures[16..].Select(picture => new Photo(preparation.Width, preparation.Height, picture.ToArray()).Resized(32, 32).Resized(preparation.Width, preparation.Height).Pixels);
        Assert.InRange(small.Average(picture => Distance(single, bytes, picture)), 0, 0.35);
        // Four bytes a weight are 8.9 MB.
        Assert.InRange(bytes.Length, 2_000_000, 3_000_000);
    }

    [Fact]
    public void Every_convolution_reads_bytes_and_its_weights_have_seven_bits()
    {
        var graph = ModelProto.Parser.ParseFrom(Quantized(Network(), Pictures(4, Size))).Graph;

        var producers = graph.Node.ToDictionary(node => node.Output[0]);
        var constants = graph.Initializer.ToDictionary(tensor => tensor.Name);
        var convolutions = graph.Node.Where(node => node.OpType == "Conv").ToList();
        Assert.Equal(4, convolutions.Count);
        Assert.All(convolutions, convolution => Assert.All(convolution.Input, input => Assert.Equal("DequantizeLinear", producers[input].OpType)));
        Assert.All(convolutions, convolution =>
        {
            var weights = constants[producers[convolution.Input[1]].Input[0]];
            Assert.Equal((int)DataType.Int8, weights.DataType);
            Assert.Equal(63, MemoryMarshal.Cast<byte, sbyte>(weights.RawData.Span).ToArray().Max(weight => Math.Abs((int)weight)));
        });
        // The bytes of the picture go into the first one as they are: nothing is left of the colors' preprocessing, and nothing unused is kept.
        Assert.DoesNotContain(graph.Node, node => node.OpType is "Cast" or "Mul");
        Assert.All(graph.Initializer, tensor => Assert.Contains(graph.Node, node => node.Input.Contains(tensor.Name)));
    }

    [Fact]
    public void Of_many_convolutions_the_first_stay_in_single_precision()
    {
        var random = new SeededRandom(2);
        var builder = new OnnxGraphBuilder("deep");
        var x = builder.Cast(builder.Transpose(builder.Input(PhotoNetwork.Input, DataType.Uint8, -1, Size, Size, 3), 0, 3, 1, 2), DataType.Float);
        x = builder.Mul(x, builder.Constant([0.01f, 0.01f, 0.01f], 3, 1, 1));
        foreach (var layer in Enumerable.Range(0, 20))
            x = builder.Relu(Convolution(builder, x, layer == 0 ? 3 : 8, 8, random));
        builder.Output(builder.Flatten(builder.GlobalAveragePool(x)), PhotoNetwork.Output, DataType.Float, -1, 8);
        var pictures = Pictures(6, Size);

        var bytes = Quantized(builder.ToBytes(), pictures[..4]);

        var constants = ModelProto.Parser.ParseFrom(bytes).Graph.Initializer.Select(tensor => tensor.Name).ToHashSet();
        var convolutions = ModelProto.Parser.ParseFrom(bytes).Graph.Node.Where(node => node.OpType == "Conv").ToList();
        Assert.Equal([0, 1], convolutions.Index().Where(convolution => constants.Contains(convolution.Item.Input[1])).Select(convolution => convolution.Index));
        Assert.InRange(Distance(builder.ToBytes(), bytes, pictures[5]), 1e-6, 0.1);
    }

    [Fact]
    public void A_network_from_scratch_is_calculated_in_bytes_between_its_activations_too()
    {
        var (single, pictures) = (FromScratch(), Pictures(12, Size));

        var bytes = Quantized(single, pictures[..8]);

        Assert.All(pictures[8..], picture => Assert.InRange(Distance(single, bytes, picture), 1e-6, 0.08));
        var graph = ModelProto.Parser.ParseFrom(bytes).Graph;
        var producers = graph.Node.ToDictionary(node => node.Output[0]);
        Assert.All(graph.Node.Where(node => node.OpType == "Conv"), convolution => Assert.All(convolution.Input, input => Assert.Equal("DequantizeLinear", producers[input].OpType)));
        Assert.DoesNotContain(graph.Node, node => node.OpType is "Cast" or "Sub" or "Div");
    }

    [Fact]
    public void Two_pictures_at_once_give_what_each_gives_alone_and_pictures_decide_the_bytes()
    {
        var (single, pictures) = (Network(), Pictures(6, Size));
        var bytes = Quantized(single, pictures);

        using var network = PhotoNetwork.Open(bytes);
        byte[] both = [.. pictures[0].Span, .. pictures[1].Span];
        Assert.Equal([.. network.Features(pictures[0].Span, 1), .. network.Features(pictures[1].Span, 1)], network.Features(both, 2));
        Assert.Equal(bytes, Quantized(single, pictures));
        Assert.NotEqual(bytes, Quantized(single, pictures[..1]));
    }

    [Fact]
    public void Bounds_that_an_old_exporter_wrote_as_attributes_are_kept()
    {
        var onnx = ModelProto.Parser.ParseFrom(Network());
        onnx.OpsetImport[0].Version = 10;
        foreach (var clip in onnx.Graph.Node.Where(node => node.OpType == "Clip"))
        {
            while (clip.Input.Count > 1)
                clip.Input.RemoveAt(1);
            clip.Attribute.Add([OnnxGraphBuilder.Attribute("min", 0f), OnnxGraphBuilder.Attribute("max", 6f)]);
        }

        var (old, pictures) = (onnx.ToByteArray(), Pictures(6, Size));

        Assert.InRange(Distance(old, Quantized(old, pictures[..5]), pictures[5]), 1e-6, 0.05);
    }

    [Fact]
    public void A_network_with_other_operators_stays_as_it_is()
    {
        var graph = new OnnxGraphBuilder("other");
        var x = graph.Cast(graph.Transpose(graph.Input(PhotoNetwork.Input, DataType.Uint8, -1, Size, Size, 3), 0, 3, 1, 2), DataType.Float);
        x = graph.Silu(Convolution(graph, x, 3, 8, new SeededRandom(1)));
        graph.Output(graph.Flatten(graph.GlobalAveragePool(x)), PhotoNetwork.Output, DataType.Float, -1, 8);

        Assert.Null(GraphQuantization.TryQuantize(graph.ToBytes(), Pictures(2, Size)));
    }

    [Fact]
    public void A_network_with_the_mark_of_another_format_in_its_bytes_is_rewritten_as_the_ONNX_that_it_is()
    {
        var (single, pictures) = (Network(), Pictures(2, Size));

        Assert.Equal(Quantized(single, pictures), Quantized(HostileNetworkTests.Marked(single), pictures));
    }

    [Fact]
    public void A_network_without_convolutions_stays_as_it_is()
    {
        var graph = new OnnxGraphBuilder("flat");
        var x = graph.Cast(graph.Transpose(graph.Input(PhotoNetwork.Input, DataType.Uint8, -1, Size, Size, 3), 0, 3, 1, 2), DataType.Float);
        graph.Output(graph.Flatten(graph.GlobalAveragePool(x)), PhotoNetwork.Output, DataType.Float, -1, 3);

        Assert.Null(GraphQuantization.TryQuantize(graph.ToBytes(), Pictures(2, Size)));
    }

    // What backbones consist of: a stride, a bound, a depthwise convolution, a sum, a pool.
    static byte[] Network()
    {
        var graph = new OnnxGraphBuilder("backbone");
        var random = new SeededRandom(3);
        var x = graph.Cast(graph.Transpose(graph.Input(PhotoNetwork.Input, DataType.Uint8, -1, Size, Size, 3), 0, 3, 1, 2), DataType.Float);
        x = graph.Add(graph.Mul(x, graph.Constant([0.0171f, 0.0175f, 0.0174f], 3, 1, 1)), graph.Constant([-2.118f, -2.036f, -1.804f], 3, 1, 1));
        x = graph.Clip(Convolution(graph, x, 3, 16, random, stride: 2), 0, 6);
        x = graph.MaxPool(x, 3, 2, 1);
        var before = x;
        x = graph.Relu(Convolution(graph, x, 16, 16, random, groups: 16));
        x = graph.Add(before, Convolution(graph, x, 16, 16, random));
        x = graph.Relu(Convolution(graph, x, 16, 24, random));
        graph.Output(graph.Flatten(graph.GlobalAveragePool(x)), PhotoNetwork.Output, DataType.Float, -1, 24);
        return graph.ToBytes();
    }

    // What a network from scratch consists of.
    static byte[] FromScratch()
    {
        var graph = new OnnxGraphBuilder("scratch");
        var random = new SeededRandom(4);
        var x = graph.Cast(graph.Transpose(graph.Input(PhotoNetwork.Input, DataType.Uint8, -1, Size, Size, 3), 0, 3, 1, 2), DataType.Float);
        x = graph.Div(graph.Sub(x, graph.Constant([120f, 118f, 110f], 3, 1, 1)), graph.Constant([60f, 62f, 66f], 3, 1, 1));
        x = graph.Gelu(Convolution(graph, x, 3, 16, random));
        x = graph.Gelu(graph.MaxPool(Convolution(graph, x, 16, 16, random), 2, 2));
        x = graph.Gelu(Convolution(graph, x, 16, 24, random));
        graph.Output(graph.Flatten(graph.GlobalMaxPool(x)), PhotoNetwork.Output, DataType.Float, -1, 24);
        return graph.ToBytes();
    }

    static string Convolution(OnnxGraphBuilder graph, string x, int inputs, int outputs, SeededRandom random, int stride = 1, int groups = 1)
    {
        var scale = 1 / Math.Sqrt(9.0 * inputs / groups);
        float[] weights = [.. Enumerable.Range(0, outputs * inputs / groups * 9).Select(_ => (float)(scale * random.NextDouble(-1.5, 1.7)))];
        float[] biases = [.. Enumerable.Range(0, outputs).Select(_ => (float)random.NextDouble(-0.2, 0.4))];
        return graph.Conv(x, graph.Constant(weights, outputs, inputs / groups, 3, 3), graph.Constant(biases, outputs), stride, padding: 1, groups);
    }

    static byte[] Quantized(byte[] single, ReadOnlyMemory<byte>[] pictures) =>
        GraphQuantization.TryQuantize(single, pictures) ?? throw new InvalidOperationException("It was not quantized.");

    static double Distance(byte[] single, byte[] bytes, ReadOnlyMemory<byte> picture)
    {
        using var one = PhotoNetwork.Open(single);
        using var other = PhotoNetwork.Open(bytes);
        var expected = one.Features(picture.Span, 1);
        return TensorPrimitives.Distance<float>(expected, other.Features(picture.Span, 1)) / TensorPrimitives.Norm<float>(expected);
    }

    // Smooth, as photos are.
    static ReadOnlyMemory<byte>[] Pictures(int count, int size) =>
        [.. Enumerable.Range(0, count).Select(i => { using var image = MadePhoto.Image(size + (7 * i), size + (5 * i)); return Photo.Of(image).Resized(size, size).Pixels; })];
}
