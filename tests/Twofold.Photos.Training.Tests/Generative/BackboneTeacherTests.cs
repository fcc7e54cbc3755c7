using static TorchSharp.torch;

namespace Twofold.Photos.Training.Tests;

public sealed class BackboneTeacherTests : TeacherContract
{
    static readonly Lazy<byte[]> Recognizer = new(() => Of(new MadeBackbone(21).Mobile().Onnx));

    [Fact]
    public void A_network_without_feature_maps_cannot_be_one()
    {
        Assert.True(BackboneTeacher.CanRead(Recognizer.Value));
        Assert.True(BackboneTeacher.CanRead(Of(new MadeBackbone(22).ResNet().Onnx)));

        var made = new MadeBackbone(23);
        Assert.False(BackboneTeacher.CanRead(Of(made.Bytes(made.Graph.GlobalAveragePool(made.Graph.Gelu(made.Input()))))));
    }

    private protected override ITeacher Teacher(int size) => BackboneTeacher.Read(Recognizer.Value, size, ScalarType.Float32);

    /// <summary>What a pair on that backbone has as its recognizer's graph: bytes in, the preprocessing inside.</summary>
    static byte[] Of(byte[] backbone)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, backbone);
            File.WriteAllText(path + ".json", """{"shortSide": 64, "width": 64, "height": 64, "scale": [0.0171, 0.0175, 0.0174], "offset": [-2.118, -2.036, -1.804], "channels": "bgr"}""");
            return InstalledBackbone.Of(path).ToRecognizer();
        }
        finally
        {
            File.Delete(path);
            File.Delete(path + ".json");
        }
    }
}
