using TorchSharp;
using static TorchSharp.torch;

namespace Twofold.Photos.Training;

/// <summary>
/// Keeps a network from answering more and more steeply: after each step every convolution whose largest singular value exceeds the bound is
/// scaled down to it. Spectral normalization (Miyato 2018) divides by that value inside the network, and pays for it in every pass; this pays
/// once a step. The value comes from one step of power iteration, started from the last one's vector.
/// </summary>
sealed class SpectralBound : IDisposable
{
    readonly WeightVector weights;
    readonly double bound;
    readonly Tensor?[] left;

    /// <summary>Begins each power iteration with a vector drawn from <paramref name="random"/>.</summary>
    public SpectralBound(WeightVector weights, double bound, Generator random)
    {
        (this.weights, this.bound) = (weights, bound);
        using var scope = NewDisposeScope();
        left = [.. weights.Layers(weights.Values, ScalarType.Float32).Select(layer => layer.dim() == 4
            ? nn.functional.normalize(ComputeDevice.Normal([layer.shape[0]], random), dim: 0).DetachFromDisposeScope()
            : null)];
    }

    /// <summary>Scales down what exceeds the bound.</summary>
    public void Apply()
    {
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        var layers = weights.Layers(weights.Values, ScalarType.Float32);
        for (var i = 0; i < layers.Length; i++)
        {
            if (left[i] is not { } u)
                continue;
            var matrix = layers[i].permute(0, 2, 3, 1).view(layers[i].shape[0], -1);
            var v = nn.functional.normalize(matrix.t().mv(u), dim: 0);
            var scaled = matrix.mv(v);
            var largest = scaled.norm().item<float>();
            u.copy_(nn.functional.normalize(scaled, dim: 0));
            using Scalar shrunk = bound / largest;
            if (largest > bound)
                matrix.mul_(shrunk);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var vector in left)
            vector?.Dispose();
    }
}
