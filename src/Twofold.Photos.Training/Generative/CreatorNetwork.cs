using TorchSharp;
using Twofold.Photos.Onnx;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;
using static Twofold.Photos.Onnx.TensorProto.Types;

namespace Twofold.Photos.Training;

/// <summary>
/// The half of the GAN that makes pictures: noise and a label become 4 x 4 pixels of many channels, and each transposed convolution doubles
/// the edge (DCGAN, Radford 2016), with batch normalization whose gain and shift are the label's own (BigGAN, Brock 2019). An ordinary
/// convolution makes colors of the last channels.
/// </summary>
/// <param name="Size">The pictures' edge: 4 times a power of two.</param>
/// <param name="Labels">How many labels there are.</param>
/// <param name="Width">The channels at the full edge; they double at every halving of it, up to eight times that, or 256.</param>
sealed record CreatorNetwork(int Size, int Labels, int Width)
{
    /// <summary>How many random numbers make a picture.</summary>
    public const int NoiseDimension = 64;

    const int FirstEdge = 4, Kernel = 4, ColorKernel = 3, MaxChannels = 256;
    const double Epsilon = 1e-5;

    static readonly Scalar NoiseLength = LastingScalar.Of(Math.Sqrt(NoiseDimension)), LeastVariance = LastingScalar.Of(Epsilon);

    /// <summary>The binomial filter (1, 2, 1) / 4 both ways: what differs from pixel to pixel, a checkerboard above all, does not pass.</summary>
    static readonly float[] Binomial = [1 / 16f, 2 / 16f, 1 / 16f, 2 / 16f, 4 / 16f, 2 / 16f, 1 / 16f, 2 / 16f, 1 / 16f];

    /// <summary>Whether pictures are gray: their three channels are then the same one, and cannot be tinted. Default false.</summary>
    public bool Gray { get; init; }

    int Colors => Gray ? 1 : 3;

    /// <summary>The channels at each edge from the first on.</summary>
    int[] Channels => [.. Enumerable.Range(0, (int)Math.Log2(Size / FirstEdge) + 1).Select(halvings => Math.Min(Width << Math.Min(halvings, 3), MaxChannels)).Reverse()];

    /// <summary>What is learned, layer by layer in the order of <see cref="Forward"/>.</summary>
    public IReadOnlyList<WeightShape> Shapes
    {
        get
        {
            var channels = Channels;
            List<WeightShape> shapes =
            [
                new(1, Labels, NoiseDimension),
                new(1 / Math.Sqrt(2 * NoiseDimension), FirstEdge * FirstEdge * channels[0], 2 * NoiseDimension),
            ];
            for (var i = 0; i < channels.Length; i++)
            {
                shapes.Add(new(0, Labels, channels[i]));
                shapes.Add(new(0, Labels, channels[i]));
                shapes.Add(i + 1 < channels.Length
                    ? new(1 / Math.Sqrt(channels[i]), channels[i], Kernel, Kernel, channels[i + 1]) { Smooth = true }
                    : new(1 / Math.Sqrt(channels[i] * ColorKernel * ColorKernel), Colors, ColorKernel, ColorKernel, channels[i]));
            }

            shapes.Add(new(0, Colors));
            return shapes;
        }
    }

    /// <summary>Pictures from -1 to 1, [examples, 3, size, size], in the precision of <paramref name="layers"/>.</summary>
    /// <param name="layers">The weights, shaped as <see cref="Shapes"/> says.</param>
    /// <param name="noise">Standard normal, [examples, <see cref="NoiseDimension"/>].</param>
    /// <param name="labels">From 0, int64 [examples].</param>
    /// <param name="normalize">
    /// Normalizes the channels of the given layer: by <see cref="BatchNormalization"/> while training, by what <see cref="Measure"/> found after it.
    /// </param>
    public Tensor Forward(Tensor[] layers, Tensor noise, Tensor labels, Func<int, Tensor, Tensor> normalize)
    {
        if (noise.dim() != 2 || noise.shape[1] != NoiseDimension || labels.dim() != 1 || labels.shape[0] != noise.shape[0])
            throw new ArgumentException($"Noise [{string.Join(", ", noise.shape)}] and labels [{string.Join(", ", labels.shape)}]: [N, {NoiseDimension}] and [N] were expected.");
        var channels = Channels;
        var next = 0;
        var precision = layers[0].dtype;
        var label = UnitScale(layers[next++]).index_select(0, labels);
        var x = cat([noise.to_type(precision), label.to_type(precision)], 1).matmul(layers[next++].t());
        x = x.view(-1, FirstEdge, FirstEdge, channels[0]).permute(0, 3, 1, 2);
        for (var i = 0; i < channels.Length; i++)
        {
            var gain = layers[next++].index_select(0, labels).unsqueeze(-1).unsqueeze(-1);
            var shift = layers[next++].index_select(0, labels).unsqueeze(-1).unsqueeze(-1);
            x = (normalize(i, x) * gain.Plus(LastingScalar.One)).Plus(shift).relu();
            if (i + 1 == channels.Length)
                break;
            x = conv_transpose2d(x, layers[next++], null, strides: [2, 2], padding: [1, 1]);
            if (i + 2 == channels.Length)
                x = conv2d(x, WithoutCheckerboard(Width).to_type(precision), padding: [1, 1], groups: Width);
        }

        return conv2d(x, layers[next++], padding: [ColorKernel / 2, ColorKernel / 2]).Plus(layers[next].view(1, Colors, 1, 1)).tanh().expand(-1, 3, -1, -1);
    }

