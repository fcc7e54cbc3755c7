using Twofold.Photos.Onnx;
using Twofold.Photos.Tests;
using static Twofold.Photos.Onnx.TensorProto.Types;

namespace Twofold.Photos.Training.Tests;

public sealed class BackboneQuantizationTests : IDisposable
{
    const int Size = 24;

    static readonly PhotoPreparation Preparation = PhotoPreparation.Square(Size);

    readonly string folder = Directory.CreateTempSubdirectory("twofold-bytes-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_network_whose_features_stay_what_they_were_is_calculated_in_bytes() =>
        Assert.NotNull(BackboneQuantization.TryQuantize(Network(outlier: 1), Preparation, Photos(20), TestContext.Current.CancellationToken));

    [Fact]
    public void A_network_whose_numbers_do_not_fit_into_bytes_stays_as_it_is() =>
        Assert.Null(BackboneQuantization.TryQuantize(Network(outlier: 10_000), Preparation, Photos(20), TestContext.Current.CancellationToken));

    [Fact]
    public void A_network_that_sees_something_else_in_small_pictures_when_in_bytes_stays_as_it_is()
    {
        const int large = 128;
        Assert.NotNull(BackboneQuantization.TryQuantize(Edges(Size), PhotoPreparation.Square(Size), Photos(20), TestContext.Current.CancellationToken));
        Assert.Null(BackboneQuantization.TryQuantize(Edges(large), PhotoPreparation.Square(large), Photos(20, large), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Photos_that_cannot_be_read_say_nothing_of_ranges()
    {
        var photos = Photos(4);
        foreach (var path in photos[1..])
            File.WriteAllText(path, "no photo");

        Assert.NotNull(BackboneQuantization.TryQuantize(Network(outlier: 1), Preparation, photos, TestContext.Current.CancellationToken));
        Assert.Null(BackboneQuantization.TryQuantize(Network(outlier: 1), Preparation, photos[1..], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_pair_on_a_real_backbone_says_that_it_is_in_bytes_and_predicts_from_its_file_what_it_predicted()
    {
        var backbone = SharedData.Need("backbones/mobilenetv2.onnx");
        foreach (var label in new[] { "cats", "dogs" })
        {
            Directory.CreateDirectory(Path.Combine(folder, label));
            foreach (var photo in Directory.EnumerateFiles(Path.Combine(SharedData.Need("catsdogs"), label)).Order(StringComparer.Ordinal).Take(12))
                File.Copy(photo, Path.Combine(folder, label, Path.GetFileName(photo)));
        }

        using var pair = await PhotoPair.TrainAsync(folder, new PhotoPairOptions { Backbone = backbone, Creator = CreatorChoice.None }, cancellation: TestContext.Current.CancellationToken);
        var file = Path.Combine(folder, "pets.twofold");
        pair.Save(file);
        using var opened = PhotoPair.Open(file);

        Assert.True(opened.Info.Recognizer.IsInBytes);
        var photos = Directory.GetFiles(Path.Combine(folder, "cats"));
        Assert.Equal(pair.Recognizer.PredictFiles(photos).Select(photo => photo.Probability), opened.Recognizer.PredictFiles(photos).Select(photo => photo.Probability));
    }

    [Fact]
    public async Task A_network_from_scratch_is_judged_in_single_precision_in_bytes_and_mirrored_and_says_what_it_kept()
    {
        foreach (var (label, shade) in new[] { ("dark", 40), ("light", 200) })
        {
            Directory.CreateDirectory(Path.Combine(folder, label));
            var random = new SeededRandom((ulong)shade);
            for (var i = 0; i < 20; i++)
            {
                var pixels = new byte[Size * Size * 3];
                for (var at = 0; at < pixels.Length; at++)
                    pixels[at] = (byte)(shade + random.NextInt(30));
                new Photo(Size, Size, pixels).Save(Path.Combine(folder, label, $"{i}.png"));
            }
        }

        using var pair = await PhotoPair.TrainAsync(
            folder, new PhotoPairOptions { Backbone = "none", Creator = CreatorChoice.None, Steps = 30 }, cancellation: TestContext.Current.CancellationToken);

        var recognizer = pair.Info.Recognizer;
        Assert.True(recognizer.IsInBytes);
        Assert.Equal(
            ["network from scratch", "the same, calculated in bytes", "in bytes, looking at each photo mirrored too"], recognizer.Tried.Select(tried => tried.Recognizer));
        Assert.Single(recognizer.Tried, tried => tried.Kept);
        Assert.False(recognizer.Tried[0].Kept);
        Assert.Equal("dark", pair.Recognizer.Predict(Path.Combine(folder, "dark", "0.png")).Label);
    }

    // One channel of the first convolution is larger than the others by a factor, and the second makes up for it: in bytes, the others are lost.
    static byte[] Network(float outlier)
    {
        const int channels = 8;
        var graph = new OnnxGraphBuilder("backbone");
        var random = new SeededRandom(5);
        var x = graph.Cast(graph.Transpose(graph.Input(PhotoNetwork.Input, DataType.Uint8, -1, Size, Size, 3), 0, 3, 1, 2), DataType.Float);
        x = graph.Mul(x, graph.Constant([1 / 255f, 1 / 255f, 1 / 255f], 3, 1, 1));
        float[] first = [.. Enumerable.Range(0, channels * 3 * 9).Select(i => (float)random.NextDouble(-0.5, 0.6) * (i < 27 ? outlier : 1))];
        x = graph.Relu(graph.Conv(x, graph.Constant(first, channels, 3, 3, 3), padding: 1));
        float[] second = [.. Enumerable.Range(0, channels * channels).Select(i => (float)random.NextDouble(-0.5, 0.6) / (i % channels == 0 ? outlier : 1))];
        x = graph.Relu(graph.Conv(x, graph.Constant(second, channels, channels, 1, 1)));
        graph.Output(graph.Flatten(graph.GlobalAveragePool(x)), PhotoNetwork.Output, DataType.Float, -1, channels);
        return graph.ToBytes();
    }

    // What differs from what is around it: the weights of a convolution sum to nothing, and rounded to whole numbers they do not.
    static byte[] Edges(int size)
    {
        var graph = new OnnxGraphBuilder("edges");
        var x = graph.Cast(graph.Transpose(graph.Input(PhotoNetwork.Input, DataType.Uint8, -1, size, size, 3), 0, 3, 1, 2), DataType.Float);
        x = graph.Mul(x, graph.Constant([1 / 255f, 1 / 255f, 1 / 255f], 3, 1, 1));
        float[] weights = [.. Enumerable.Range(0, 3 * 9).Select(i => i % 9 == 4 ? -1f : 1 / 8f)];
        x = graph.Relu(graph.Conv(x, graph.Constant(weights, 1, 3, 3, 3)));
        graph.Output(graph.Flatten(graph.GlobalAveragePool(x)), PhotoNetwork.Output, DataType.Float, -1, 1);
        return graph.ToBytes();
    }

    string[] Photos(int count, int size = Size)
    {
        var random = new SeededRandom(7);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var path = Path.Combine(folder, $"{i}.png");
            var pixels = new byte[size * size * 3];
            for (var at = 0; at < pixels.Length; at++)
                pixels[at] = (byte)Math.Clamp((at * (i + 1) / count % 256) + random.NextInt(40), 0, 255);
            new Photo(size, size, pixels).Save(path);
            return path;
        })];
    }
}
