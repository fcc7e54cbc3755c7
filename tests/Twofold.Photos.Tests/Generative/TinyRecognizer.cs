using Twofold.Photos.Onnx;
using Twofold.Tables;
using static Twofold.Photos.Onnx.TensorProto.Types;

namespace Twofold.Photos.Tests;

/// <summary>
/// A recognizer whose opinion can be calculated: a picture of one pixel is of <see cref="TinyCreator"/>'s first label with the probability
/// 1 / (1 + exp(-(red - turn) / 10)), whatever else it shows.
/// </summary>
static class TinyRecognizer
{
    static readonly PhotoPreparation Preparation = PhotoPreparation.Square(1);

    public static RecognizerInfo Info { get; } = new()
    {
        Features = "tiny",
        FeatureCount = 3,
        Preparation = Preparation,
        Temperature = 1,
        UnsureBelow = 0,
        UnsureShare = 0,
        UnfamiliarBelow = double.MinValue,
        UnfamiliarShare = 0,
        HeldOut = new HeldOutScores(0, "none", 0, 0, 0, 0),
    };

    public static PhotoRecognizer Create(double turn = 128) =>
        new(new FeatureExtractor(PhotoNetwork.Open(Graph()), Preparation), Head(turn), Info, new Lazy<string>("tiny"));

    public static byte[] Graph()
    {
        var graph = new OnnxGraphBuilder("tiny");
        var pixels = graph.Cast(graph.Input(PhotoNetwork.Input, DataType.Uint8, -1, 1, 1, 3), DataType.Float);
        graph.Output(graph.Reshape(pixels, -1, 3), PhotoNetwork.Output, DataType.Float, -1, 3);
        return graph.ToBytes();
    }

    public static RecognizerHead Head(double turn = 128)
    {
        var classifier = new LogisticRegressionModel<string>(TinyCreator.Labels, new double[,] { { 0.1, 0, 0 }, { 0, 0, 0 } }, [-turn / 10, 0]);
        double[,] unit = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } };
        var twin = new LinearDiscriminantAnalysisModel<string>(TinyCreator.Labels, new double[2, 3], unit, [0.5, 0.5]);
        return new RecognizerHead(new Standardization([0, 0, 0], [1, 1, 1]), classifier, twin, new TemperatureScaling(1));
    }
}
