using Twofold.Photos.Onnx;
using static Twofold.Photos.Onnx.TensorProto.Types;

namespace Twofold.Photos.Training.Tests;

public sealed class FlowSamplerTests
{
    const int Size = 4, Length = 3 * Size * Size;

    static readonly CreatorInfo Info = new() { Kind = CreatorInfo.Flow, Size = Size, NoiseDimension = Length };

    [Theory]
    [InlineData(1, 0.2f)]
    [InlineData(2, 0.5f)]
    [InlineData(0, -0.1f)]
    public void Guidance_goes_so_many_times_from_no_label_to_the_label(double guidance, float expected)
    {
        // The label's velocity is 0.2 everywhere, that of no label -0.1.
        using var sampler = new FlowSampler(VelocityField.Open(Field(slope: 0, none: -0.1f, 0.2f), 1));
        Assert.All(Walk(sampler, 0, 1, [1], new() { FlowSteps = 3, Guidance = guidance }), color => Assert.Equal(Math.Round((expected + 1) * 127.5), color, 1.0));
    }

    [Fact]
    public void Steps_are_Heuns_and_the_last_one_follows_the_first_velocity()
    {
        // With velocity = -state a step of Heun's multiplies by 1 - h + h²/2, and the last by 1 - h.
        using var sampler = new FlowSampler(VelocityField.Open(Field(slope: -1, none: 0, 0), 1));
        const double h = 0.25;
        var expected = 0.9 * Math.Pow(1 - h + (h * h / 2), 3) * (1 - h);
        Assert.All(Walk(sampler, 0.9f, 1, [1], new() { FlowSteps = 4, Guidance = 1 }), color => Assert.Equal(Math.Round((expected + 1) * 127.5), color, 1.0));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Pictures_of_two_labels_go_the_way_between_theirs_whatever_the_guidance(double guidance)
    {
        using var sampler = new FlowSampler(VelocityField.Open(Field(slope: 0, none: 0, 0.4f, -0.4f), 2));
        var made = Walk(sampler, 0, 2, [1, 0, 0.75f, 0.25f, 0, 1], new() { Guidance = guidance });
        Assert.All((double[])[0.4, 0.2, -0.4], (velocity, i) => Assert.Equal(((guidance * velocity) + 1) * 127.5, made[i * Length], 1.0));
    }

    [Fact]
    public void A_network_that_is_no_velocity_field_is_refused()
    {
        var graph = new OnnxGraphBuilder("other");
        graph.Output(graph.Relu(graph.Input("noise", DataType.Float, -1, 8)), "pictures", DataType.Float, -1, 8);
        Assert.Contains("'state'", Assert.Throws<TwofoldException>(() => VelocityField.Open(graph.ToBytes(), 1)).Message, StringComparison.Ordinal);
        Assert.Contains("[N,2]", Assert.Throws<TwofoldException>(() => VelocityField.Open(Field(0, 0, 0), 2)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_graph_of_another_size_than_was_said_is_refused() =>
        Assert.Contains("4x4", Assert.Throws<TwofoldException>(() => PhotoCreator.Open(Field(0, 0, 0), ["cat"], Info with { Size = 8 }, "test")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(5, null, "steps")]
    [InlineData(null, 1.5, "guidance")]
    public void A_creator_of_one_pass_refuses_what_only_a_flow_has_and_says_why(int? steps, double? guidance, string word)
    {
        var creator = new PhotoCreator(new FlowSampler(VelocityField.Open(Field(0, 0, 0), 1)), ["cat"], Info with { Kind = CreatorInfo.Gan }, "test");
        var refusal = Assert.Throws<TwofoldException>(() => creator.Stream("cat", 1, seed: 1, new() { FlowSteps = steps, Guidance = guidance })).Message;
        Assert.Contains("GAN", refusal, StringComparison.Ordinal);
        Assert.Contains(word, refusal, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("--creator flow", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_flow_refuses_truncation_and_says_what_it_has_in_its_place()
    {
        var creator = PhotoCreator.Open(Field(0, 0, 0), ["cat"], Info, "test");
        Assert.Contains("guidance", Assert.Throws<TwofoldException>(() => creator.Stream("cat", 1, seed: 1, new() { Truncation = 0.5 })).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(2000, 1)]
    [InlineData(5, -1)]
    [InlineData(5, double.NaN)]
    public void Steps_and_guidance_out_of_range_are_refused(int steps, double guidance)
    {
        var creator = PhotoCreator.Open(Field(0, 0, 0), ["cat"], Info, "test");
        Assert.Throws<TwofoldException>(() => creator.Stream("cat", 1, seed: 1, new() { FlowSteps = steps, Guidance = guidance }));
    }

    [Fact]
    public void A_picture_says_what_it_was_made_of()
    {
        var creator = PhotoCreator.Open(Field(0, 0, 0), ["cat"], Info, "test");
        Assert.Equal("model test, label cat, seed 1, picture 0, 3 steps, guidance 1.5", creator.Generate("cat", seed: 1, new() { FlowSteps = 3, Guidance = 1.5 }).Metadata["Source"]);
    }

    [Fact]
    public void Cancellation_ends_a_walk_from_noise()
    {
        using var sampler = new FlowSampler(VelocityField.Open(Field(0, 0, 0), 1));
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        Assert.Throws<OperationCanceledException>(() => sampler.Pictures(new float[Length], [1], new(), cancellation.Token));
    }

    static byte[] Walk(FlowSampler sampler, float start, int labelCount, float[] shares, PhotoGenerationOptions options)
    {
        var noise = new float[Length * shares.Length / labelCount];
        noise.AsSpan().Fill(start);
        return sampler.Pictures(noise, shares, options, TestContext.Current.CancellationToken);
    }

    /// <summary>The velocity slope x state + what belongs to a label, or to none.</summary>
    static byte[] Field(float slope, float none, params float[] ofLabel)
    {
        var graph = new OnnxGraphBuilder("field");
        var state = graph.Input("state", DataType.Float, -1, 3, Size, Size);
        var time = graph.Reshape(graph.Input("time", DataType.Float, -1), -1, 1, 1, 1);
        var table = graph.Constant(Array.ConvertAll(ofLabel, value => value - none), ofLabel.Length, 1);
        var label = graph.Add(graph.MatMul(graph.Input("label_shares", DataType.Float, -1, ofLabel.Length), table), graph.Scalar(none));
        var velocity = graph.Add(graph.Mul(state, graph.Scalar(slope)), graph.Add(graph.Reshape(label, -1, 1, 1, 1), graph.Mul(time, graph.Scalar(0))));
        graph.Output(velocity, "velocity", DataType.Float, -1, 3, Size, Size);
        return graph.ToBytes();
    }
}
