using Google.Protobuf;
using Twofold.Photos.Onnx;
using Twofold.Photos.Tests;
using static TorchSharp.torch;

namespace Twofold.Photos.Training.Tests;

public sealed class FrozenBackboneTests
{
    [Theory]
    [InlineData(32, 3)]
    [InlineData(64, 5)]
    [InlineData(96, 2)]
    [InlineData(50, 2)]
    [InlineData(33, 1)]
    public void The_feature_maps_of_inverted_residuals_are_those_of_ONNX_Runtime(int size, int count)
    {
        var (_, onnx, scales) = new MadeBackbone(1).Mobile();
        var backbone = FrozenBackbone.Read(onnx, "made");

        Assert.Equal([new(24, 4), new(32, 8), new(40, 16), new FeatureScale(56, 32)], backbone.Scales);
        AssertFeatures(backbone, onnx, scales, count, size);
    }

    [Theory]
    [InlineData(32, 3)]
    [InlineData(64, 2)]
    [InlineData(47, 1)]
    public void The_feature_maps_of_residual_blocks_are_those_of_ONNX_Runtime(int size, int count)
    {
        var (_, onnx, scales) = new MadeBackbone(2).ResNet();
        var backbone = FrozenBackbone.Read(onnx, "made");

        Assert.Equal([new(20, 4), new(32, 8), new FeatureScale(48, 16)], backbone.Scales);
        AssertFeatures(backbone, onnx, scales, count, size);
    }

    [Theory]
    [InlineData(true, 32)]
    [InlineData(true, 45)]
    [InlineData(false, 32)]
    [InlineData(false, 39)]
    public void The_gradient_is_that_of_small_differences(bool mobile, int size)
    {
        const int count = 3;
        var (_, onnx, _) = mobile ? new MadeBackbone(3).Mobile() : new MadeBackbone(4).ResNet();
        var backbone = FrozenBackbone.Read(onnx, "made");
        var pass = backbone.CreatePass(count + 1, size);
        var random = new SeededRandom(5);
        var pictures = Numbers(random, count * size * size * 3);
        pass.Forward(pictures, count, keep: true);
        var weights = Enumerable.Range(0, backbone.Scales.Count).Select(scale => Numbers(random, pass.Features(scale).Length)).ToArray();
        for (var scale = 0; scale < weights.Length; scale++)
            weights[scale].CopyTo(pass.Gradient(scale));
        var gradient = new float[pictures.Length];
        pass.Backward(gradient);

        // Along random directions, in each of which a wrong gradient would be off by about its own length. Kinks of the clamps and float32 leave some percent.
        for (var trial = 0; trial < 5; trial++)
        {
            var direction = Numbers(random, pictures.Length);
            const double Step = 3e-4;
            var difference = (Objective(+Step) - Objective(-Step)) / (2 * Step);
            var expected = direction.Zip(gradient, (d, g) => (double)d * g).Sum();
            var typical = Math.Sqrt(gradient.Sum(g => (double)g * g));
            Assert.Equal(expected, difference, 0.08 * typical);

            double Objective(double step)
            {
                float[] moved = [.. pictures.Zip(direction, (p, d) => (float)(p + (step * d)))];
                pass.Forward(moved, count, keep: false);
                var sum = 0.0;
                for (var scale = 0; scale < weights.Length; scale++)
                    for (var i = 0; i < weights[scale].Length; i++)
                        sum += (double)weights[scale][i] * pass.Features(scale)[i];
                return sum;
            }
        }
    }

