using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Twofold.Photos.Training;

/// <summary>The layers above a backbone's cut in torch, with a head on their features: what fine-tuning trains.</summary>
sealed class TunedLayers : IDisposable
{
    readonly TunableBackbone backbone;
    readonly Tensor mean, scale;

    // See LastingScalar.
    readonly Dictionary<float, Scalar> bounds;

    /// <summary>Begins with the backbone's own weights, and with a head that was fitted to its features.</summary>
    /// <param name="backbone">The backbone.</param>
    /// <param name="head">The head's weights on standardized features, <c>[labels, features]</c>, and its biases.</param>
    /// <param name="standardization">What the features' means and deviations were, <c>[features]</c> each.</param>
    public TunedLayers(TunableBackbone backbone, (double[,] Weights, double[] Biases) head, (IReadOnlyList<double> Means, IReadOnlyList<double> Scales) standardization)
    {
        (this.backbone, LabelCount) = (backbone, head.Biases.Length);
        bounds = backbone.Layers.SelectMany(layer => (float[])[layer.Clamp.Low, layer.Clamp.High]).Distinct().ToDictionary(bound => bound, bound => (Scalar)bound);
        using var scope = NewDisposeScope();
        using var generator = new Generator(0);
        var convolutions = backbone.Layers.OfType<ConvolutionLayer>().ToList();
        // As WeightVector keeps them: [out, height, width, in]. The numbers that it would draw are written over.
        Convolutions = new WeightVector([.. convolutions.SelectMany(layer => (WeightShape[])[new(0, layer.Outputs, layer.Window.Rows.Kernel, layer.Window.Columns.Kernel, layer.InputsOfGroup), new(0, layer.Outputs)])], generator);
        Head = new WeightVector([new(0, head.Weights.GetLength(0), head.Weights.GetLength(1)), new(0, head.Biases.Length)], generator);
        using (no_grad())
        {
            Convolutions.Values.copy_(tensor(convolutions.SelectMany(layer => (float[])[.. ChannelsLast(layer), .. layer.Biases]).ToArray()));
            Head.Values.copy_(tensor(head.Weights.Cast<double>().Concat(head.Biases).Select(value => (float)value).ToArray()));
        }

        mean = tensor(standardization.Means.Select(value => (float)value).ToArray()).DetachFromDisposeScope();
        scale = tensor(standardization.Scales.Select(value => (float)value).ToArray()).DetachFromDisposeScope();
        Values = new NetworkValues(Convolutions.Values, Head.Values, zeros(1).DetachFromDisposeScope());
    }

    /// <summary>The convolutions' weights and biases.</summary>
    public WeightVector Convolutions { get; }

    /// <summary>The head's weights and biases.</summary>
    public WeightVector Head { get; }

    /// <summary>How many labels the head tells apart.</summary>
    public int LabelCount { get; }

    /// <summary>All that training changes.</summary>
    public NetworkValues Values { get; }

    /// <summary>The features, float32 <c>[pictures, features]</c>.</summary>
    /// <param name="values"><see cref="Values"/>, or an average of them.</param>
    /// <param name="maps">The pictures' maps at the cut, <c>[pictures, rows, columns, channels]</c>.</param>
    /// <param name="precision">The type to compute in.</param>
    public Tensor Features(NetworkValues values, Tensor maps, ScalarType precision)
    {
        var weights = Convolutions.Layers(values.Filters, precision);
        var next = 0;
        // Permuted from channels last, which is the fast layout, and which convolutions keep.
        var known = new Dictionary<int, Tensor> { [backbone.Cut] = maps.to_type(precision).permute(0, 3, 1, 2) };
        foreach (var layer in backbone.Layers)
        {
            var x = known[layer.Input];
            if (layer is ConvolutionLayer convolution)
            {
                x = Convolved(x, weights[next], weights[next + 1], convolution);
                next += 2;
            }
            else if (layer is MaximumPoolLayer { Window: var window })
            {
                x = max_pool2d(
                    Padded(x, window, float.NegativeInfinity), [window.Rows.Kernel, window.Columns.Kernel], [window.Rows.Stride, window.Columns.Stride], dilation: [window.Rows.Dilation, window.Columns.Dilation]);
            }

            if (layer.Added is { } added)
                x = x.Plus(known[added]);
            if (layer.Clamp.Bounds)
                x = float.IsPositiveInfinity(layer.Clamp.High) && layer.Clamp.Low == 0 ? relu(x) : x.clamp(bounds[layer.Clamp.Low], bounds[layer.Clamp.High]);
            known[layer.Output] = x;
        }

        return known[backbone.Layers[^1].Output].to_type(ScalarType.Float32).mean([2, 3]);
    }

