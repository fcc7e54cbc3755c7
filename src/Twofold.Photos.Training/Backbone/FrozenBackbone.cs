namespace Twofold.Photos.Training;

/// <summary>
/// The convolutional part of a pretrained backbone, calculated by own kernels: feature maps of pictures of any size, and the gradient of those
/// feature maps back to the pixels. Its weights never change. It is what a critic sees through (Sauer 2021, "Projected GANs Converge Faster").
/// Immutable and thread-safe; each thread calculates in a <see cref="FrozenBackbonePass"/> of its own.
/// </summary>
sealed class FrozenBackbone
{
    static readonly int[] Strides = [4, 8, 16, 32];

    FrozenBackbone(string name, IReadOnlyList<BackboneLayer> layers, IReadOnlyList<BackboneValue> values, IReadOnlyList<int> scales)
    {
        (Name, Layers, Values, ScaleValues) = (name, layers, values, scales);
        Operations = [.. layers.Select(LayerOperation.Of)];
        Scales = [.. scales.Select(value => new FeatureScale(values[value].Channels, values[value].Stride))];
    }

    /// <summary>What the file is called in messages.</summary>
    public string Name { get; }

    /// <summary>The feature maps, from the finest to the coarsest; at least one.</summary>
    public IReadOnlyList<FeatureScale> Scales { get; }

    /// <summary>What has to be calculated for them, in order.</summary>
    internal IReadOnlyList<BackboneLayer> Layers { get; }

    /// <summary>How each of <see cref="Layers"/> is calculated.</summary>
    internal IReadOnlyList<LayerOperation> Operations { get; }

    /// <summary>All values that the layers speak of, and others.</summary>
    internal IReadOnlyList<BackboneValue> Values { get; }

    /// <summary>Which values <see cref="Scales"/> are.</summary>
    internal IReadOnlyList<int> ScaleValues { get; }

    /// <summary>
    /// Reads a backbone's ONNX graph as far as it consists of convolutions, batch normalization, Relu and Clip, sums, MaxPool and constants per
    /// channel. Its feature maps are the last values at the strides 4, 8, 16 and 32 through which all that follows has to pass; a 1x1 convolution
    /// that more than doubles the channels begins the next block of an inverted residual (Sandler 2018) and is not counted as the end of one.
    /// </summary>
    /// <param name="onnx">The bytes of the file.</param>
    /// <param name="name">What the file is called in messages.</param>
    /// <param name="input">The input that takes the pictures; null where there is only one.</param>
    /// <param name="layout">Where the colors of that input are; null to see from its shape.</param>
    /// <exception cref="TwofoldException">The file is not ONNX, or damaged, or none of the four strides is reached.</exception>
    public static FrozenBackbone Read(byte[] onnx, string name, string? input = null, PixelLayout? layout = null)
    {
        ArgumentNullException.ThrowIfNull(onnx);
        ArgumentException.ThrowIfNullOrEmpty(name);
        var read = BackboneReader.Read(onnx, name, input, layout);
        var (layers, values, unknown) = read;
        int[] scales = [.. Strides.Select(stride => LastAt(stride, read)).OfType<int>()];
        if (scales.Length == 0)
        {
            throw new TwofoldException(
                $"'{name}' has no feature map at a stride of 4, 8, 16 or 32 that can be calculated{(unknown is null ? "" : $": the first operator that is not known is {unknown}")}. "
                + "A network of convolutions, batch normalization, Relu or Clip, sums and MaxPool is expected, such as MobileNetV2 or ResNet.");
        }

        return new FrozenBackbone(name, LeadingTo(scales, layers), values, scales);
    }

    /// <summary>Makes the buffers of one thread.</summary>
    /// <param name="count">The most pictures at once.</param>
    /// <param name="size">The pictures' edge in pixels.</param>
    /// <exception cref="TwofoldException">Pictures of that size are too small for the network, or it takes one size only.</exception>
    public FrozenBackbonePass CreatePass(int count, int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        return new FrozenBackbonePass(this, count, size);
    }

    /// <summary>The last value at a stride through which all that follows has to pass; see <see cref="Read"/>. Null where there is none.</summary>
    internal static int? LastAt(int stride, BackboneReader.Result read)
    {
        var (layers, values, _) = read;
        var there = Enumerable.Range(0, layers.Count).Where(index => values[layers[index].Output].Stride == stride).Reverse().ToList();
        if (there.Count == 0)
            return null;
        var passed = there.Where(index => AllPass(index, layers)).ToList();
        var ends = passed.Where(index => layers[index] is not ConvolutionLayer { IsPointwise: true, Added: null } expansion || expansion.Outputs <= 2 * expansion.Inputs);
        return layers[ends.Concat(passed).Concat(there).First()].Output;
    }

    // Nothing that comes later reads anything that came before.
    static bool AllPass(int index, IReadOnlyList<BackboneLayer> layers)
    {
        var before = layers.Take(index).Select(layer => layer.Output).Append(0).ToHashSet();
        return !layers.Skip(index + 1).Any(layer => layer.Reads.Any(before.Contains));
    }

    static List<BackboneLayer> LeadingTo(IEnumerable<int> scales, IReadOnlyList<BackboneLayer> layers)
    {
        var needed = scales.ToHashSet();
        var kept = new List<BackboneLayer>();
        foreach (var layer in layers.Reverse().Where(layer => needed.Contains(layer.Output)))
        {
            kept.Add(layer);
            needed.UnionWith(layer.Reads);
        }

        kept.Reverse();
        return kept;
    }
}
