using System.Runtime.InteropServices;
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
        using var original = new InferenceSession(onnx);
        using var outputs = original.Run([NamedOnnxValue.CreateFromTensor("input", new DenseTensor<float>(planes, [1, 3, 224, 224]))], ["features"]);

        Assert.Equal((224, 224, 1280), (network.Width, network.Height, network.FeatureCount));
        Assert.Equal(outputs[0].AsTensor<float>().ToArray(), network.Features(picture, 1), new Near(1e-3f));
    }

    internal static byte[] RandomPictures(int length, ulong seed)
    {
        var random = new SeededRandom(seed);
        var bytes = new byte[length];
        foreach (ref var b in MemoryMarshal.CreateSpan(ref bytes[0], length))
            b = (byte)random.NextInt(256);
        return bytes;
    }

    sealed class Near(float tolerance) : IEqualityComparer<float>
    {
        public bool Equals(float x, float y) => Math.Abs(x - y) <= tolerance;

        public int GetHashCode(float obj) => 0;
    }
}
