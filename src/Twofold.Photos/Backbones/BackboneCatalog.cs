namespace Twofold.Photos;

/// <summary>
/// The backbones that are known by name. Those of the ONNX model zoo (https://github.com/onnx/models, Apache-2.0) can be downloaded; what
/// they expect is from the zoo's model pages and its hub manifest, SHA-256 and length from its LFS pointers.
/// </summary>
public static class BackboneCatalog
{
    const string Zoo = "validated/vision/classification/";

    static readonly PhotoPreparation Usual = new(shortSide: 256, width: 224, height: 224);

    /// <summary>All of them, the one that is taken first where several are installed first.</summary>
    public static IReadOnlyList<Backbone> All { get; } =
    [
        new Backbone
        {
            Name = "mobilenetv2-coral",
            Preparation = Usual,
            Scale = [1 / 127.5f, 1 / 127.5f, 1 / 127.5f],
            Offset = [-1, -1, -1],
            Input = "input",
            Features = "features",
            Pin = new BackbonePin("", 7_027_138, "c6b531d151e903cea664334e1677572331aa514dfeed74acfcc7d4ef9efd984a"),
            Description = "MobileNetV2 1.0 of Google Coral with its features laid open: 1280 features, 7 MB; by path only.",
        },
        OfZoo("mobilenetv2", "mobilenet/model/mobilenetv2-12.onnx", 13_964_571, "c0c3f76d93fa3fd6580652a45618618a220fced18babf65774ed169de0432ad5",
            features: "464", "MobileNetV2 1.0: 1280 features, 14 MB; the fastest of those that tell most photos apart."),
        OfZoo("resnet18", "resnet/model/resnet18-v2-7.onnx", 46_806_737, "3b4d048057854022232aa20bf68262e31718ab7119a17f920b8a2dc1433f824b",
            features: "resnetv22_pool1_fwd", "ResNet-18 v2: 512 features, 47 MB."),
        OfZoo("resnet50", "resnet/model/resnet50-v2-7.onnx", 102_442_452, "79102261eb6e5fd7af5d27f41316293e388c5cb691e5d25bfb035c4f64fefe31",
            features: "resnetv24_pool1_fwd", "ResNet-50 v2: 2048 features, 102 MB; slow, and among the most accurate."),
        OfZoo("efficientnet-lite4", "efficientnet-lite4/model/efficientnet-lite4-11.onnx", 51_946_641, "d111689907c06eea7c82e4833ddef758da6453b9d4cf60b7e99ca05c7cbd9c12",
            features: null, "EfficientNet-Lite4: 1280 features, 52 MB; the most accurate, several times slower than MobileNetV2.") with
        {
            Scale = [1 / 128f, 1 / 128f, 1 / 128f],
            Offset = [-127 / 128f, -127 / 128f, -127 / 128f],
            Layout = PixelLayout.ChannelsLast,
        },
        OfZoo("shufflenetv2", "shufflenet/model/shufflenet-v2-12.onnx", 9_218_556, "ea69821b4dd374ae2f33f9710dd1229ac263d0ee5b5a46ca3521f6483e1ba035",
            features: "611", "ShuffleNetV2 1.0: 1024 features, 9 MB."),
        OfZoo("squeezenet", "squeezenet/model/squeezenet1.1-7.onnx", 4_956_208, "1eeff551a67ae8d565ca33b572fc4b66e3ef357b0eb2863bb9ff47a918cc4088",
            features: null, "SqueezeNet 1.1: 512 features, 5 MB; the smallest, and the least accurate."),
    ];

    /// <summary>The backbone of a name, whatever its case; null where none is known.</summary>
    public static Backbone? Find(string name) => All.FirstOrDefault(backbone => string.Equals(backbone.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The backbone that a file is, known by its bytes; null where it is none of them.</summary>
    internal static Backbone? OfSha256(string sha256) => All.FirstOrDefault(backbone => backbone.Pin?.Sha256 == sha256);

    static Backbone OfZoo(string name, string path, long length, string sha256, string? features, string description) => new()
    {
        Name = name,
        Preparation = Usual,
        Scale = Backbone.ImageNet.Scale,
        Offset = Backbone.ImageNet.Offset,
        Layout = PixelLayout.ChannelsFirst,
        Features = features,
        Pin = new BackbonePin(Zoo + path, length, sha256),
        Description = description,
    };
}
