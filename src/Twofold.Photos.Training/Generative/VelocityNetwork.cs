using TorchSharp;
using Twofold.Photos.Onnx;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;
using static Twofold.Photos.Onnx.TensorProto.Types;

namespace Twofold.Photos.Training;

/// <summary>
/// Says in which direction a mixture of picture and noise moves: the velocity of a flow from noise (time 0) to pictures (time 1) along
/// straight lines (Lipman 2023, "Flow Matching for Generative Modeling"). A small U-Net (Ronneberger 2015) of residual blocks on patches:
/// convolutions of 3 x 3 at 16, 8 and 4 patches an edge, which the processor multiplies at its full speed, and little beside them.
/// </summary>
/// <param name="Size">The pictures' edge: 16 times a power of two.</param>
/// <param name="Labels">How many labels there are; the number after the last stands for no label.</param>
/// <param name="Width">The channels at 16 patches an edge; each halving of the edge doubles them.</param>
/// <param name="Basis">The coordinates of a patch.</param>
sealed record VelocityNetwork(int Size, int Labels, int Width, PatchBasis Basis)
{
    const int Levels = 3, EmbeddingWidth = 128, Frequencies = 16;
    const double Epsilon = 1e-5;

    // Logits of the times that the network tells apart: 1/1100 to 1 - 1/1100.
    const float LargestLogit = 7;

    /// <summary>The edge of a patch in pixels for pictures of a size.</summary>
    public static int PatchEdge(int size) => Math.Max(1, size / 16);

    int[] Channels => [.. Enumerable.Range(0, Levels).Select(level => Width << level)];

    /// <summary>The channels of each residual block, in the order of <see cref="Forward"/>: down, then up again.</summary>
    int[] Blocks => [.. Channels, .. Channels.Reverse().Skip(1)];

    /// <summary>What is learned, layer by layer in the order of <see cref="Forward"/>.</summary>
    public IReadOnlyList<WeightShape> Shapes
    {
        get
        {
            var blocks = Blocks;
            List<WeightShape> shapes =
            [
                new(1 / Math.Sqrt(Frequencies), EmbeddingWidth, 2 * Frequencies),
                new(1, Labels + 1, EmbeddingWidth),
                new(0, 2 * blocks.Sum(), EmbeddingWidth),
                new(0, 2 * blocks.Sum()),
                Convolution(Width, Basis.Count),
            ];
            for (var i = 0; i < blocks.Length; i++)
            {
                if (i > 0 && i < Levels)
                    shapes.Add(new(1 / Math.Sqrt(4 * blocks[i - 1]), blocks[i], 2, 2, blocks[i - 1]));
                if (i >= Levels)
                    shapes.Add(new(1 / Math.Sqrt(blocks[i - 1]), blocks[i - 1], 2, 2, blocks[i]));
                shapes.Add(Convolution(blocks[i], blocks[i]));
                shapes.Add(Convolution(blocks[i], blocks[i]) with { Deviation = 0 });
            }

            shapes.Add(new(0, Width));
            shapes.Add(Convolution(Basis.Count, Width) with { Deviation = 0 });
            return shapes;

            static WeightShape Convolution(int to, int from) => new(1 / Math.Sqrt(9 * from), to, 3, 3, from);
        }
    }