    [Theory]
    [InlineData(64)]
    [InlineData(41)]
    public void The_gradient_is_that_of_torch(int size)
    {
        const int count = 4;
        TorchRuntime.EnsureLoaded();
        using var scope = NewDisposeScope();
        var made = new MadeBackbone(6);
        var model = made.Mobile().Onnx;
        var backbone = FrozenBackbone.Read(model, "made");
        var pass = backbone.CreatePass(count, size);
        var random = new SeededRandom(7);
        var pictures = Numbers(random, count * size * size * 3);
        pass.Forward(pictures, count, keep: true);

        var input = tensor(pictures, [count, size, size, 3]).permute(0, 3, 1, 2).contiguous().requires_grad_(true);
        var values = TorchNetwork.Run(model, input);
        var objective = zeros(1);
        var next = 0;
        foreach (var name in new MadeBackbone(6).Mobile().Scales)
        {
            var weights = Numbers(random, pass.Features(next).Length);
            weights.CopyTo(pass.Gradient(next));
            var map = values[name].permute(0, 2, 3, 1);
            AssertClose(map.contiguous().data<float>().ToArray(), pass.Features(next++), 1e-4);
            objective = objective + (map * tensor(weights, map.shape)).sum();
        }

        objective.backward();
        var gradient = new float[pictures.Length];
        pass.Backward(gradient);
        var expected = input.grad ?? throw new InvalidOperationException("torch gave no gradient.");
        AssertClose(expected.permute(0, 2, 3, 1).contiguous().data<float>().ToArray(), gradient, 1e-4);

        // Nothing of the gradients is used up.
        var again = new float[pictures.Length];
        for (var scale = 0; scale < backbone.Scales.Count; scale++)
            Assert.NotEqual(0, pass.Gradient(scale)[0]);
        pass.Backward(again);
        Assert.Equal(gradient, again);
    }

    [Theory]
    [InlineData(1, 1, 1, 1)]
    [InlineData(0, 1, 1, 0)]
    [InlineData(2, 0, 0, 2)]
    [InlineData(0, 0, 0, 0)]
    public void Kernels_strides_and_pads_of_all_kinds_are_calculated(int top, int left, int bottom, int right)
    {
        long[] pads = [top, left, bottom, right];
        var made = new MadeBackbone(8);
        var x = made.Relu(made.Conv(made.Input(), 18, 4, 2, pads));
        x = made.Depthwise(x, kernel: 5, pads: [2, 2, 2, 2]);
        x = made.Relu6(made.Conv(x, 20, 3, 1, [1, 2, 1, 0], groups: 2, width: 3));
        x = made.Depthwise(x, kernel: 3, stride: 2, pads: pads);
        x = made.Depthwise(made.Relu(x), kernel: 3, pads: [2, 2, 2, 2], dilation: 2);
        x = made.Conv(x, 24, 1, 1, [0, 1, 1, 0], width: 4);
        AssertOne(made, x, new FeatureScale(24, 4), 37);
    }

    [Theory]
    [InlineData("SAME_UPPER")]
    [InlineData("SAME_LOWER")]
    [InlineData("VALID")]
    public void Automatic_pads_are_calculated(string rule)
    {
        var made = new MadeBackbone(9);
        var x = made.Relu(made.Conv(made.Input(), 16, 3, 2, autoPad: rule));
        AssertOne(made, made.Conv(x, 32, 4, 2, autoPad: rule), new FeatureScale(32, 4), 35);
    }

    [Fact]
    public void What_cannot_be_folded_into_a_convolution_is_calculated_all_the_same()
    {
        var made = new MadeBackbone(10);
        var graph = made.Graph;
        var input = made.Input();
        var x = made.Of(graph.Mul(graph.Sub(input, graph.Constant([0.1f, 0.2f, 0.3f], 1, 3, 1, 1)), graph.Scalar(2)), 3);
        x = made.Conv(x, 16, 3, 4);
        // Read twice before its clamp, normalized after it, then added to itself.
        var cut = made.Normalized(made.Relu(x));
        x = made.Add(cut, x);
        x = made.Add(x, x);
        x = made.Of(graph.Div(graph.Add(graph.Constant(made.Numbers(16, 1), 16, 1, 1), x), graph.Constant([.. Enumerable.Range(2, 16).Select(i => (float)i)], 16, 1, 1)), 16);
        x = made.Of(graph.Sub(graph.Scalar(1), x), 16);
        x = made.Of(graph.Node("Dropout", [graph.Node("Identity", [made.Relu(made.Relu6(x))])]), 16);
        AssertOne(made, x, new FeatureScale(16, 4), 24);
    }

