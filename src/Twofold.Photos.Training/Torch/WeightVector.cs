using TorchSharp;
using static TorchSharp.torch;

namespace Twofold.Photos.Training;

/// <summary>
/// All weights of one network as one vector of float32. An optimizer's step, a moving average, a copy to return to and a check for numbers
/// that are none are then one operation each, however many layers there are; the layers see views of it.
/// </summary>
sealed class WeightVector : IDisposable
{
    static readonly float[] Bilinear = [0.25f, 0.75f, 0.75f, 0.25f];

    readonly IReadOnlyList<WeightShape> layers;

    /// <summary>Creates the weights of layers, each normally distributed around zero.</summary>
    /// <param name="layers">The shape of each layer's weights and their standard deviation.</param>
    /// <param name="random">Where the numbers come from.</param>
    public WeightVector(IReadOnlyList<WeightShape> layers, Generator random)
    {
        this.layers = layers;
        using var scope = NewDisposeScope();
        var parts = layers.Select(layer =>
        {
            using Scalar deviation = layer.Deviation;
            var weights = (layer.Smooth ? Smooth(layer.Shape, random) : ComputeDevice.Normal(layer.Shape, random)) * deviation;
            return (layer.PassesOn ? PassingOn(weights) : weights).view(-1);
        });
        Values = cat([.. parts]).requires_grad_().DetachFromDisposeScope();
    }

    /// <summary>The weights, one after the other; the leaf of the gradient.</summary>
    public Tensor Values { get; }

    /// <summary>
    /// The weights as the layers want them, in the given precision: matrices and tables as they are, and convolutions, which are kept as [out, height,
    /// width, in], as [out, in, height, width] in channels-last layout.
    /// </summary>
    /// <param name="values">This vector's values, or others of its length: detached ones, an average.</param>
    /// <param name="precision">The type to compute in.</param>
    public Tensor[] Layers(Tensor values, ScalarType precision) => Layers(values, layers, precision);

    /// <inheritdoc cref="Layers(Tensor, ScalarType)"/>
    public static Tensor[] Layers(Tensor values, IReadOnlyList<WeightShape> layers, ScalarType precision)
    {
        var parts = values.to_type(precision).split([.. layers.Select(layer => layer.Count)]);
        return [.. parts.Zip(layers, (part, layer) => layer.Shape.Length == 4 ? part.view(layer.Shape).permute(0, 3, 1, 2) : part.view(layer.Shape))];
    }

    /// <inheritdoc/>
    public void Dispose() => Values.Dispose();

    /// <summary>The first filters of a convolution of [out, height, width, in] pass on what comes in, a channel each.</summary>
    static Tensor PassingOn(Tensor weights)
    {
        var (filters, height, width, channels) = (weights.shape[0], weights.shape[1], weights.shape[2], weights.shape[3]);
        var passed = Math.Min(filters, channels);
        var around = zeros(passed, height, width, channels);
        around.narrow(1, height / 2, 1).narrow(2, width / 2, 1).copy_(eye(passed, channels).view(passed, 1, 1, channels));
        return cat([around, weights.narrow(0, passed, filters - passed)]);
    }

    /// <summary>Each pair of channels gets one number, spread over 4 x 4 pixels as bilinear interpolation does, and a little noise.</summary>
    static Tensor Smooth(long[] shape, Generator random)
    {
        using Scalar noise = 0.05;
        var along = tensor(Bilinear);
        var kernel = (along.unsqueeze(1) * along.unsqueeze(0)).view(1, 4, 4, 1);
        return (ComputeDevice.Normal([shape[0], 1, 1, shape[3]], random) * kernel).Plus(ComputeDevice.Normal(shape, random) * noise);
    }
}

/// <summary>One layer's weights before training.</summary>
/// <param name="Deviation">Their standard deviation; 0 for biases and gains, which begin at zero.</param>
/// <param name="Shape">Their shape: [out, in], [labels, values], [out], or [out, height, width, in] for a convolution.</param>
readonly record struct WeightShape(double Deviation, params long[] Shape)
{
    /// <summary>
    /// Whether a transposed convolution of [in, 4, 4, out] begins as bilinear interpolation. From independent weights it begins with a
    /// checkerboard of its own, which a creator does not get rid of in minutes.
    /// </summary>
    public bool Smooth { get; init; }

    /// <summary>
    /// Whether the first filters of a convolution of [out, height, width, in] begin by passing on a channel each (Jordan 2024, "94% on CIFAR-10 in 3.29 Seconds", 3.2): the head then sees the
    /// picture from the first step on. Without it 800 strongly changed pictures of cats and dogs were not told apart at all in a minute and a half, with it 69 % of new ones were.
    /// </summary>
    public bool PassesOn { get; init; }

    /// <summary>How many numbers it has.</summary>
    public long Count => Shape.Aggregate(1L, (product, n) => product * n);
}