    /// <summary>
    /// The velocity of patches' coordinates, float32 [examples, components, edge, edge]. Where a component were Gaussian and independent of
    /// all others its velocity is known; the network says what to add to that, at unit variance (the preconditioning of Karras 2022, here
    /// for straight paths and each component by itself).
    /// </summary>
    /// <param name="layers">The weights, shaped as <see cref="Shapes"/> says.</param>
    /// <param name="state">The mixture's coordinates, time x picture + (1 - time) x noise, float32 [examples, components, edge, edge], channels last.</param>
    /// <param name="time">From 0 to 1, float32 [examples].</param>
    /// <param name="labels">From 0, int64 [examples]; <see cref="Labels"/> for no label.</param>
    public Tensor Forward(Tensor[] layers, Tensor state, Tensor time, Tensor labels)
    {
        if (state.dim() != 4 || state.shape[1] != Basis.Count || time.dim() != 1 || time.shape[0] != state.shape[0] || labels.dim() != 1 || labels.shape[0] != state.shape[0])
            throw new ArgumentException($"States [{string.Join(", ", state.shape)}], times [{string.Join(", ", time.shape)}] and labels [{string.Join(", ", labels.shape)}]: [N, {Basis.Count}, E, E], [N] and [N] were expected.");
        var (next, precision) = (0, layers[0].dtype);
        Tensor Next() => layers[next++];
        var t = time.view(-1, 1, 1, 1);
        var deviation = Basis.Deviations.view(1, -1, 1, 1);
        var mean = Basis.Mean.view(1, -1, 1, 1);
        var rest = t.OneMinus();
        var variance = rest.Squared().Plus((t * deviation).Squared());
        var scale = variance.rsqrt();
        var centered = state - (t * mean);

        var angles = Logit(time).unsqueeze(1) * tensor(Angles);
        var embedding = silu(cat([angles.cos(), angles.sin()], 1).to_type(precision).matmul(Next().t()).Plus(Next().index_select(0, labels)));
        var modulation = embedding.matmul(Next().t()).Plus(Next()).unsqueeze(-1).unsqueeze(-1).split([.. Blocks.SelectMany(channels => new long[] { channels, channels })], 1);

        var x = conv2d((centered * scale).to_type(precision), Next(), padding: [1, 1]);
        var passed = new Stack<Tensor>();
        for (var i = 0; i < Blocks.Length; i++)
        {
            if (i > 0 && i < Levels)
            {
                passed.Push(x);
                x = conv2d(x, Next(), strides: [2, 2]);
            }

            if (i >= Levels)
                x = conv_transpose2d(x, Next(), strides: [2, 2]).Plus(passed.Pop());
            var h = conv2d(relu(Normalized(x)), Next(), padding: [1, 1]);
            h = silu(h.mul(modulation[2 * i].Plus(LastingScalar.One)).Plus(modulation[(2 * i) + 1]));
            x = x.Plus(conv2d(h, Next(), padding: [1, 1]));
        }

        x = conv2d(relu(Normalized(x).Plus(Next().view(1, -1, 1, 1))), Next(), padding: [1, 1]).to_type(ScalarType.Float32);
        return (((t * deviation.Squared()) - rest) / variance * centered).Plus(deviation * scale * x).Plus(mean);
    }

