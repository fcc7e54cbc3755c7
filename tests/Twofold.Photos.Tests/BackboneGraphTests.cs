using System.Runtime.InteropServices;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Twofold.Photos.Onnx;

namespace Twofold.Photos.Tests;

public sealed class BackboneGraphTests
{
    [Fact]
    public void The_recognizer_of_a_real_backbone_gives_the_features_of_the_original()
    {
        var onnx = File.ReadAllBytes(SharedData.Need("backbones/mobilenetv2.onnx"));
        var backbone = BackboneCatalog.Find("mobilenetv2-coral")!;
        using var network = PhotoNetwork.Open(BackboneGraph.ToRecognizer(onnx, backbone, "mobilenetv2.onnx"));

        var picture = RandomPictures(224 * 224 * 3, seed: 3);
        var planes = new float[picture.Length];
        for (var i = 0; i < picture.Length; i++)
            planes[(i % 3 * 224 * 224) + (i / 3)] = (picture[i] / 127.5f) - 1;
        using var original = Original(onnx);
        using var outputs = original.Run([NamedOnnxValue.CreateFromTensor("input", new DenseTensor<float>(planes, [1, 3, 224, 224]))], ["features"]);

        Assert.Equal((224, 224, 1280), (network.Width, network.Height, network.FeatureCount));
        Assert.Equal(outputs[0].AsTensor<float>().ToArray(), network.Features(picture, 1), new Near(1e-3f));
    }

    [Theory]
    [InlineData(false, false, ChannelOrder.Rgb)]
    [InlineData(true, false, ChannelOrder.Rgb)]
    [InlineData(false, true, ChannelOrder.Rgb)]
    [InlineData(false, false, ChannelOrder.Bgr)]
    public void A_classifier_made_for_one_picture_becomes_a_recognizer_of_many(bool classifierIsConvolution, bool channelsLast, ChannelOrder channels)
    {
        var model = TinyClassifier.Make(classifierIsConvolution, channelsLast);
        var backbone = Tiny with { Channels = channels };
        const int pictureBytes = TinyClassifier.Size * TinyClassifier.Size * 3;
        var pictures = RandomPictures(3 * pictureBytes, seed: 9);

        using var network = PhotoNetwork.Open(BackboneGraph.ToRecognizer(model.ToByteArray(), backbone, "tiny.onnx"));
        var features = network.Features(pictures, 3);

        // In the original, what its classifier is given, laid open and averaged over its places.
        model.Graph.Output.Add(new ValueInfoProto { Name = "relu" });
        using var original = Original(model.ToByteArray());
        for (var n = 0; n < 3; n++)
        {
            var input = Preprocessed(pictures.AsSpan(n * pictureBytes, pictureBytes), backbone, channelsLast);
            using var outputs = original.Run([NamedOnnxValue.CreateFromTensor("data", input)], ["relu"]);
            var expected = outputs[0].AsTensor<float>().ToArray().Chunk(16).Select(plane => plane.Average());
            Assert.Equal(expected, features.AsSpan(n * TinyClassifier.Features, TinyClassifier.Features).ToArray(), new Near(1e-3f));
        }
    }

    [Fact]
    public void Without_a_classifier_at_its_end_the_output_is_the_features()
    {
        var model = TinyClassifier.Make();
        model.Graph.Output[0].Name = "features";
        using var whole = PhotoNetwork.Open(BackboneGraph.ToRecognizer(TinyClassifier.Make().ToByteArray(), Tiny, "tiny.onnx"));
        using var headless = PhotoNetwork.Open(BackboneGraph.ToRecognizer(model.ToByteArray(), Tiny, "tiny.onnx"));
        var picture = RandomPictures(TinyClassifier.Size * TinyClassifier.Size * 3, seed: 2);
        Assert.Equal(whole.Features(picture, 1), headless.Features(picture, 1));
    }

