using TorchSharp;
using static TorchSharp.torch;

namespace Twofold.Photos.Training;

/// <summary>
/// The principal components of the pictures' patches (Karhunen-Loève): an orthogonal change of coordinates in which the colors of a patch are
/// uncorrelated, and a few components hold almost all of the variance. Gaussian noise stays what it was, so a flow may as well run here, and
/// each component's share of signal in the noise is known before anything is learned.
/// </summary>
sealed class PatchBasis : IDisposable
{
    const string FiltersName = "basis.filters", MeanName = "basis.mean", DeviationsName = "basis.deviations";
    const int MaxPatches = 50_000;

    // The smallest deviation of a component, in colors from -1 to 1: a quarter of a level of 256. Flat drawings have components of none.
    const double LeastDeviation = 0.002;

    PatchBasis(int edge, Tensor filters, Tensor mean, Tensor deviations) => (Edge, Filters, Mean, Deviations) = (edge, filters, mean, deviations);

    /// <summary>The edge of a patch in pixels.</summary>
    public int Edge { get; }

    /// <summary>How many components there are: three colors times the pixels of a patch.</summary>
    public int Count => 3 * Edge * Edge;

    /// <summary>
    /// The components, strongest first, float32 [components, 3, edge, edge]: a convolution with them, at a stride of the edge, changes
    /// pictures to coordinates, and the transposed convolution changes them back.
    /// </summary>
    public Tensor Filters { get; }

    /// <summary>The mean patch's coordinates, float32 [components].</summary>
    public Tensor Mean { get; }

    /// <summary>The standard deviation of each coordinate, float32 [components].</summary>
    public Tensor Deviations { get; }

    /// <summary>Finds the components of pictures, whose colors count from -1 to 1.</summary>
    /// <param name="pictures">Pictures whose edge is a multiple of <paramref name="edge"/>.</param>
    /// <param name="edge">The edge of a patch in pixels.</param>
    /// <param name="random">Draws the patches that are looked at, fifty thousand at most.</param>
    public static PatchBasis Of(SmallPictures pictures, int edge, SeededRandom random)
    {
        if (edge < 1 || pictures.Size % edge != 0)
            throw new ArgumentException($"Patches of {edge} pixels in pictures of {pictures.Size}: a divisor was expected.");
        var (across, length) = (pictures.Size / edge, 3 * edge * edge);
        var count = Math.Min(MaxPatches, pictures.Count * across * across);
        var patches = new float[count * length];
        for (var p = 0; p < count; p++)
        {
            var picture = pictures[random.NextInt(pictures.Count)];
            var (top, left) = (random.NextInt(across) * edge, random.NextInt(across) * edge);
            var mirrored = random.NextInt(2) == 0;
            var patch = patches.AsSpan(p * length, length);
            for (var c = 0; c < 3; c++)
                for (var y = 0; y < edge; y++)
                    for (var x = 0; x < edge; x++)
                        patch[(((c * edge) + y) * edge) + (mirrored ? edge - 1 - x : x)] = (picture[((((top + y) * pictures.Size) + left + x) * 3) + c] / 127.5f) - 1;
        }

        using var scope = NewDisposeScope();
        using Scalar all = count, least = LeastDeviation * LeastDeviation;
        var samples = tensor(patches, [count, length]);
        var mean = samples.mean([0]);
        var centered = samples - mean;
        var (variances, components) = linalg.eigh((centered.t().matmul(centered) / all).to_type(ScalarType.Float64));
        // Ascending variances: turned round, the strongest come first.
        var filters = components.t().flip(0).to_type(ScalarType.Float32).contiguous();
        var deviations = variances.flip(0).clamp_min(least).sqrt().to_type(ScalarType.Float32);
        return new PatchBasis(
            edge,
            filters.view(length, 3, edge, edge).DetachFromDisposeScope(),
            filters.matmul(mean).DetachFromDisposeScope(),
            deviations.DetachFromDisposeScope());
    }

    /// <summary>Adds the basis, to go on with later: another machine might find the components in other directions.</summary>
    public void AddTo(SafeTensors tensors)
    {
        tensors.Add(FiltersName, Filters.ToFloats(), Count, Count);
        tensors.Add(MeanName, Mean.ToFloats(), Count);
        tensors.Add(DeviationsName, Deviations.ToFloats(), Count);
    }

    /// <summary>The basis that <see cref="AddTo"/> added.</summary>
    /// <exception cref="TwofoldException">It is of patches of another edge, or there is none.</exception>
    public static PatchBasis Load(SafeTensors tensors, int edge)
    {
        using var scope = NewDisposeScope();
        var length = 3 * edge * edge;
        return new PatchBasis(edge, Read(FiltersName, length, length).view(length, 3, edge, edge).DetachFromDisposeScope(), Read(MeanName, length).DetachFromDisposeScope(), Read(DeviationsName, length).DetachFromDisposeScope());

        Tensor Read(string name, params int[] shape) => tensor(tensors.ReadSingle(name, shape));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Filters.Dispose();
        Mean.Dispose();
        Deviations.Dispose();
    }
}
