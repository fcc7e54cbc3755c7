using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Twofold.Photos.Training;

namespace Twofold.Benchmarks;

/// <summary>
/// A recognizer of drawn animals that had no part in training the creator that it judges: it learned from other drawings, and compares with yet
/// others.
/// </summary>
sealed class DrawnJudge
{
    const int Steps = 200, LearnedPerLabel = 400;

    readonly TrainedNetwork network;
    readonly double[][,] testFeatures;

    /// <summary>Trains a judge.</summary>
    /// <param name="labels">The animals.</param>
    /// <param name="perLabel">How many drawings of each are compared with.</param>
    /// <param name="size">The pictures' edge in pixels.</param>
    public DrawnJudge(IReadOnlyList<string> labels, int perLabel, int size)
    {
        Test = DrawnPictures.Of(labels, perLabel, size, seed: 2);
        network = new ScratchRecognizerTrainer { Steps = Steps, Seed = 9 }.Train(DrawnPictures.Of(labels, LearnedPerLabel, size, seed: 3), Test);
        testFeatures = Features(Test);
    }

    /// <summary>The real drawings that are compared with.</summary>
    public SmallPictures Test { get; }

    /// <summary>
    /// Scores of pictures: the share read as their label, and of their features, a label at a time, the mean over the labels of what others score of one.
    /// </summary>
    public DrawnScores Judge(SmallPictures pictures)
    {
        var labels = Features(pictures).Zip(testFeatures).ToArray();
        var manifolds = labels.Select(label => ManifoldScores.Of(label.First, label.Second)).ToArray();
        return new DrawnScores(
            Read(pictures),
            labels.Average(label => FrechetDistance.Estimated(label.First, label.Second).Value),
            manifolds.Average(m => m.Precision.Value),
            manifolds.Average(m => m.Recall.Value),
            manifolds.Average(m => m.Coverage.Value),
            labels.Average(label => Diversity.Of(label.First).Value / Diversity.Of(label.Second).Value));
    }

    double[][,] Features(SmallPictures pictures)
    {
        var features = Raw(pictures);
        var dimension = features.Length / pictures.Count;
        return [.. Enumerable.Range(0, pictures.LabelCount).Select(label =>
        {
            int[] own = [.. Enumerable.Range(0, pictures.Count).Where(picture => pictures.Labels[picture] == label)];
            var rows = new double[own.Length, dimension];
            foreach (var (row, picture) in own.Index())
                for (var i = 0; i < dimension; i++)
                    rows[row, i] = features[(picture * dimension) + i];
            return rows;
        })];
    }

    float[] Raw(SmallPictures pictures)
    {
        using var session = new InferenceSession(network.Onnx);
        using var results = session.Run(
            [NamedOnnxValue.CreateFromTensor("pictures", new DenseTensor<byte>(pictures.Pixels, [pictures.Count, pictures.Size, pictures.Size, 3]))]);
        return results[0].AsTensor<float>().ToArray();
    }

    double Read(SmallPictures pictures)
    {
        var features = Raw(pictures);
        var (labelCount, dimension) = (network.HeadWeights.GetLength(0), network.HeadWeights.GetLength(1));
        var right = 0;
        var logits = new double[labelCount];
        for (var picture = 0; picture < pictures.Count; picture++)
        {
            for (var label = 0; label < labelCount; label++)
            {
                logits[label] = network.HeadBiases[label];
                for (var i = 0; i < dimension; i++)
                    logits[label] += features[(picture * dimension) + i] * network.HeadWeights[label, i];
            }

            right += LogSpace.IndexOfMax(logits) == pictures.Labels[picture] ? 1 : 0;
        }

        return (double)right / pictures.Count;
    }
}

/// <summary>What a <see cref="DrawnJudge"/> says of pictures.</summary>
/// <param name="Recognized">The share that is read as the label that they are of.</param>
/// <param name="Frechet">The Fréchet distance from real drawings.</param>
/// <param name="Precision">The share that lies among real ones.</param>
/// <param name="Recall">The share of real ones that lies among them.</param>
/// <param name="Coverage">The share of real ones that has one of them nearby.</param>
/// <param name="Diversity">How far from one another they are, of what real ones are.</param>
readonly record struct DrawnScores(double Recognized, double Frechet, double Precision, double Recall, double Coverage, double Diversity)
{
    public override string ToString() => $"Fréchet {Frechet:F2}, precision {Precision:F2}, recall {Recall:F2}, coverage {Coverage:F2}, diversity {Diversity:F2}";
}