    /// <summary>Pictures from -1 to 1, float32 [examples, 3, size, size], in coordinates, [examples, components, edge, edge], channels last.</summary>
    public Tensor ToCoordinates(Tensor pictures) =>
        conv2d(pictures, Basis.Filters, strides: [Basis.Edge, Basis.Edge]).permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);

    /// <summary>The inverse of <see cref="ToCoordinates"/>.</summary>
    public Tensor ToPictures(Tensor coordinates) => conv_transpose2d(coordinates, Basis.Filters, strides: [Basis.Edge, Basis.Edge]);

    /// <summary>
    /// The velocity field of pictures as ONNX: inputs <c>state</c> [N, 3, size, size], <c>time</c> [N] and <c>label_shares</c> [N, labels], output
    /// <c>velocity</c> of the state's shape. What was learned of labels is mixed by their shares, and what they lack of one whole is the share of no label.
    /// </summary>
    /// <param name="layers">The weights, in float32.</param>
    public byte[] ToOnnx(Tensor[] layers)
    {
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        var (next, blocks) = (0, Blocks);
        var graph = new OnnxGraphBuilder("twofold-flow");
        var picture = graph.Input(VelocityField.StateInput, DataType.Float, -1, 3, Size, Size);
        var t = graph.Reshape(graph.Input(VelocityField.TimeInput, DataType.Float, -1), -1, 1, 1, 1);
        var shares = graph.Input(VelocityField.SharesInput, DataType.Float, -1, Labels);
        var rest = graph.Sub(graph.Scalar(1), t);
        var spread = graph.Mul(t, Column(Basis.Deviations));
        var variance = graph.Add(graph.Mul(rest, rest), graph.Mul(spread, spread));
        var deviation = graph.Sqrt(variance);
        var centered = graph.Sub(graph.Conv(picture, graph.Weights(Basis.Filters), stride: Basis.Edge), graph.Mul(t, Column(Basis.Mean)));

        var logit = graph.Clip(graph.Node("Log", [graph.Div(t, rest)]), -LargestLogit, LargestLogit);
        var angles = graph.Mul(graph.Reshape(logit, -1, 1), graph.Constant(Angles, 1, Frequencies));
        var embedding = graph.Linear(graph.Concat(1, graph.Node("Cos", [angles]), graph.Node("Sin", [angles])), graph.Weights(layers[next++]));
        var (ofLabels, ofNone) = (layers[next].narrow(0, 0, Labels), layers[next++].narrow(0, Labels, 1));
        embedding = graph.Add(embedding, graph.Add(graph.MatMul(shares, graph.Weights(ofLabels - ofNone)), graph.Weights(ofNone)));
        embedding = graph.Silu(embedding);
        var (modulation, constants) = (layers[next++], layers[next++]);
        var row = 0;

        var x = graph.Conv(graph.Div(centered, deviation), graph.Weights(layers[next++]), padding: 1);
        var passed = new Stack<string>();
        for (var i = 0; i < blocks.Length; i++)
        {
            if (i > 0 && i < Levels)
            {
                passed.Push(x);
                x = graph.Conv(x, graph.Weights(layers[next++]), stride: 2);
            }

            if (i >= Levels)
                x = graph.Add(graph.ConvTranspose(x, graph.Weights(layers[next++]), stride: 2), passed.Pop());
            var h = graph.Conv(graph.Relu(Normalized(x)), graph.Weights(layers[next++]), padding: 1);
            h = graph.Mul(h, Modulation(blocks[i], 1));
            h = graph.Silu(graph.Add(h, Modulation(blocks[i], 0)));
            x = graph.Add(x, graph.Conv(h, graph.Weights(layers[next++]), padding: 1));
        }

        x = graph.Relu(graph.Add(Normalized(x), Column(layers[next++])));
        x = graph.Conv(x, graph.Weights(layers[next]), padding: 1);
        var linear = graph.Div(graph.Sub(graph.Mul(t, Column(Basis.Deviations.Squared())), rest), variance);
        x = graph.Add(graph.Mul(linear, centered), graph.Mul(graph.Div(Column(Basis.Deviations), deviation), x));
        x = graph.ConvTranspose(graph.Add(x, Column(Basis.Mean)), graph.Weights(Basis.Filters), stride: Basis.Edge);
        graph.Output(x, VelocityField.Output, DataType.Float, -1, 3, Size, Size);
        return graph.ToBytes();

        string Column(Tensor vector) => graph.Weights(vector.view(1, -1, 1, 1));
        string Modulation(int channels, double offset)
        {
            using Scalar summand = offset;
            var (rows, biases) = (modulation.narrow(0, row, channels), constants.narrow(0, row, channels).Plus(summand));
            row += channels;
            return graph.Reshape(graph.Linear(embedding, graph.Weights(rows), graph.Weights(biases)), -1, channels, 1, 1);
        }

        string Normalized(string value)
        {
            var difference = graph.Sub(value, graph.ReduceMean(value, keepDimensions: true, 1));
            var square = graph.ReduceMean(graph.Mul(difference, difference), keepDimensions: true, 1);
            return graph.Div(difference, graph.Sqrt(graph.Add(square, graph.Scalar((float)Epsilon))));
        }
    }

    /// <summary>Each patch's channels get mean 0 and variance 1 (Ba 2016): in channels-last layout they lie side by side.</summary>
    static Tensor Normalized(Tensor x) => layer_norm(x.permute(0, 2, 3, 1), [x.shape[1]], null, null, Epsilon).permute(0, 3, 1, 2);

    /// <summary>log(time / (1 - time)), the logarithm of how strong the picture is in the noise, within bounds.</summary>
    static Tensor Logit(Tensor time) => (time / time.OneMinus()).log().clamp(LowestLogit, HighestLogit);

    static readonly Scalar LowestLogit = LastingScalar.Of(-LargestLogit), HighestLogit = LastingScalar.Of(LargestLogit);

    static float[] Angles => [.. Enumerable.Range(1, Frequencies).Select(k => (float)(Math.PI * k / (2 * LargestLogit)))];
}