    [Fact]
    public void Pictures_with_colors_last_and_weights_in_half_precision_are_taken()
    {
        var made = new MadeBackbone(11);
        var onnx = made.Bytes(made.Relu(made.Conv(made.Input(), 16, 4, 4, [0, 0, 0, 0])));
        var model = ModelProto.Parser.ParseFrom(onnx);
        var weights = model.Graph.Initializer.Single(tensor => tensor.Dims.Count == 4);
        Half[] halves = [.. OnnxTensor.Floats(weights, "made").Select(number => (Half)number)];
        (weights.DataType, weights.RawData) = ((int)TensorProto.Types.DataType.Float16, ByteString.CopyFrom(System.Runtime.InteropServices.MemoryMarshal.AsBytes(halves.AsSpan())));
        var cast = new NodeProto { OpType = "Cast", Input = { weights.Name }, Output = { "single" }, Attribute = { OnnxGraphBuilder.Attribute("to", (long)TensorProto.Types.DataType.Float) } };
        model.Graph.Node.Insert(0, cast);
        var convolution = model.Graph.Node.Single(node => node.OpType == "Conv");
        convolution.Input[1] = "single";
        var first = FrozenBackbone.Read(model.ToByteArray(), "made");
        AssertFeatures(first, model.ToByteArray(), [model.Graph.Output[0].Name], 2, 16);

        convolution.Input[0] = "turned";
        model.Graph.Node.Insert(0, new NodeProto { OpType = "Transpose", Input = { "input" }, Output = { "turned" }, Attribute = { OnnxGraphBuilder.Attribute("perm", 0, 3, 1, 2) } });
        var dimensions = model.Graph.Input[0].Type.TensorType.Shape.Dim;
        (dimensions[1], dimensions[3]) = (dimensions[3], dimensions[1]);
        var turned = FrozenBackbone.Read(model.ToByteArray(), "made");
        var pictures = Numbers(new SeededRandom(1), 2 * 16 * 16 * 3);
        var (one, other) = (first.CreatePass(2, 16), turned.CreatePass(2, 16));
        one.Forward(pictures, 2, keep: false);
        other.Forward(pictures, 2, keep: false);
        Assert.Equal(one.Features(0).ToArray(), other.Features(0).ToArray());
    }

    [Fact]
    public void The_published_MobileNetV2_gives_what_ONNX_Runtime_gives()
    {
        var onnx = File.ReadAllBytes(SharedData.Need("backbones/mobilenetv2.onnx"));
        var backbone = FrozenBackbone.Read(onnx, "mobilenetv2");

        Assert.Equal([new(24, 4), new(32, 8), new(96, 16), new FeatureScale(320, 32)], backbone.Scales);
        foreach (var (size, count) in (ReadOnlySpan<(int, int)>)[(64, 17), (32, 2), (96, 2), (128, 2), (224, 1), (70, 1)])
            AssertFeatures(backbone, onnx, ["add73", "add93", "add140", "conv50"], count, size);
    }

    [Fact]
    public void Passes_of_one_backbone_work_side_by_side()
    {
        var (_, onnx, _) = new MadeBackbone(12).Mobile();
        var backbone = FrozenBackbone.Read(onnx, "made");
        var pictures = Numbers(new SeededRandom(2), 8 * 32 * 32 * 3);
        var results = new float[4][];
        Parallel.For(0, results.Length, part =>
        {
            // The same pictures in groups of another size give the same, to the last digits that a tile's shape leaves.
            var pass = backbone.CreatePass(8, 32);
            pass.Forward(pictures, 8, keep: true);
            results[part] = pass.Features(3).ToArray();
        });
        foreach (var result in results)
            Assert.Equal(results[0], result);
    }

