namespace Twofold.Photos;

/// <summary>
/// A pretrained network whose features tell photos apart, and what has to be known of it beside its ONNX file: how photos are prepared, what
/// numbers its input expects, and where its features come out.
/// </summary>
public sealed record Backbone
{
    /// <summary>The name it is asked for by.</summary>
    public required string Name { get; init; }

    /// <summary>How a photo becomes the network's picture.</summary>
    public required PhotoPreparation Preparation { get; init; }

    /// <summary>For each channel, in the input's order, what a byte (0 to 255) is multiplied by. Three numbers.</summary>
    public required IReadOnlyList<float> Scale { get; init; }

    /// <summary>For each channel, in the input's order, what is then added. Three numbers.</summary>
    public required IReadOnlyList<float> Offset { get; init; }

    /// <summary>The order of the colors. Default red, green, blue.</summary>
    public ChannelOrder Channels { get; init; } = ChannelOrder.Rgb;

    /// <summary>The input's layout; null to read it off the input's shape, where the 3 of the colors stands.</summary>
    public PixelLayout? Layout { get; init; }

    /// <summary>The name of the input; null for the only one.</summary>
    public string? Input { get; init; }

    /// <summary>
    /// The name of the value that is the features: what the classifier at the network's end is given. Null to find it by the graph's structure
    /// (the input of the last Gemm, MatMul or 1x1 Conv before the output), which is also done where the graph has no value of this name.
    /// </summary>
    public string? Features { get; init; }

    /// <summary>Where it is downloaded from and how its bytes are known; null for one that is only known by path.</summary>
    public BackbonePin? Pin { get; init; }

    /// <summary>One sentence for the list of backbones: size, speed, accuracy, origin.</summary>
    public string Description { get; init; } = "";

    /// <summary>How photos become the network's pictures where all of them are small: enlarged no further than helps to tell them apart, and never beyond <see cref="Preparation"/>.</summary>
    /// <param name="largestShortSide">The shorter side of the largest photo, in pixels; 0 where it is not known.</param>
    internal PhotoPreparation PreparationFor(int largestShortSide)
    {
        // 8,000 photos of 32 pixels, MobileNetV2, accuracy and log loss on 2,000 others: 224 pixels 80.1 %, .422; 160: 80.3 %, .415; 128: 80.9 %, .408; 96: 79.6 %.
        const int mostEnlarged = 4, least = 96, stride = 32;
        var side = Math.Max(least, (mostEnlarged * largestShortSide + stride - 1) / stride * stride);
        return largestShortSide < 1 || Preparation.Width != Preparation.Height || side >= Preparation.Width
            ? Preparation
            : new PhotoPreparation(Preparation.ShortSide * side / Preparation.Width, side, side);
    }

    /// <summary>Scale and offset of networks trained with PyTorch's and MXNet's ImageNet preprocessing: (byte/255 - mean) / deviation, RGB.</summary>
    internal static (float[] Scale, float[] Offset) ImageNet { get; } = Standardized([0.485f, 0.456f, 0.406f], [0.229f, 0.224f, 0.225f]);

    static (float[] Scale, float[] Offset) Standardized(float[] mean, float[] deviation) =>
        ([.. deviation.Select(d => 1 / (255 * d))], [.. mean.Zip(deviation, (m, d) => -m / d)]);
}
