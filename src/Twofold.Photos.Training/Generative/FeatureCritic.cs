using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Twofold.Photos.Training;

/// <summary>
/// The part of the critic that sees through an <see cref="ITeacher"/> (Projected GAN, Sauer 2021): for each feature map a small network of
/// its own, which scores every place of what is left of it, with the label's own view (projection, Miyato and Koyama 2018). The feature maps'
/// batch normalization, of real and generated pictures apart, is what keeps labels from becoming one picture each.
/// </summary>
/// <param name="Scales">The feature maps.</param>
/// <param name="Labels">How many labels there are.</param>
/// <param name="Width">The channels that each map's scores are read from.</param>
sealed record FeatureCritic(IReadOnlyList<TeacherScale> Scales, int Labels, int Width)
{
    const int LastEdge = 4, Kernel = 4;
    const double Epsilon = 1e-5;

    static readonly Scalar Slope = LastingScalar.Of(0.2);

    /// <summary>What is learned, layer by layer in the order of <see cref="Judge"/>.</summary>
    public IReadOnlyList<WeightShape> Shapes
    {
        get
        {
            var shapes = new List<WeightShape>();
            foreach (var scale in Scales)
            {
                var (channels, halvings) = (scale.Channels, Halvings(scale.Edge));
                for (var layer = 0; layer < Layers(scale); layer++)
                {
                    var (wider, kernel) = (layer + 1 < halvings ? Width / 2 : Width, KernelOf(scale));
                    shapes.Add(new(Math.Sqrt(2.0 / (channels * kernel * kernel)), wider, kernel, kernel, channels));
                    shapes.Add(new(0, wider));
                    shapes.Add(new(0, wider));
                    channels = wider;
                }

                shapes.Add(new(1 / Math.Sqrt(channels), 1, channels));
                shapes.Add(new(1 / Math.Sqrt(channels), Labels, channels));
                shapes.Add(new(1 / Math.Sqrt(channels), 1));
                shapes.Add(new(0, 1));
            }

            return shapes;
        }
    }

    /// <summary>The scores of each feature map, [examples, places], in float32.</summary>
    /// <param name="layers">The weights, shaped as <see cref="Shapes"/> says.</param>
    /// <param name="maps">The feature maps, as <see cref="ITeacher.Look"/> gives them.</param>
    /// <param name="labels">From 0, int64 [examples].</param>
    /// <param name="groups">
    /// How many groups of equal size lie one after the other, such as real and generated pictures: each is normalized alone, and told how much the
    /// features of a label vary within it.
    /// </param>
    public Tensor[] Judge(Tensor[] layers, Tensor[] maps, Tensor labels, int groups)
    {
        if (maps.Length != Scales.Count)
            throw new ArgumentException($"{maps.Length} feature maps: {Scales.Count} were expected.");
        var next = 0;
        return [.. Scales.Zip(maps, (scale, map) =>
        {
            if (map.dim() != 4 || map.shape[1] != scale.Channels || map.shape[2] != scale.Edge || map.shape[3] != scale.Edge || map.shape[0] != labels.shape[0])
                throw new ArgumentException($"A feature map [{string.Join(", ", map.shape)}] and {labels.shape[0]} labels: [N, {scale.Channels}, {scale.Edge}, {scale.Edge}] and N were expected.");
            var x = map;
            for (var layer = 0; layer < Layers(scale); layer++)
            {
                var weights = layers[next++];
                x = Halvings(scale.Edge) > 0 ? conv2d(x, weights, strides: [2, 2], padding: [1, 1]) : conv2d(x, weights, padding: [KernelOf(scale) / 2, KernelOf(scale) / 2]);
                var (gain, shift) = (Next().Plus(LastingScalar.One), Next());
                x = cat([.. x.chunk(groups).Select(group => batch_norm(group, null, null, gain, shift, training: true, 0, Epsilon))]).leaky_relu(Slope);
            }

            var places = x.flatten(2).transpose(1, 2).to_type(ScalarType.Float32);
            var direction = Next().Plus(Next().index_select(0, labels));
            return places.matmul(direction.unsqueeze(2)).squeeze(2).Plus((SpreadWithinLabels.Of(places.mean([1]), labels, groups) * Next()).unsqueeze(1)).Plus(Next());
        })];

        Tensor Next() => layers[next++].to_type(ScalarType.Float32);
    }

    static int Layers(TeacherScale scale) => Math.Max(Halvings(scale.Edge), 1);

    static int Halvings(int edge) => edge <= LastEdge ? 0 : 1 + Halvings((edge + 1) / 2);

    static int KernelOf(TeacherScale scale) => Halvings(scale.Edge) > 0 ? Kernel : scale.Edge >= 3 ? 3 : 1;
}