    static Tensor WithoutCheckerboard(int channels) => tensor(Binomial).view(1, 1, 3, 3).expand(channels, 1, 3, 3);

    /// <summary>Each channel's mean and variance over this batch become 0 and 1.</summary>
    public static Tensor BatchNormalization(int layer, Tensor x) => batch_norm(x, null, null, null, null, training: true, 0, Epsilon);

    /// <summary>The channels' means and variances over a large batch, which take the place of a batch's own once training is over.</summary>
    /// <param name="layers">The weights, in float32.</param>
    /// <param name="noise">As <see cref="Forward"/> takes it.</param>
    /// <param name="labels">As <see cref="Forward"/> takes it; all labels alike.</param>
    /// <returns>[channels] each, one pair for each normalized layer, which the caller disposes.</returns>
    public IReadOnlyList<(Tensor Mean, Tensor Variance)> Measure(Tensor[] layers, Tensor noise, Tensor labels)
    {
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        var measured = new List<(Tensor, Tensor)>();
        Forward(layers, noise, labels, (layer, x) =>
        {
            measured.Add((
                x.mean([0, 2, 3]).MoveToOuterDisposeScope(),
                x.var([0, 2, 3], unbiased: false).MoveToOuterDisposeScope()));
            return BatchNormalization(layer, x);
        });
        return measured;
    }

    /// <summary>Normalization by fixed means and variances.</summary>
    public static Func<int, Tensor, Tensor> Fixed(IReadOnlyList<(Tensor Mean, Tensor Variance)> measured) => (layer, x) =>
        batch_norm(x, measured[layer].Mean, measured[layer].Variance, null, null, training: false, 0, Epsilon);

    /// <summary>
    /// The network as ONNX, with fixed normalization folded into each label's gain and shift, and pictures as bytes. It takes shares of labels
    /// (<see cref="PictureNetwork.SharesInput"/>) instead of one: what belongs to a label is then the mean of what belongs to each, which for
    /// a whole share is exactly that label's own.
    /// </summary>
    /// <param name="layers">The weights, in float32.</param>
    /// <param name="measured">What normalization uses.</param>
    /// <param name="upscaler">What makes the pictures larger; null for pictures of <see cref="Size"/>.</param>
    public byte[] ToOnnx(Tensor[] layers, IReadOnlyList<(Tensor Mean, Tensor Variance)> measured, TrainedUpscaler? upscaler)
    {
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        var channels = Channels;
        var next = 0;
        var graph = new OnnxGraphBuilder("twofold-creator");
        var noise = graph.Input(PictureNetwork.NoiseInput, DataType.Float, -1, NoiseDimension);
        var shares = graph.Input(PictureNetwork.SharesInput, DataType.Float, -1, Labels);

        var label = OfLabels(UnitScale(layers[next++]));
        var x = graph.Linear(graph.Concat(1, noise, label), graph.Weights(layers[next++]));
        x = graph.Transpose(graph.Reshape(x, -1, FirstEdge, FirstEdge, channels[0]), 0, 3, 1, 2);
        for (var i = 0; i < channels.Length; i++)
        {
            var gain = layers[next++].Plus(LastingScalar.One) / measured[i].Variance.Plus(LeastVariance).sqrt();
            var shift = layers[next++] - (gain * measured[i].Mean);
            x = graph.Mul(x, graph.Reshape(OfLabels(gain), -1, channels[i], 1, 1));
            x = graph.Relu(graph.Add(x, graph.Reshape(OfLabels(shift), -1, channels[i], 1, 1)));
            if (i + 1 == channels.Length)
                break;
            x = graph.ConvTranspose(x, graph.Weights(layers[next++]), stride: 2, padding: 1);
            if (i + 2 == channels.Length)
                x = graph.Conv(x, graph.Weights(WithoutCheckerboard(Width)), padding: 1, groups: Width);
        }

        x = graph.Conv(x, graph.Weights(layers[next++]), graph.Weights(layers[next]), padding: ColorKernel / 2);

        x = graph.Tanh(x);
        if (Gray)
            x = graph.Concat(1, x, x, x);
        if (upscaler is not null)
            x = upscaler.AddTo(graph, x);
        if (Gray && upscaler is not null)
        {
            // What it adds is its own for each channel.
            x = graph.ReduceMean(x, keepDimensions: true, 1);
            x = graph.Concat(1, x, x, x);
        }

        // From -1..1 to 0..255.
        x = graph.Mul(graph.Add(x, graph.Scalar(1)), graph.Scalar(127.5f));
        x = graph.Cast(graph.Transpose(graph.Round(x), 0, 2, 3, 1), DataType.Uint8);
        var edge = Size * (upscaler?.Factor ?? 1);
        graph.Output(x, PictureNetwork.Output, DataType.Uint8, -1, edge, edge, 3);
        return graph.ToBytes();

        string OfLabels(Tensor table) => graph.MatMul(shares, graph.Weights(table));
    }

    /// <summary>A label's place among the random numbers, as long as they are on average: so that it cannot be drowned by them, nor drown them.</summary>
    static Tensor UnitScale(Tensor labels) => normalize(labels, dim: 1) * NoiseLength;
}
