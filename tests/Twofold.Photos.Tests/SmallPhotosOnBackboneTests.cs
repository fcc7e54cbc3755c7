using Google.Protobuf;
using Twofold.Photos.Onnx;

namespace Twofold.Photos.Tests;

/// <summary>A backbone sees small photos as smaller pictures than it was trained on, where its graph can.</summary>
public sealed class SmallPhotosOnBackboneTests : TemporaryFolder
{
    [Theory]
    [InlineData(32, 128, 146)]
    [InlineData(28, 128, 146)]
    [InlineData(40, 160, 182)]
    [InlineData(1, 96, 109)]
    [InlineData(55, 224, 256)]
    [InlineData(1000, 224, 256)]
    [InlineData(0, 224, 256)]
    public void Photos_are_enlarged_four_times_at_most(int largestShortSide, int side, int shortSide) =>
        Assert.Equal(new PhotoPreparation(shortSide, side, side), Backbone.PreparationFor(largestShortSide));

    [Fact]
    public void Pictures_that_are_no_square_stay_as_they_are()
    {
        var oblong = Backbone with { Preparation = new PhotoPreparation(256, 224, 192) };
        Assert.Equal(oblong.Preparation, oblong.PreparationFor(32));
    }

    [Fact]
    public void A_graph_that_takes_any_size_gives_the_same_features_of_the_same_in_small()
    {
        var (onnx, preparation) = Installed(poolsAsManyPlaces: false).ToRecognizerFor(32);
        using var small = PhotoNetwork.Open(onnx);
        using var usual = PhotoNetwork.Open(Installed(poolsAsManyPlaces: false).ToRecognizer());

        Assert.Equal((128, 128, 128), (preparation.Width, small.Width, small.Height));
        Assert.Equal(usual.FeatureCount, small.FeatureCount);
        // What is everywhere the same is so at every size.
        Assert.Equal(usual.Features(OfOneColor(224), 1), small.Features(OfOneColor(128), 1), new BackboneGraphTests.Near(5e-3f));
    }

    [Fact]
    public void A_graph_that_is_made_for_one_size_stays_at_it()
    {
        var (onnx, preparation) = Installed(poolsAsManyPlaces: true).ToRecognizerFor(32);
        using var network = PhotoNetwork.Open(onnx);

        Assert.Equal(Backbone.Preparation, preparation);
        Assert.Equal((224, 224), (network.Width, network.Height));
    }

    [Fact]
    public void The_backbone_that_is_usual_takes_small_photos()
    {
        var (_, preparation) = InstalledBackbone.Of(SharedData.Need("backbones/mobilenetv2.onnx")).ToRecognizerFor(32);
        Assert.Equal(new PhotoPreparation(146, 128, 128), preparation);
    }

    static Backbone Backbone { get; } = new()
    {
        Name = "tiny",
        Preparation = new PhotoPreparation(256, 224, 224),
        Scale = [0.01f, 0.02f, 0.03f],
        Offset = [-1, 0.5f, 0.25f],
    };

    InstalledBackbone Installed(bool poolsAsManyPlaces)
    {
        File.WriteAllBytes(At("tiny.onnx"), TinyClassifier.Make(size: 224, poolsAsManyPlaces: poolsAsManyPlaces).ToByteArray());
        return new InstalledBackbone(Backbone, At("tiny.onnx"));
    }

    static byte[] OfOneColor(int side) => [.. Enumerable.Range(0, side * side).SelectMany(_ => new byte[] { 200, 100, 50 })];
}
