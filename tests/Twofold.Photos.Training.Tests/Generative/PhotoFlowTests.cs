using Twofold.Photos.Onnx;
using static Twofold.Photos.Onnx.TensorProto.Types;

namespace Twofold.Photos.Training.Tests;

public sealed class PhotoFlowTests
{
    const int Size = 4, Colors = 3 * Size * Size;

    static readonly CreatorInfo Info = new() { Kind = CreatorInfo.Flow, Size = Size, NoiseDimension = Colors };

    [Theory]
    [InlineData(0.1, 0.3, 150, 0.3)]
    [InlineData(-0.5, 0.05, 60, 1)]
    [InlineData(0.8, 0.01, 230, 4)]
    public void The_likelihood_under_Gaussian_colors_is_their_density(double mean, double deviation, byte level, double tolerance)
    {
        var creator = Creator(["one"], (mean, 0, deviation));
        var likelihood = Of(creator).LogLikelihood([Uniform(level)]);

        // The half level of noise at most that is added widens the square by its variance in the mean.
        var square = Math.Pow((level / 127.5) - 1 - mean, 2) + (1 / (12 * 127.5 * 127.5));
        var expected = Colors * ((-0.5 * square / (deviation * deviation)) - Math.Log(deviation) - (0.5 * Math.Log(2 * Math.PI)) - Math.Log(127.5));
        Assert.Equal(expected, likelihood[0, 0], tolerance);
    }

    [Theory]
    [InlineData(128)]
    [InlineData(180)]
    [InlineData(90)]
    public void The_likelihood_under_colors_of_two_peaks_is_their_density(byte level)
    {
        const double peak = 0.4, deviation = 0.2;
        var creator = Creator(["one"], (0, peak, deviation));
        var likelihood = Of(creator).LogLikelihood([Uniform(level)]);

        var color = (level / 127.5) - 1;
        double Peak(double mean) => Math.Exp(-0.5 * Math.Pow((color - mean) / deviation, 2)) / (deviation * Math.Sqrt(2 * Math.PI));
        Assert.Equal(Colors * Math.Log(0.5 * (Peak(peak) + Peak(-peak)) / 127.5), likelihood[0, 0], 0.5);
    }

    [Fact]
    public void By_Bayes_rule_it_recognizes_and_a_prior_can_turn_it_over()
    {
        var creator = Creator(["dark", "light"], (-0.1, 0, 0.5), (0.1, 0, 0.5));
        var flow = Of(creator);
        Photo[] photos = [Uniform(60), Uniform(200), Uniform(140)];

        Assert.Equal(["dark", "light", "light"], flow.Predict(photos));
        Assert.Equal("dark", flow.WithPrior([0.9999, 0.0001]).Predict(photos)[2]);
        var likelihood = flow.LogLikelihood(photos);
        Assert.Equal(Math.Log((0.5 * Math.Exp(likelihood[2, 0] - likelihood[2, 1])) + 0.5) + likelihood[2, 1], flow.LogDensity(photos)[2], 1e-6);
        Assert.Equal(DensityKind.LowerBound, flow.DensityKind);
    }

    [Fact]
    public void What_it_makes_is_of_the_distribution_whose_likelihood_it_tells_and_holds_on_to_no_label()
    {
        var creator = Creator(["dark", "light"], (-0.4, 0, 0.5), (0.4, 0, 0.5));
        var made = Pixels(Of(creator).Generate("light", 3, seed: 5));

        Assert.Equal(Pixels(creator.Generate("light", 3, seed: 5, new PhotoGenerationOptions { Guidance = 1 })), made);
        Assert.NotEqual(Pixels(creator.Generate("light", 3, seed: 5)), made);

        static IEnumerable<byte[]> Pixels(IEnumerable<Photo> photos) => photos.Select(photo => photo.Pixels.ToArray());
    }