    [Fact]
    public void What_is_not_known_is_left_out_and_said_where_nothing_remains()
    {
        var made = new MadeBackbone(13);
        var x = made.Relu(made.Conv(made.Input(), 16, 3, 4));
        var known = x;
        x = made.Conv(made.Of(made.Graph.Gelu(x), 16), 32, 3, 2);
        Assert.Equal([new FeatureScale(16, 4)], FrozenBackbone.Read(made.Bytes(x), "made").Scales);

        var other = new MadeBackbone(14);
        var y = other.Conv(other.Of(other.Graph.Gelu(other.Conv(other.Input(), 16, 3, 2)), 16), 32, 3, 2);
        var refusal = Assert.Throws<TwofoldException>(() => FrozenBackbone.Read(other.Bytes(y), "made.onnx"));
        Assert.Contains("'made.onnx'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Gelu", refusal.Message, StringComparison.Ordinal);
        Assert.NotEqual("", known);
    }

    [Fact]
    public void Pictures_that_are_too_small_are_refused()
    {
        var made = new MadeBackbone(15);
        var x = made.Conv(made.Conv(made.Input(), 16, 4, 4, [0, 0, 0, 0]), 16, 5, 2, [0, 0, 0, 0]);
        var backbone = FrozenBackbone.Read(made.Bytes(x), "made.onnx");
        Assert.Contains("16x16", Assert.Throws<TwofoldException>(() => backbone.CreatePass(1, 16)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => backbone.CreatePass(0, 32));
    }

    [Fact]
    public void Wrong_calls_are_refused()
    {
        var pass = FrozenBackbone.Read(new MadeBackbone(16).Mobile().Onnx, "made").CreatePass(2, 32);
        var pictures = new float[2 * 32 * 32 * 3];
        Assert.Throws<InvalidOperationException>(() => pass.Backward(pictures));
        Assert.Throws<ArgumentException>(() => pass.Forward(pictures, 1, keep: true));
        Assert.Throws<ArgumentOutOfRangeException>(() => pass.Forward(pictures, 3, keep: true));
        pass.Forward(pictures, 2, keep: true);
        Assert.Throws<ArgumentException>(() => pass.Backward(pictures.AsSpan(1)));
        pass.Forward(pictures, 2, keep: false);
        Assert.Throws<InvalidOperationException>(() => pass.Backward(pictures));
    }

    [Fact]
    public void A_damaged_file_is_refused_or_read_and_nothing_else()
    {
        var onnx = new MadeBackbone(17).Mobile().Onnx;
        for (var length = 0; length < onnx.Length; length += 997)
            Refused(() => FrozenBackbone.Read(onnx[..length], "made"));
        var model = ModelProto.Parser.ParseFrom(onnx);
        foreach (var (what, damage) in new (string, Action<ModelProto>)[]
        {
            ("shape", damaged => damaged.Graph.Initializer[0].Dims[0]++),
            ("negative", damaged => damaged.Graph.Initializer[0].Dims[0] = -1),
            ("huge", damaged => damaged.Graph.Initializer[0].Dims[0] = long.MaxValue / 2),
            ("numbers", damaged => damaged.Graph.Initializer[0].RawData = damaged.Graph.Initializer[0].RawData.Span[..8].ToArray() is var few ? ByteString.CopyFrom(few) : ByteString.Empty),
            ("groups", damaged => damaged.Graph.Node[0].Attribute.Single(attribute => attribute.Name == "group").I = 0),
            ("biases", damaged => damaged.Graph.Node[0].Input[2] = damaged.Graph.Node[0].Input[1]),
            ("kernel", damaged => damaged.Graph.Node[0].Attribute.Add(OnnxGraphBuilder.Attribute("kernel_shape", 5, 5))),
            ("input", damaged => damaged.Graph.Input.Clear()),
            ("colors", damaged => damaged.Graph.Input[0].Type.TensorType.Shape.Dim[1].DimValue = 4),
            ("rank", damaged => damaged.Graph.Input[0].Type.TensorType.Shape.Dim.RemoveAt(0)),
        })
        {
            var damaged = model.Clone();
            damage(damaged);
            var refusal = Assert.Throws<TwofoldException>(() => FrozenBackbone.Read(damaged.ToByteArray(), "made.onnx"));
            Assert.True(refusal.Message.Contains("'made.onnx'", StringComparison.Ordinal), what);
        }

        // Attributes that make no sense end what can be calculated.
        foreach (var (attribute, value) in new[] { ("strides", 0L), ("strides", -1), ("pads", -1), ("pads", long.MaxValue), ("dilations", 0) })
        {
            var damaged = model.Clone();
            damaged.Graph.Node[0].Attribute.Single(candidate => candidate.Name == attribute).Ints[0] = value;
            Assert.Throws<TwofoldException>(() => FrozenBackbone.Read(damaged.ToByteArray(), "made.onnx"));
        }

        static void Refused(Action read)
        {
            try
            {
                read();
            }
            catch (TwofoldException)
            {
                // What must not happen is any other exception.
            }
        }
    }

    static void AssertOne(MadeBackbone made, string value, FeatureScale expected, int size)
    {
        var onnx = made.Bytes(value);
        var backbone = FrozenBackbone.Read(onnx, "made");
        Assert.Equal([expected], backbone.Scales);
        AssertFeatures(backbone, onnx, [value], 3, size);
        AssertGradient(backbone, onnx, value, 3, size);
    }

    static void AssertFeatures(FrozenBackbone backbone, byte[] onnx, string[] values, int count, int size)
    {
        var pictures = Numbers(new SeededRandom(20), count * size * size * 3);
        var expected = MadeBackbone.Run(onnx, values, pictures, count, size);
        foreach (var (most, keep) in (ReadOnlySpan<(int, bool)>)[(count, false), (count + 3, true)])
        {
            var pass = backbone.CreatePass(most, size);
            pass.Forward(pictures, count, keep);
            for (var scale = 0; scale < values.Length; scale++)
            {
                AssertClose(expected[scale], pass.Features(scale), 1e-4);
                Assert.Equal(expected[scale].Length, count * pass.Shapes[scale].Length);
            }
        }
    }

    static void AssertGradient(FrozenBackbone backbone, byte[] onnx, string value, int count, int size)
    {
        TorchRuntime.EnsureLoaded();
        using var scope = NewDisposeScope();
        var random = new SeededRandom(21);
        var pictures = Numbers(random, count * size * size * 3);
        var pass = backbone.CreatePass(count, size);
        pass.Forward(pictures, count, keep: true);
        var weights = Numbers(random, pass.Features(0).Length);
        weights.CopyTo(pass.Gradient(0));
        var gradient = new float[pictures.Length];
        pass.Backward(gradient);

        var input = tensor(pictures, [count, size, size, 3]).permute(0, 3, 1, 2).contiguous().requires_grad_(true);
        var map = TorchNetwork.Run(onnx, input)[value].permute(0, 2, 3, 1);
        (map * tensor(weights, map.shape)).sum().backward();
        var expected = input.grad ?? throw new InvalidOperationException("torch gave no gradient.");
        AssertClose(expected.permute(0, 2, 3, 1).contiguous().data<float>().ToArray(), gradient, 1e-4);
    }

    static void AssertClose(float[] expected, ReadOnlySpan<float> actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        var largest = expected.Max(Math.Abs);
        Assert.True(largest > 0);
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance * largest, $"{i}: {actual[i]} where {expected[i]} is expected, the largest being {largest}");
    }

    static float[] Numbers(SeededRandom random, int count) => [.. Enumerable.Range(0, count).Select(_ => (float)random.NextGaussian())];
}