    /// <summary>The labels' logits, float32 <c>[pictures, labels]</c>.</summary>
    /// <inheritdoc cref="Features"/>
    public Tensor Logits(NetworkValues values, Tensor maps, ScalarType precision)
    {
        var head = Head.Layers(values.Others, ScalarType.Float32);
        return linear((Features(values, maps, precision) - mean) / scale, head[0], head[1]);
    }

    /// <summary>The head on features as they are, not standardized: its weights, <c>[labels, features]</c>, and its biases.</summary>
    public (float[,] Weights, float[] Biases) RawHead(NetworkValues values)
    {
        using var scope = NewDisposeScope();
        var head = Head.Layers(values.Others.detach(), ScalarType.Float32);
        // W ((x - m) / s) + b = (W / s) x + (b - (W / s) m).
        var weights = head[0] / scale;
        var biases = (head[1] - weights.matmul(mean)).ToFloats();
        var raw = new float[biases.Length, backbone.FeatureCount];
        weights.ToFloats().CopyTo(raw.AsFlatSpan());
        return (raw, biases);
    }

    /// <summary>The backbone's layers with these weights.</summary>
    public IReadOnlyList<BackboneLayer> Layers(NetworkValues values)
    {
        using var scope = NewDisposeScope();
        var weights = Convolutions.Layers(values.Filters.detach(), ScalarType.Float32);
        var next = 0;
        var layers = new List<BackboneLayer>();
        foreach (var layer in backbone.Layers)
        {
            layers.Add(layer is ConvolutionLayer convolution ? convolution with { Weights = weights[next].ToFloats(), Biases = weights[next + 1].ToFloats() } : layer);
            next += layer is ConvolutionLayer ? 2 : 0;
        }

        return layers;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Convolutions.Dispose();
        Head.Dispose();
        Values.Statistics.Dispose();
        mean.Dispose();
        scale.Dispose();
        foreach (var bound in bounds.Values)
            bound.Dispose();
    }

    static Tensor Convolved(Tensor x, Tensor weights, Tensor biases, ConvolutionLayer layer)
    {
        var window = layer.Window;
        var (rows, columns) = (window.Rows.Beside((int)x.shape[2]), window.Columns.Beside((int)x.shape[3]));
        // Padding that is the same on both sides costs nothing inside of the convolution.
        var even = rows.Before == rows.After && columns.Before == columns.After;
        return conv2d(
            even ? x : Padded(x, window, 0),
            weights,
            biases,
            strides: [window.Rows.Stride, window.Columns.Stride],
            padding: even ? [rows.Before, columns.Before] : [0, 0],
            dilation: [window.Rows.Dilation, window.Columns.Dilation],
            groups: layer.Groups);
    }

    static Tensor Padded(Tensor x, Window window, double value)
    {
        var (rows, columns) = (window.Rows.Beside((int)x.shape[2]), window.Columns.Beside((int)x.shape[3]));
        return rows == (0, 0) && columns == (0, 0) ? x : pad(x, [columns.Before, columns.After, rows.Before, rows.After], value: value);
    }

    // [out, in, height, width] to [out, height, width, in].
    static float[] ChannelsLast(ConvolutionLayer layer)
    {
        var (inputs, area) = (layer.InputsOfGroup, layer.Window.Area);
        var turned = new float[layer.Weights.Length];
        for (var output = 0; output < layer.Outputs; output++)
            for (var input = 0; input < inputs; input++)
                for (var position = 0; position < area; position++)
                    turned[(((output * area) + position) * inputs) + input] = layer.Weights[(((output * inputs) + input) * area) + position];
        return turned;
    }
}