    [Fact]
    public void The_same_photo_gets_the_same_number_wherever_it_stands_and_large_ones_are_cut()
    {
        var creator = Creator(["one"], (0.1, 0, 0.3));
        var flow = Of(creator);
        var likelihood = flow.LogLikelihood([Uniform(60), Uniform(200), Uniform(200), Uniform(200, width: 24, height: 16)]);
        Assert.Equal(likelihood[1, 0], likelihood[2, 0]);
        Assert.Equal(likelihood[1, 0], likelihood[3, 0], 1e-3);
        Assert.NotEqual(likelihood[0, 0], likelihood[1, 0]);
    }

    [Fact]
    public void It_is_scored_by_the_bits_of_a_color_and_by_what_it_tells()
    {
        var creator = Creator(["dark", "light"], (-0.1, 0, 0.5), (0.1, 0, 0.5));
        var flow = Of(creator);
        Photo[] photos = [Uniform(60), Uniform(200), Uniform(190), Uniform(70)];
        string[] labels = ["dark", "light", "light", "light"];

        var scores = flow.Score(photos, labels);

        var likelihood = flow.LogLikelihood(photos);
        Assert.Equal(-(likelihood[0, 0] + likelihood[1, 1] + likelihood[2, 1] + likelihood[3, 1]) / (4 * Colors * Math.Log(2)), scores.BitsPerColor.Value, 1e-9);
        Assert.Equal((4, 0.75), (scores.Photos, scores.Accuracy.Value));
        Assert.Contains("'gray'", Assert.Throws<TwofoldException>(() => flow.Score(photos, ["dark", "light", "light", "gray"])).Message, StringComparison.Ordinal);
        Assert.Contains("3 labels", Assert.Throws<TwofoldException>(() => flow.Score(photos, labels[..3])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cancellation_ends_it()
    {
        var creator = Creator(["one"], (0.1, 0, 0.3));
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => Of(creator).LogLikelihood([Uniform(60)], cancellation.Token));
    }

    static PhotoCreator Creator(IReadOnlyList<string> labels, params (double Mean, double Peak, double Deviation)[] colors) =>
        PhotoCreator.Open(Field(colors), labels, Info, "test");

    static PhotoFlow Of(PhotoCreator creator) => new(creator.VelocityField!, creator, [.. creator.Labels.Select(_ => 1.0)]);

    static Photo Uniform(byte level, int width = Size, int height = Size) => new(width, height, Enumerable.Repeat(level, 3 * width * height).ToArray());

    /// <summary>
    /// The velocity towards colors that are independent of each other, half of them Gaussian around mean + peak and half around mean - peak. With
    /// V = (1 - t)² + (t deviation)², a = (t deviation² - (1 - t)) / V and z = x - t mean it is mean + a z + (1 - a t) peak tanh(t peak z / V).
    /// </summary>
    static byte[] Field((double Mean, double Peak, double Deviation)[] colors)
    {
        var graph = new OnnxGraphBuilder("field");
        var state = graph.Input("state", DataType.Float, -1, 3, Size, Size);
        var t = graph.Reshape(graph.Input("time", DataType.Float, -1), -1, 1, 1, 1);
        var shares = graph.Input("label_shares", DataType.Float, -1, colors.Length);
        string OfLabel(Func<(double Mean, double Peak, double Deviation), double> number) =>
            graph.Reshape(graph.MatMul(shares, graph.Constant([.. colors.Select(color => (float)number(color))], colors.Length, 1)), -1, 1, 1, 1);
        var (mean, peak, variance) = (OfLabel(color => color.Mean), OfLabel(color => color.Peak), OfLabel(color => color.Deviation * color.Deviation));
        var rest = graph.Sub(graph.Scalar(1), t);
        var total = graph.Add(graph.Mul(rest, rest), graph.Mul(graph.Mul(t, t), variance));
        var a = graph.Div(graph.Sub(graph.Mul(t, variance), rest), total);
        var centered = graph.Sub(state, graph.Mul(t, mean));
        var side = graph.Tanh(graph.Div(graph.Mul(graph.Mul(t, peak), centered), total));
        var toPeak = graph.Mul(graph.Mul(graph.Sub(graph.Scalar(1), graph.Mul(a, t)), peak), side);
        graph.Output(graph.Add(graph.Add(mean, graph.Mul(a, centered)), toPeak), "velocity", DataType.Float, -1, 3, Size, Size);
        return graph.ToBytes();
    }
}
