using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Twofold.Photos.Training;

/// <summary>
/// The half of the GAN that tells real pictures from generated ones: convolutions that halve the edge, then a score, to which the label adds
/// its own view of the same features (projection, Miyato and Koyama 2018). Beside the score it says which label a picture shows (Odena 2017):
/// what it learns of that from real pictures it can teach the creator. Only training needs it.
/// </summary>
/// <param name="Size">The pictures' edge: 4 times a power of two.</param>
/// <param name="Labels">How many labels there are.</param>
/// <param name="Width">The channels at half the edge; they double at every halving of it, up to 128.</param>
sealed record Critic(int Size, int Labels, int Width)
{
    const int LastEdge = 4, Kernel = 4, MaxChannels = 128;

    static readonly Scalar Slope = LastingScalar.Of(0.2);

    int Halvings => (int)Math.Log2(Size / LastEdge);

    int Features => Math.Min(Width << Halvings, MaxChannels);

    /// <summary>What is learned, layer by layer in the order of <see cref="Judge"/>.</summary>
    public IReadOnlyList<WeightShape> Shapes
    {
        get
        {
            var shapes = new List<WeightShape>();
            var channels = 3;
            for (var i = 0; i <= Halvings; i++)
            {
                var wider = Math.Min(Width << i, MaxChannels);
                shapes.Add(new(Math.Sqrt(2.0 / (channels * Kernel * Kernel)), wider, Kernel, Kernel, channels));
                shapes.Add(new(0, wider));
                channels = wider;
            }

            shapes.Add(new(1 / Math.Sqrt(Features), 1, Features));
            shapes.Add(new(1 / Math.Sqrt(Features), Labels, Features));
            shapes.Add(new(0, 1));
            shapes.Add(new(1 / Math.Sqrt(Features), Labels, Features));
            shapes.Add(new(0, Labels));
            return shapes;
        }
    }

    /// <summary>The scores of pictures, [examples], and the labels' logits, [examples, labels], both in float32.</summary>
    /// <param name="layers">The weights, shaped as <see cref="Shapes"/> says.</param>
    /// <param name="pictures">From -1 to 1, [examples, 3, size, size].</param>
    /// <param name="labels">From 0, int64 [examples].</param>
    /// <param name="groups">
    /// How many groups of equal size lie one after the other, such as real and generated pictures: each is told how much the features of a label
    /// vary within it, so that making the same picture again and again does not pay.
    /// </param>
    public (Tensor Scores, Tensor Logits) Judge(Tensor[] layers, Tensor pictures, Tensor labels, int groups)
    {
        if (pictures.dim() != 4 || pictures.shape[1] != 3 || pictures.shape[2] != Size || pictures.shape[3] != Size || pictures.shape[0] != labels.shape[0])
            throw new ArgumentException($"Pictures [{string.Join(", ", pictures.shape)}] and {labels.shape[0]} labels: [N, 3, {Size}, {Size}] and N were expected.");
        var next = 0;
        var x = pictures;
        for (var i = 0; i < Halvings; i++)
            x = conv2d(x, layers[next++], layers[next++], strides: [2, 2], padding: [1, 1]).leaky_relu(Slope);
        x = conv2d(x, layers[next++], layers[next++]).leaky_relu(Slope).flatten(1).to_type(ScalarType.Float32);

        Tensor Next() => layers[next++].to_type(ScalarType.Float32);
        var (overall, ofLabel, ofSpread, classes, classBiases) = (Next(), Next(), Next(), Next(), Next());
        var scores = x.matmul(overall.t()).squeeze(1).Plus((x * ofLabel.index_select(0, labels)).sum(1)).Plus(SpreadWithinLabels.Of(x, labels, groups) * ofSpread);
        return (scores, x.matmul(classes.t()).Plus(classBiases));
    }
}