    [Fact]
    public void The_classifier_is_left_out_of_the_recognizer()
    {
        var recognizer = ModelProto.Parser.ParseFrom(BackboneGraph.ToRecognizer(TinyClassifier.Make().ToByteArray(), Tiny, "tiny.onnx"));
        Assert.DoesNotContain(recognizer.Graph.Node, node => node.OpType is "MatMul" or "Softmax");
        Assert.DoesNotContain(recognizer.Graph.Initializer, tensor => tensor.Name is "v" or "b");
    }

    [Fact]
    public void What_does_not_fit_what_is_stated_is_refused()
    {
        var onnx = TinyClassifier.Make().ToByteArray();
        Refused("6,6", onnx, Tiny with { Preparation = PhotoPreparation.Square(32) });
        Refused("'image' was stated", onnx, Tiny with { Input = "image" });
        Refused("not an ONNX file", [1, 2, 3], Tiny);
    }

    [Fact]
    public void Foreign_operators_and_data_in_other_files_are_refused()
    {
        var foreign = TinyClassifier.Make();
        foreign.Graph.Node[0].Domain = "com.example";
        Refused("com.example", foreign.ToByteArray(), Tiny);

        var outside = TinyClassifier.Make();
        outside.Graph.Initializer[0].ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "/etc/passwd" });
        Refused("another file", outside.ToByteArray(), Tiny);
        Assert.Contains("another file", Assert.Throws<TwofoldException>(() => PhotoNetwork.Open(outside.ToByteArray())).Message);
    }

    [Fact]
    public void A_graph_that_does_not_keep_the_contract_is_refused()
    {
        var refused = Assert.Throws<TwofoldException>(() => PhotoNetwork.Open(TinyClassifier.Make().ToByteArray(), "recognizer.onnx"));
        Assert.Contains("'pictures' of type UInt8", refused.Message);
    }

    [Fact]
    public void Several_threads_get_the_same_features_as_one()
    {
        using var network = PhotoNetwork.Open(BackboneGraph.ToRecognizer(TinyClassifier.Make().ToByteArray(), Tiny, "tiny.onnx"));
        var pictures = RandomPictures(50 * TinyClassifier.Size * TinyClassifier.Size * 3, seed: 4);
        var expected = network.Features(pictures, 50);
        Parallel.For(0, 20, _ => Assert.Equal(expected, network.Features(pictures, 50)));
    }

    static Backbone Tiny { get; } = new()
    {
        Name = "tiny",
        Preparation = PhotoPreparation.Square(TinyClassifier.Size),
        Scale = [0.01f, 0.02f, 0.03f],
        Offset = [-1, 0.5f, 0.25f],
    };

    static InferenceSession Original(byte[] onnx)
    {
        using var quiet = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        return new InferenceSession(onnx, quiet);
    }

    static void Refused(string because, byte[] onnx, Backbone backbone) =>
        Assert.Contains(because, Assert.Throws<TwofoldException>(() => BackboneGraph.ToRecognizer(onnx, backbone, "tiny.onnx")).Message);

    static DenseTensor<float> Preprocessed(ReadOnlySpan<byte> picture, Backbone backbone, bool channelsLast)
    {
        const int size = TinyClassifier.Size;
        var tensor = new DenseTensor<float>(channelsLast ? [1, size, size, 3] : [1, 3, size, size]);
        for (var i = 0; i < picture.Length; i++)
        {
            var (y, x, color) = (i / 3 / size, i / 3 % size, i % 3);
            var channel = backbone.Channels == ChannelOrder.Bgr ? 2 - color : color;
            var value = (picture[i] * backbone.Scale[channel]) + backbone.Offset[channel];
            if (channelsLast)
                tensor[0, y, x, channel] = value;
            else
                tensor[0, channel, y, x] = value;
        }

        return tensor;
    }

    internal static byte[] RandomPictures(int length, ulong seed)
    {
        var random = new SeededRandom(seed);
        var bytes = new byte[length];
        foreach (ref var b in MemoryMarshal.CreateSpan(ref bytes[0], length))
            b = (byte)random.NextInt(256);
        return bytes;
    }

    internal sealed class Near(float tolerance) : IEqualityComparer<float>
    {
        public bool Equals(float x, float y) => Math.Abs(x - y) <= tolerance;

        public int GetHashCode(float obj) => 0;
    }
}
